/** A built Next app on loopback. Node. `close` ends the process. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { environment } from "./run-in.ts";

export interface NextServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Rejects with what the server wrote when it ends before it listens. */
export async function startNext(site: string): Promise<NextServer> {
  const options = ["-p", "0", "-H", "127.0.0.1"];
  const command = ["node_modules/next/dist/bin/next", "start", "next", ...options];
  const server = spawn(process.execPath, command, {
    cwd: site,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exit = once(server, "exit");
  const close = async (): Promise<void> => {
    server.kill();
    await exit;
  };
  let said = "";
  for (const stream of [server.stdout, server.stderr]) stream.setEncoding("utf8");
  server.stderr.on("data", (text) => (said += String(text)));
  for await (const text of server.stdout) {
    said += String(text);
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
    if (url !== undefined) return { url, close };
  }
  throw new Error(`next start said no address:\n${said}`);
}

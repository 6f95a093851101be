/** A relay as `npm run inspect` starts it, on any free port. Node. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export interface RelayProcess {
  /** With its key: `ws://127.0.0.1:<port>/<key>`. */
  readonly url: string;
  /** Ends it, as Ctrl-C does; once more is as good. */
  close(): Promise<void>;
}

const script = fileURLToPath(new URL("../../scripts/inspect.mjs", import.meta.url));

export async function startRelay(): Promise<RelayProcess> {
  const relay = spawn(process.execPath, [script, "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = once(relay, "exit");
  const close = async (): Promise<void> => {
    relay.kill("SIGINT");
    await exit;
  };
  let said = "";
  relay.stdout.setEncoding("utf8");
  for await (const text of relay.stdout) {
    said += String(text);
    const [url] = /ws:\/\/\S+(?=\s)/.exec(said) ?? [];
    if (url !== undefined) return { url, close };
  }
  throw new Error(`the relay said no address: ${said}`);
}

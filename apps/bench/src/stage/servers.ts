/** Starts the loopback servers as a process, so that they take no time from the measuring process. Node. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export interface ServerOptions {
  /** Folders by path prefix. Files that are added later are served too. */
  readonly mounts: Readonly<Record<string, string>>;
}

export interface ServerUrls {
  readonly origin: string;
  /** The same content on another origin. */
  readonly crossOrigin: string;
  readonly tracker: string;
  /** Trackers for attacks: one for honest peers, and one for the attackers and their victim. Both ask for frequent announces. */
  readonly attackTrackers: { readonly honest: string; readonly attackers: string };
}

export interface Servers {
  readonly urls: ServerUrls;
  /** Clears the log of requests and the faults. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

const script = fileURLToPath(new URL("../../servers.mjs", import.meta.url));

/** Rejects if the process ends before it serves. */
export async function startServers(options: ServerOptions): Promise<Servers> {
  const child = fork(script, [JSON.stringify(options)]);
  const exited = once(child, "exit");
  const urls = await Promise.race([
    once(child, "message").then(([message]) => message as ServerUrls),
    exited.then(([code]) => Promise.reject(new Error(`the servers ended with ${String(code)}`))),
  ]);
  return {
    urls,
    reset: async () => {
      await fetch(`${urls.origin}/control/clear`);
    },
    close: async () => {
      // The same signal may have ended it already.
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}

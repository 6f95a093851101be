/** Logs of both threads in the page's console, under the namespaces of 0.6.2. Page. */
import createDebug from "debug";
import type { Log } from "@swarmlane/contract";

/** What `localStorage.debug` says; "" when it is off or may not be read. */
export function readDebugSetting(): string {
  try {
    return localStorage.getItem("debug") ?? "";
  } catch {
    return "";
  }
}

/** Loggers by namespace; each is made once. */
export function createLogs(): (namespace: string) => Log {
  const logs = new Map<string, Log>();
  return (namespace) => {
    let log = logs.get(namespace);
    if (log === undefined) {
      log = createDebug(namespace) as Log;
      logs.set(namespace, log);
    }
    return log;
  };
}

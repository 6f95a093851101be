/** Logs of both threads in the page's console, under the namespaces of 0.6.2. Page. */
import createDebug from "debug";

/** What `localStorage.debug` says; "" when it is off or may not be read. */
export function readDebugSetting(): string {
  try {
    return localStorage.getItem("debug") ?? "";
  } catch {
    return "";
  }
}

/** Prints lines of any namespace; loggers are made once. */
export function createLogPrinter(): (namespace: string, args: readonly unknown[]) => void {
  const loggers = new Map<string, createDebug.Debugger>();
  return (namespace, args) => {
    let log = loggers.get(namespace);
    if (log === undefined) {
      log = createDebug(namespace);
      loggers.set(namespace, log);
    }
    const [format, ...rest] = args;
    log(format, ...rest);
  };
}

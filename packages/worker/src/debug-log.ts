/** Loggers that write to the page's console. A disabled namespace only costs a property read. */
import { parseDebugPatterns, type HostMessage, type Log } from "@swarmlane/contract";
import { toPlainValue } from "./plain-value.ts";

const silent: Log = Object.assign(() => undefined, { enabled: false });

/** `debug`: the page's `localStorage.debug`; "" when off. */
export function createLogs(
  debug: string,
  post: (message: HostMessage) => void,
): (namespace: string) => Log {
  const isEnabled = parseDebugPatterns(debug);
  return (namespace) => {
    if (!isEnabled(namespace)) return silent;
    const log = (...args: unknown[]): void => {
      post({ type: "log", namespace, args: args.map((arg) => toPlainValue(arg)) });
    };
    return Object.assign(log, { enabled: true });
  };
}

/**
 * Loggers with the calling convention of the npm package `debug`, switched by `localStorage.debug`. Page.
 * The 0.6 engines get it from the global script. The package itself is 2 kB (min+gzip), most of which they never use.
 */
import { parseDebugPatterns, type IsEnabled } from "@swarmlane/contract";

export interface Debugger {
  /** `%s`, `%d`, `%o`, `%O` and `%c` in a first argument that is a string are the console's. */
  (...args: unknown[]): void;
  readonly namespace: string;
  /** The current state: `enable()` and `disable()` also affect existing loggers. */
  readonly enabled: boolean;
  extend(name: string, delimiter?: string): Debugger;
}

export interface CreateDebug {
  (namespace: string): Debugger;
  /** Enables namespaces, and remembers them for the next page. */
  enable(patterns: string): void;
  /** Disables all namespaces, and returns those that were enabled. */
  disable(): string;
  enabled(namespace: string): boolean;
}

/** Returns the value of `localStorage.debug`, or "" if it is off or cannot be read. */
export function readDebugSetting(): string {
  try {
    return localStorage.getItem("debug") ?? "";
  } catch {
    return "";
  }
}

/** Undefined until it is first needed, because importing this module must not access browser globals (SSR). */
let current: { readonly setting: string; readonly isEnabled: IsEnabled } | undefined;

function use(setting: string): { readonly setting: string; readonly isEnabled: IsEnabled } {
  current = { setting, isEnabled: parseDebugPatterns(setting) };
  return current;
}

const state = (): NonNullable<typeof current> => current ?? use(readDebugSetting());
const enabled = (namespace: string): boolean => state().isEnabled(namespace);

function enable(patterns: string): void {
  use(patterns);
  try {
    if (patterns === "") localStorage.removeItem("debug");
    else localStorage.setItem("debug", patterns);
  } catch {
    // In that case it only applies to this page.
  }
}

function disable(): string {
  const { setting } = state();
  enable("");
  return setting;
}

function create(namespace: string): Debugger {
  const style = `color: hsl(${hueOf(namespace)} 80% 40%)`;
  const log = (...args: unknown[]): void => {
    if (!enabled(namespace)) return;
    const format = typeof args[0] === "string" ? args.shift() : "%O";
    console.debug(`%c${namespace}%c ${String(format)}`, style, "", ...args);
  };
  const parts = {
    namespace,
    extend: (name: string, delimiter = ":") => create(namespace + delimiter + name),
  };
  const isOn = { get: () => enabled(namespace) };
  return Object.defineProperty(Object.assign(log, parts), "enabled", isOn) as typeof log & Debugger;
}

function hueOf(namespace: string): number {
  let hue = 0;
  for (let index = 0; index < namespace.length; index += 1) {
    hue = (hue * 31 + namespace.charCodeAt(index)) % 360;
  }
  return hue;
}

export const createDebug: CreateDebug = Object.assign(create, { enable, disable, enabled });

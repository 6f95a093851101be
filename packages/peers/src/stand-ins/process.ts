/**
 * The parts of Node's `process` that simple-peer and the tracker client use. vite-aliases.ts injects it in place of
 * the global.
 */

export const process = {
  browser: true,
  nextTick(task: (...args: unknown[]) => void, ...args: unknown[]): void {
    queueMicrotask(() => task(...args));
  },
};

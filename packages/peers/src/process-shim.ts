/**
 * The little of Node's `process` that simple-peer's streams and the tracker client ask for. Page.
 * vite-aliases.ts gives it to them in place of the global.
 */

export const process = {
  browser: true,
  nextTick(task: (...args: unknown[]) => void, ...args: unknown[]): void {
    queueMicrotask(() => task(...args));
  },
};

/** In place of `run-parallel` by alias (see vite-aliases.ts): the tracker client ends its trackers with it. Page. */

/** Runs all tasks at once. Nobody asks when they are done. */
export default function runParallel(tasks: readonly ((done: () => void) => void)[]): void {
  for (const task of tasks) task(() => undefined);
}

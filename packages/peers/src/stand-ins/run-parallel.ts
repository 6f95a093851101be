/** Replaces `run-parallel` by alias (see vite-aliases.ts). The tracker client uses it to close its trackers. */

/** Starts all tasks at once and does not wait for them: we pass no callback to the client. */
export default function runParallel(tasks: readonly ((done: () => void) => void)[]): void {
  for (const task of tasks) task(() => undefined);
}

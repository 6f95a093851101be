/** Handles the keys of a list. Pure. */

/** Rows of one page. */
const page = 12;

/** Returns the row to go to, or undefined if the key has no meaning here. `at` is -1 if no row is selected. */
export function listTarget(key: string, at: number, count: number): number | undefined {
  const last = count - 1;
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: Math.min(at + 1, last),
    ArrowUp: Math.max(at < 0 ? last : at - 1, 0),
    PageDown: Math.min(Math.max(at, 0) + page, last),
    PageUp: Math.max(at - page, 0),
    Home: 0,
    End: last,
  };
  return last < 0 ? undefined : targets[key];
}

/** Numbers as people read them. Pure. */

const units = ["B", "kB", "MB", "GB"] as const;

/** `1.2 MB`. */
export function bytesInWords(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const value = bytes / 1000 ** power;
  return `${value.toFixed(power === 0 || value >= 100 ? 0 : 1)} ${units[power] ?? "GB"}`;
}

/** `2.4 MB/s`, from bytes per ms, as the messages have it. */
export function speedInWords(bytesPerMs: number | undefined): string {
  return bytesPerMs === undefined ? "–" : `${bytesInWords(bytesPerMs * 1000)}/s`;
}

/** `0:05.230`, `1:02:05.230`: ms of the session. */
export function timeInWords(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const two = (value: number): string => String(value % 60).padStart(2, "0");
  const head = hours > 0 ? `${hours}:${two(minutes)}` : String(minutes);
  return `${head}:${two(seconds)}.${String(Math.floor(ms) % 1000).padStart(3, "0")}`;
}

/** `350 ms`, `5.2 s`, `12 min`. */
export function durationInWords(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 100_000) return `${(ms / 1000).toFixed(1)} s`;
  return ms < 6_000_000 ? `${Math.round(ms / 60_000)} min` : `${(ms / 3_600_000).toFixed(1)} h`;
}

/** `12 345`. */
export function countInWords(count: number): string {
  return count < 10_000 ? String(count) : String(count).replace(/\B(?=(\d{3})+$)/g, "\u2009");
}

/** Some players use seconds as priorities, with many decimal places. */
export function priorityInWords(priority: number): string {
  return String(Math.round(10 * priority) / 10);
}

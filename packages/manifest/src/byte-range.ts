/** Byte ranges: as manifests and players write them, and as a `Range` header. */

/** Both ends are inclusive. Without `end` the range reaches to the end of the resource. */
export interface ByteRange {
  readonly start: number;
  readonly end?: number | undefined;
}

/** Reads `bytes=0-99`, `0-99` and `100-`. Anything else, such as a suffix or several ranges, is undefined. */
export function parseByteRange(text: string): ByteRange | undefined {
  const match = /^(?:bytes=)?\s*(\d{1,16})-(\d{1,16})?\s*$/.exec(text);
  if (match === null) return undefined;
  const start = Number(match[1]);
  if (!Number.isSafeInteger(start)) return undefined;
  if (match[2] === undefined) return { start };
  const end = Number(match[2]);
  return Number.isSafeInteger(end) && end >= start ? { start, end } : undefined;
}

/** The value of the `Range` header that asks for exactly this range. It is also `range` of a loader's segment. */
export function rangeHeader(range: ByteRange): string {
  return `bytes=${rangeText(range)}`;
}

/** `0-99` or `100-`. */
export function rangeText({ start, end }: ByteRange): string {
  return `${start}-${end ?? ""}`;
}

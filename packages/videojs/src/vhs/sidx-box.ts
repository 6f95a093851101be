/** Finds the index in the beginning of an MP4 file. Pure. */

export interface FoundIndex {
  /** Both ends are inclusive. */
  readonly range: { readonly start: number; readonly end: number };
  readonly bytes: Uint8Array;
}

const headerLength = 8;
/** An index comes before the media: no file has so many boxes there. */
const mostBoxes = 64;

/**
 * Undefined if there is none, or while it has not come completely.
 * @param text one character for each byte, as `x-user-defined` gives it: the low eight bits count
 */
export function findIndex(text: string): FoundIndex | undefined {
  let start = 0;
  for (let boxes = 0; boxes < mostBoxes; boxes += 1) {
    if (start + headerLength > text.length) return undefined;
    const size = uint32(text, start);
    if (size < headerLength) return undefined;
    const end = start + size;
    if (typeOf(text, start) === "sidx") {
      if (end > text.length) return undefined;
      return { range: { start, end: end - 1 }, bytes: toBytes(text.slice(start, end)) };
    }
    start = end;
  }
  return undefined;
}

function byte(text: string, index: number): number {
  return text.charCodeAt(index) & 0xff;
}

function uint32(text: string, index: number): number {
  const [a, b, c, d] = [0, 1, 2, 3].map((offset) => byte(text, index + offset));
  return (a ?? 0) * 2 ** 24 + (((b ?? 0) << 16) | ((c ?? 0) << 8) | (d ?? 0));
}

function typeOf(text: string, start: number): string {
  return String.fromCharCode(...[4, 5, 6, 7].map((offset) => byte(text, start + offset)));
}

function toBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (_, index) => byte(text, index));
}

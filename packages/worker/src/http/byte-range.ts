/** Byte ranges as HTTP writes them: `Range` and `Content-Range`. Pure. */

/** Offsets are inclusive, as in the header. */
export type ByteRange =
  | { readonly kind: "closed"; readonly first: number; readonly last: number }
  | { readonly kind: "open"; readonly first: number }
  | { readonly kind: "suffix"; readonly length: number };

export interface ContentRange {
  readonly first: number;
  readonly last: number;
  /** Undefined where the origin wrote `*`. */
  readonly total: number | undefined;
}

/** Undefined if the header is not a single byte range. */
export function parseRange(header: string): ByteRange | undefined {
  const match = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header);
  if (match === null) return undefined;
  const first = offset(match[1]);
  const last = offset(match[2]);
  if (first === undefined) {
    return last === undefined || last === 0 ? undefined : { kind: "suffix", length: last };
  }
  if (last === undefined) return match[2] === "" ? { kind: "open", first } : undefined;
  return first <= last ? { kind: "closed", first, last } : undefined;
}

/** Undefined if the header is not a satisfied byte range. */
export function parseContentRange(header: string): ContentRange | undefined {
  const match = /^\s*bytes\s+(\d+)-(\d+)\/(\d+|\*)\s*$/i.exec(header);
  const first = offset(match?.[1]);
  const last = offset(match?.[2]);
  if (match === null || first === undefined || last === undefined || first > last) return undefined;
  const total = offset(match[3]);
  if (total === undefined ? match[3] !== "*" : last >= total) return undefined;
  return { first, last, total };
}

export function formatRange(range: ByteRange): string {
  switch (range.kind) {
    case "closed":
      return `bytes=${range.first}-${range.last}`;
    case "open":
      return `bytes=${range.first}-`;
    case "suffix":
      return `bytes=-${range.length}`;
  }
}

/**
 * Returns the rest of a range whose first `done` bytes have arrived. Undefined if nothing remains, and for a suffix range: if the
 * resource is shorter than the suffix, the rest would be longer than the missing part.
 */
export function restOfRange(range: ByteRange, done: number): ByteRange | undefined {
  if (range.kind === "suffix") return undefined;
  const first = range.first + done;
  if (range.kind === "open") return { kind: "open", first };
  return first <= range.last ? { kind: "closed", first, last: range.last } : undefined;
}

/** The range of a whole resource, or undefined when the resource does not cover it. */
export function sliceRange(whole: ArrayBuffer, range: ByteRange): ArrayBuffer | undefined {
  const size = whole.byteLength;
  switch (range.kind) {
    case "closed":
      return range.last < size ? whole.slice(range.first, range.last + 1) : undefined;
    case "open":
      return range.first < size ? whole.slice(range.first) : undefined;
    case "suffix":
      return whole.slice(Math.max(0, size - range.length));
  }
}

function offset(digits: string | undefined): number | undefined {
  if (digits === undefined || !/^\d+$/.test(digits)) return undefined;
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : undefined;
}

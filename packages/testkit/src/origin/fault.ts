/**
 * What can go wrong between an origin and a viewer, as data. Browser-safe: tests write faults into addresses.
 * Written `name` or `name:value`, several with commas between them: `fault=delay:500,truncate-close`.
 */

/** A fault that takes a number, and what the number means. */
const numbered = {
  /** This status, with a small body. */
  status: "HTTP status",
  /** 503 so many times (by path and query), then as if nothing had been. */
  burst: "times",
  /** ms before the response begins. */
  delay: "ms",
  /** The body comes at this speed. */
  rate: "bytes per second",
} as const;

/** Faults without a value. */
const plain = [
  /** The connection is reset before the response. */
  "reset",
  /** The connection is reset in the middle of the body. */
  "reset-midway",
  /** The request is read, and nothing ever comes. */
  "silence",
  /** The headers and half of the body come, then nothing, and the connection stays open. */
  "silence-midway",
  /** Headers, then one byte a second. */
  "trickle",
  /** 200 with a Content-Length of 0. */
  "empty",
  /** 204. */
  "no-content",
  /** A range is answered with a 206 whose Content-Range, and bytes, lie one byte further. */
  "wrong-range",
  /** A range is answered with 200 and everything. */
  "ignore-range",
  /** Any range is answered with 416. */
  "unsatisfiable",
  /** Content-Encoding: gzip, Content-Length that of the compressed body. */
  "gzip",
  /** 302 to the same address without faults. */
  "redirect",
  /** 302 to the same path on another origin, without faults. */
  "redirect-cross",
  /** No CORS headers. */
  "no-cors",
  /** CORS, but no Access-Control-Expose-Headers: Content-Range cannot be read. */
  "hide-headers",
  /** Half of the body, under a Content-Length of the whole. */
  "truncate-length",
  /** Half of the body in chunks, without the last chunk. */
  "truncate-chunked",
  /** Half of the body, ended by the end of the connection: browsers take it for complete. */
  "truncate-close",
  /** The whole body in chunks, without a Content-Length. */
  "chunked",
  /** In chunks, beside a Content-Length of half the body: HTTP lets the chunks win (RFC 9112 §6.3). */
  "short-length",
  /** One byte in the middle of the body is wrong. */
  "corrupt",
] as const;

export type PlainFault = (typeof plain)[number];
export type NumberedFault = keyof typeof numbered;

/** What is wanted of one response: undefined and absent mean "no fault". */
export interface Faults {
  readonly names: ReadonlySet<PlainFault>;
  readonly status?: number;
  readonly burst?: number;
  readonly delay?: number;
  readonly rate?: number;
}

export const noFaults: Faults = { names: new Set() };

/** Throws a `RangeError` that names what it does not know: a test with a typing error must not pass. */
export function parseFaults(text: string): Faults {
  const names = new Set<PlainFault>();
  const values: Partial<Record<NumberedFault, number>> = {};
  for (const part of text.split(",").filter((part) => part !== "")) {
    const [name = "", value] = part.split(":");
    if (isPlain(name) && value === undefined) names.add(name);
    else if (isNumbered(name) && value !== undefined && /^\d+$/.test(value)) {
      values[name] = Number(value);
    } else throw new RangeError(`unknown fault: ${part}`);
  }
  return { names, ...values };
}

/** Both at once; where they disagree on a number, `second` wins. */
export function mergeFaults(first: Faults, second: Faults): Faults {
  return { ...first, ...second, names: new Set([...first.names, ...second.names]) };
}

function isPlain(name: string): name is PlainFault {
  return (plain as readonly string[]).includes(name);
}

function isNumbered(name: string): name is NumberedFault {
  return Object.hasOwn(numbered, name);
}

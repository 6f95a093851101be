/** Turns any value into small, cloneable data for a log line: bytes become sizes, and depth and width are limited. */

const maxDepth = 4;
const maxEntries = 32;

export function toPlainValue(value: unknown, depth = 0): unknown {
  if (typeof value === "function") return "[function]";
  if (typeof value === "symbol") return value.toString();
  return typeof value === "object" && value !== null ? plainObject(value, depth) : value;
}

function plainObject(value: object, depth: number): unknown {
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
    return `[${value.byteLength} bytes]`;
  }
  if (value instanceof Error) return String(value);
  if (depth === maxDepth) return "[…]";
  const plain = (item: unknown): unknown => toPlainValue(item, depth + 1);
  if (Array.isArray(value) || value instanceof Set || value instanceof Map) {
    return Array.from(value as Iterable<unknown>)
      .slice(0, maxEntries)
      .map(plain);
  }
  const entries = Object.entries(value).slice(0, maxEntries);
  return Object.fromEntries(entries.map(([key, item]) => [key, plain(item)]));
}

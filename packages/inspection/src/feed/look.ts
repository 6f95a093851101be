/** Reads objects of unknown shape. Missing fields are undefined. Pure. */

/** Returns `value.a.b.c`; for a Map, uses its keys. The number of names is fixed, because the feed calls this most often. */
export function at(value: unknown, a: string, b?: string, c?: string, d?: string): unknown {
  let found = field(value, a);
  if (b !== undefined) found = field(found, b);
  if (c !== undefined) found = field(found, c);
  if (d !== undefined) found = field(found, d);
  return found;
}

export function textAt(
  value: unknown,
  a: string,
  b?: string,
  c?: string,
  d?: string,
): string | undefined {
  const found = at(value, a, b, c, d);
  return typeof found === "string" ? found : undefined;
}

export function numberAt(value: unknown, a: string, b?: string, c?: string): number | undefined {
  const found = at(value, a, b, c);
  return typeof found === "number" ? found : undefined;
}

/** The elements of an array, or the values of a Map or a Set. Empty for anything else. */
export function itemsOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  if (value instanceof Map || value instanceof Set) return [...(value as Set<unknown>).values()];
  return [];
}

/** The values of a record. Empty for anything else. */
export function valuesOf(value: unknown): unknown[] {
  const isObject = typeof value === "object" && value !== null;
  return isObject ? Object.values(value as Record<string, unknown>) : [];
}

export function sizeOf(value: unknown): number | undefined {
  if (value instanceof Map || value instanceof Set) return value.size;
  return Array.isArray(value) ? value.length : undefined;
}

/** `{ name: value }`, or nothing when there is no value: for optional fields. */
export function given<K extends string, V>(name: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [name]: value }) as { [P in K]?: V };
}

function field(value: unknown, name: string): unknown {
  if ((typeof value !== "object" && typeof value !== "function") || value === null)
    return undefined;
  return value instanceof Map ? value.get(name) : (value as Record<string, unknown>)[name];
}

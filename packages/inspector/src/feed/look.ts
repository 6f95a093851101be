/** Reads what others own and may change: whatever is not there is undefined. Pure. */

/** `value.a.b.c`; a Map is entered by its keys. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (typeof found !== "object" && typeof found !== "function") return undefined;
    if (found === null) return undefined;
    found = found instanceof Map ? found.get(name) : (found as Record<string, unknown>)[name];
  }
  return found;
}

export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === "string" ? found : undefined;
}

export function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = at(value, ...path);
  return typeof found === "number" ? found : undefined;
}

/** The elements of an array, the values of a Map or a Set; else nothing. */
export function itemsOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  if (value instanceof Map || value instanceof Set) return [...(value as Set<unknown>).values()];
  return [];
}

/** The values of a record; else nothing. */
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

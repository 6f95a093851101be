/** Compares two contexts field by field. Pure. */
import type { Plain, PlainRecord } from "@swarmlane/inspection";

export interface FactChange {
  /** Dotted. */
  readonly path: string;
  readonly before: Plain | undefined;
  readonly after: Plain | undefined;
}

/** In the order of the names, without unchanged fields. */
export function diffFacts(before: PlainRecord, after: PlainRecord): FactChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => diff(name, before[name], after[name]));
}

function diff(path: string, before: Plain | undefined, after: Plain | undefined): FactChange[] {
  if (isRecord(before) && isRecord(after)) {
    return diffFacts(before, after).map((change) => ({
      ...change,
      path: `${path}.${change.path}`,
    }));
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }];
}

function isRecord(value: Plain | undefined): value is PlainRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Plain data of any form, within limits, for events and facts. Pure. */
import { inspectLimits } from "../limits.ts";
import { fault, isRecord, type Shape } from "./shape.ts";

/**
 * JSON, and nothing else. In place of bytes stands `{ "$bytes": length }`, of a map, a set or a deep list `{ "$size": n }`,
 * of an actor `{ "$actor": id }`, of a segment's description `{ "$segment": id }`, of another class `{ "$class": name }`.
 */
export type Plain =
  null | boolean | number | string | readonly Plain[] | { readonly [name: string]: Plain };

export type PlainRecord = Readonly<Record<string, Plain>>;

/** An active state: one leaf's name, or a record of regions and substates, as XState has it. */
export type StateValue = string | { readonly [name: string]: StateValue };

const { valueDepth, valueEntries, textLength } = inspectLimits;

export const plain: Shape<Plain> = {
  schema: {},
  read: (value, at) => readPlain(value, at, 0),
};

export const plainRecord: Shape<PlainRecord> = {
  schema: { type: "object" },
  read(value, at) {
    if (!isRecord(value)) throw fault(at, "an object", value);
    return readPlain(value, at, 0) as PlainRecord;
  },
};

export const stateValue: Shape<StateValue> = {
  schema: { type: ["string", "object"] },
  read: (value, at) => readStateValue(value, at, 0),
};

/** One level more than the mapper writes, so that the reader accepts data at the writer's limit. */
const deepest = valueDepth + 2;
const widest = valueEntries * 2;

function readPlain(value: unknown, at: string, depth: number): Plain {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (typeof value === "string") {
    if (value.length > textLength)
      throw fault(at, `a string of at most ${textLength} characters`, value);
    return value;
  }
  if (depth >= deepest) throw fault(at, `at most ${deepest} levels of nesting`, value);
  if (Array.isArray(value)) {
    if (value.length > widest) throw fault(at, `a list of at most ${widest} items`, value);
    return value.map((item: unknown, index) => readPlain(item, `${at}[${index}]`, depth + 1));
  }
  if (!isRecord(value)) throw fault(at, "plain data", value);
  const entries = Object.entries(value);
  if (entries.length > widest) throw fault(at, `at most ${widest} fields`, value);
  return Object.fromEntries(
    entries.map(([name, item]) => [name, readPlain(item, `${at}.${name}`, depth + 1)]),
  );
}

function readStateValue(value: unknown, at: string, depth: number): StateValue {
  if (typeof value === "string" && value.length <= inspectLimits.valueLength) return value;
  if (!isRecord(value) || depth >= 2 * valueDepth) throw fault(at, "a state", value);
  const entries = Object.entries(value);
  if (entries.length > widest) throw fault(at, `at most ${widest} regions`, value);
  return Object.fromEntries(
    entries.map(([name, item]) => [name, readStateValue(item, `${at}.${name}`, depth + 1)]),
  );
}

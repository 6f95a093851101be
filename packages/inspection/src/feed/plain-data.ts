/**
 * Turns any value into plain data, within limits: buffers become byte lengths, errors become data, maps and sets become sizes,
 * class instances become names, and functions are left out. Pure, except that getters are called. Never throws.
 */
import { inspectLimits } from "../limits.ts";
import type { Plain, PlainRecord } from "../format/plain.ts";
import type { InspectedError } from "../format/parts.ts";
import { numberAt, textAt } from "./look.ts";

const { valueDepth, valueEntries, valueLength } = inspectLimits;

/** Undefined for a function or undefined. */
export function toPlain(value: unknown, depth = 0): Plain | undefined {
  switch (typeof value) {
    case "boolean":
      return value;
    case "string":
      return value.length > valueLength ? `${value.slice(0, valueLength - 1)}…` : value;
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "bigint":
    case "symbol":
      return String(value);
    case "object":
      return value === null ? null : plainObject(value, depth);
    case "function":
    case "undefined":
      return undefined;
  }
}

/** The fields of an event or of settings, but for those that are named. */
export function toPlainRecord(value: object, without: readonly string[] = []): PlainRecord {
  return plainFields(value, without, 1);
}

/** Turns an error of any kind into data. Undefined if there is none. */
export function toError(value: unknown): InspectedError | undefined {
  if (typeof value === "string") return { code: "INTERNAL", message: value };
  if (typeof value !== "object" || value === null) return undefined;
  const message = textAt(value, "message") ?? "";
  const code = textAt(value, "code") ?? textAt(value, "name") ?? "INTERNAL";
  const status = numberAt(value, "status");
  return { code, message, ...(status === undefined || status < 0 ? {} : { status }) };
}

function plainObject(value: object, depth: number): Plain | undefined {
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value))
    return { $bytes: value.byteLength };
  if (value instanceof Error) return { ...toError(value) };
  if (value instanceof Map || value instanceof Set) return { $size: value.size };
  if (Array.isArray(value)) return plainList(value, depth);
  // An actor: by its name, never its insides.
  const session = textAt(value, "sessionId");
  if (session !== undefined) return { $actor: session };
  if (depth >= valueDepth) return { $class: "…" };
  const name = classOf(value);
  if (name !== undefined) return { $class: name };
  // A segment's description: the `queue` has told it.
  const id = textAt(value, "id");
  if (id !== undefined && textAt(value, "sequence") !== undefined) return { $segment: id };
  return plainFields(value, [], depth + 1);
}

/** Of what is not a text or a number only how many there are: other messages tell of each. */
function plainList(list: readonly unknown[], depth: number): Plain {
  const isLong = depth >= valueDepth || list.length > valueEntries;
  if (isLong || list.some((item) => typeof item === "object")) return { $size: list.length };
  return list.map((item) => toPlain(item, depth + 1) ?? null);
}

function plainFields(
  value: object,
  without: readonly string[],
  depth: number,
): Record<string, Plain> {
  const fields: Record<string, Plain> = {};
  let left: number = valueEntries;
  for (const name of Object.keys(value)) {
    if (left === 0) break;
    if (name === "__proto__" || without.includes(name)) continue;
    const plain = toPlain(readField(value, name), depth);
    if (plain === undefined) continue;
    left -= 1;
    fields[name] = plain;
  }
  return fields;
}

/** Undefined: an object literal, whose fields may be shown. */
function classOf(value: object): string | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return undefined;
  const { constructor: made } = prototype as { constructor?: { name?: unknown } };
  return typeof made?.name === "string" ? made.name : "object";
}

function readField(value: object, name: string): unknown {
  try {
    return (value as Record<string, unknown>)[name];
  } catch {
    return undefined;
  }
}

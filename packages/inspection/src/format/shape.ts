/**
 * Descriptions of untrusted data. Each shape turns an unknown value into a typed one, or says what is wrong and where, and has
 * a JSON Schema. Pure. Fields that are not described are dropped.
 */
import { inspectLimits } from "../limits.ts";

export type JsonSchema = Readonly<Record<string, unknown>>;

export interface Shape<T> {
  /** Throws a `ShapeFault`. `at`: where the value stands, for its message. */
  readonly read: (value: unknown, at: string) => T;
  readonly schema: JsonSchema;
}

/** A field that may be missing. */
export interface OptionalShape<T> extends Shape<T> {
  readonly isOptional: true;
}

export type Read<S> = S extends Shape<infer T> ? T : never;

/** An error in a value. Its message only contains the kind of the value, not its content. */
export class ShapeFault extends Error {}

export function fault(at: string, wanted: string, value: unknown): ShapeFault {
  return new ShapeFault(`${at || "the value"}: expected ${wanted}, found ${kindOf(value)}`);
}

export const flag: Shape<boolean> = {
  schema: { type: "boolean" },
  read(value, at) {
    if (typeof value !== "boolean") throw fault(at, "true or false", value);
    return value;
  },
};

/** Finite: JSON knows no other. */
export const amount: Shape<number> = {
  schema: { type: "number" },
  read(value, at) {
    if (typeof value !== "number" || !Number.isFinite(value)) throw fault(at, "a number", value);
    return value;
  },
};

export const count: Shape<number> = {
  schema: { type: "integer", minimum: 0 },
  read(value, at) {
    if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0)
      throw fault(at, "a non-negative integer", value);
    return value;
  },
};

export function text(maxLength: number = inspectLimits.textLength): Shape<string> {
  return {
    schema: { type: "string", maxLength },
    read(value, at) {
      if (typeof value !== "string") throw fault(at, "a string", value);
      if (value.length > maxLength)
        throw fault(at, `a string of at most ${maxLength} characters`, value);
      return value;
    },
  };
}

export const id = text(inspectLimits.idLength);

export function literal<const T extends string | number | boolean>(wanted: T): Shape<T> {
  return {
    schema: { const: wanted },
    read(value, at) {
      if (value !== wanted) throw fault(at, JSON.stringify(wanted), value);
      return wanted;
    },
  };
}

export function oneOf<const T extends string>(...words: readonly T[]): Shape<T> {
  return {
    schema: { enum: words },
    read(value, at) {
      const found = words.find((word) => word === value);
      if (found === undefined) throw fault(at, `one of ${words.join(", ")}`, value);
      return found;
    },
  };
}

export function list<T>(
  item: Shape<T>,
  maxItems: number = inspectLimits.listLength,
): Shape<readonly T[]> {
  return {
    schema: { type: "array", items: item.schema, maxItems },
    read(value, at) {
      if (!Array.isArray(value)) throw fault(at, "a list", value);
      if (value.length > maxItems) throw fault(at, `a list of at most ${maxItems} items`, value);
      return value.map((each: unknown, index) => item.read(each, `${at}[${index}]`));
    },
  };
}

export function optional<T>(shape: Shape<T>): OptionalShape<T> {
  return { ...shape, isOptional: true };
}

type Fields = Readonly<Record<string, Shape<unknown>>>;
type RequiredNames<F> = {
  [K in keyof F]: F[K] extends OptionalShape<unknown> ? never : K;
}[keyof F];
type OptionalNames<F> = {
  [K in keyof F]: F[K] extends OptionalShape<unknown> ? K : never;
}[keyof F];
type ReadFields<F> = { readonly [K in keyof Pick<F, RequiredNames<F>>]: Read<F[K]> } & {
  readonly [K in keyof Pick<F, OptionalNames<F>>]?: Read<F[K]>;
};

export interface RecordShape<T> extends Shape<T> {
  readonly fields: Fields;
}

export function record<F extends Fields>(fields: F): RecordShape<ReadFields<F>> {
  const entries = Object.entries(fields);
  const isOptional = (shape: Shape<unknown>): boolean => "isOptional" in shape;
  return {
    fields,
    schema: {
      type: "object",
      required: entries.filter(([, shape]) => !isOptional(shape)).map(([name]) => name),
      properties: Object.fromEntries(entries.map(([name, shape]) => [name, shape.schema])),
    },
    read(value, at) {
      if (!isRecord(value)) throw fault(at, "an object", value);
      const result: Record<string, unknown> = {};
      for (const [name, shape] of entries) {
        const field = Object.hasOwn(value, name) ? value[name] : undefined;
        if (field === undefined && isOptional(shape)) continue;
        result[name] = shape.read(field, at === "" ? name : `${at}.${name}`);
      }
      return result as ReadFields<F>;
    },
  };
}

/** One of several records, told apart by their `type`. */
export function union<S extends Readonly<Record<string, Shape<unknown>>>>(
  byType: S,
): Shape<Read<S[keyof S]>> {
  return {
    schema: { oneOf: Object.values(byType).map(({ schema }) => schema) },
    read(value, at) {
      const type = isRecord(value) ? value["type"] : undefined;
      const shape =
        typeof type === "string" && Object.hasOwn(byType, type) ? byType[type] : undefined;
      if (shape === undefined)
        throw new ShapeFault(`${at || "the value"}: unknown type ${shortly(type)}`);
      return shape.read(value, at) as Read<S[keyof S]>;
    },
  };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return `a list of ${value.length} items`;
  if (typeof value === "string") return `a string of ${value.length} characters`;
  if (typeof value === "number") return `the number ${value}`;
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function shortly(type: unknown): string {
  return typeof type === "string" ? JSON.stringify(type.slice(0, 40)) : kindOf(type);
}

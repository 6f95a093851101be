import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSyntheticSession } from "../synthetic/synthetic-session.fake.ts";
import { frameHead } from "./envelope.ts";
import { parseFeedFrame, parseMessage, parseReaderFrame, parseText } from "./parse.ts";

const { messages, session } = createSyntheticSession({ segments: 20, peers: 4, seconds: 4 });
const batch = {
  ...{ ...frameHead, type: "batch", session: "s", to: "r", batch: 0, dropped: 0 },
  messages: messages.slice(0, 50),
};

function errorOf(parsed: ReturnType<typeof parseMessage>): string {
  return parsed.ok ? "" : `${parsed.error.code} ${parsed.error.message}`;
}

describe("an error says what is wrong, and where", () => {
  const event = { type: "event", n: 1, t: 0, actor: "x:1", name: "load" };
  test.each([
    ["no object", 7, "INSPECT_BAD_DATA the value: unknown type undefined"],
    [
      "an unknown type",
      { ...event, type: "<b>" },
      'INSPECT_BAD_DATA the value: unknown type "<b>"',
    ],
    [
      "a missing field",
      { ...event, actor: undefined },
      "actor: expected a string, found undefined",
    ],
    ["a field of another kind", { ...event, n: -1 }, "n: expected a non-negative integer"],
    ["an id that is too long", { ...event, actor: "x".repeat(3000) }, "a string of at most 2048"],
    ["a number that is not finite", { ...event, t: Infinity }, "t: expected a number"],
    [
      "a function in the data",
      { ...event, data: { a: { b: () => 1 } } },
      "data.a.b: expected plain data",
    ],
    [
      "data that is nested too deeply",
      { ...event, data: { a: [[[[[[[1]]]]]]] } },
      "levels of nesting",
    ],
  ])("%s", (_, value, message) => {
    expect(errorOf(parseMessage(value))).toContain(message);
  });

  test("another version is rejected with its number", () => {
    const parsed = parseFeedFrame({ ...batch, version: 7 });
    expect(parsed).toMatchObject({ ok: false, error: { code: "INSPECT_VERSION" } });
    expect(JSON.stringify(parsed)).toContain("a newer version of the format (7)");
  });
});

test("frames of others and of the other direction are none of ours", () => {
  expect(parseFeedFrame({ type: "batch" })).toBeUndefined();
  expect(parseFeedFrame({ ...frameHead, type: "attach", reader: "r" })).toBeUndefined();
  expect(parseReaderFrame(batch)).toBeUndefined();
  expect(parseFeedFrame(null)).toBeUndefined();
});

test("fields that are not of the format are dropped, a prototype cannot be set", () => {
  const text =
    '{"type":"event","n":1,"t":0,"actor":"a","name":"b","__proto__":{"x":1},"y":2,"data":{"__proto__":{"z":3}}}';
  const parsed = parseMessage(parseText(text));
  expect(parsed.ok && Object.keys(parsed.value)).toEqual([
    "type",
    "n",
    "t",
    "actor",
    "name",
    "data",
  ]);
  expect((parsed.ok && (parsed.value as unknown as { z?: number }).z) || undefined).toBeUndefined();
  expect(({} as { z?: number }).z).toBeUndefined();
});

test("no value makes a parser throw", () => {
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true }), (value) => {
      parseMessage(value);
      parseFeedFrame(value);
      parseReaderFrame(value);
      parseText(value);
    }),
  );
});

test("a frame with anything in the place of anything is a frame or an error", () => {
  const paths = [...pathsOf({ hello: { ...frameHead, type: "hello", session }, batch })];
  // JSON has no such numbers, and `anything` seldom puts one in the place of a number.
  const values = fc.oneof(fc.anything(), fc.constantFrom(NaN, Infinity, -Infinity));
  fc.assert(
    fc.property(fc.constantFrom(...paths), values, (path, value) => {
      const frames = { hello: { ...frameHead, type: "hello", session }, batch };
      const spoilt = structuredClone(frames) as unknown as Record<string, unknown>;
      put(spoilt, path, value);
      for (const frame of Object.values(spoilt)) {
        const parsed = parseFeedFrame(frame);
        if (parsed?.ok === false) expect(parsed.error.message).not.toBe("");
        // A frame that was accepted can be saved, and is read back unchanged.
        if (parsed?.ok !== true) continue;
        const saved: unknown = JSON.parse(JSON.stringify(parsed.value));
        expect(parseFeedFrame(saved)).toEqual({ ok: true, value: saved });
      }
    }),
  );
});

test("a text that is too long or no JSON is nothing", () => {
  expect(parseText("[1]", 2)).toBeUndefined();
  expect(parseText("{")).toBeUndefined();
  expect(parseText("[1]")).toEqual([1]);
});

function* pathsOf(value: unknown, path: string[] = []): Generator<string[]> {
  if (path.length > 0) yield path;
  if (typeof value !== "object" || value === null) return;
  for (const [name, inner] of Object.entries(value).slice(0, 12))
    yield* pathsOf(inner, [...path, name]);
}

function put(
  target: Record<string, unknown>,
  [name = "", ...rest]: string[],
  value: unknown,
): void {
  if (rest.length === 0) Object.defineProperty(target, name, { value, enumerable: true });
  else put(target[name] as Record<string, unknown>, rest, value);
}

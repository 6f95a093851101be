/** The limits that the documents name have these values; docs/threat-model.md#limits lists them all. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { defaultLimits } from "./limits.ts";

const docs = new URL("../../../docs/", import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, docs), "utf8");

/** Units of the documents in those of the limits: bytes and milliseconds. */
const units: Readonly<Record<string, number>> = {
  bytes: 1,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  ms: 1,
  second: 1000,
  seconds: 1000,
  minute: 60_000,
  minutes: 60_000,
  hour: 3_600_000,
  days: 24 * 3_600_000,
};

/** `64 KiB`, `5 seconds`, `24`. Returns NaN for anything else. */
function amountOf(text: string): number {
  const [, number, unit] = /^([\d.]+)(?: (\w+))?$/.exec(text) ?? [];
  return Number(number ?? NaN) * (unit === undefined ? 1 : (units[unit] ?? NaN));
}

const values: Readonly<Record<string, number>> = { ...defaultLimits };

describe("the tables of docs/threat-model.md", () => {
  const [, tables = ""] = read("threat-model.md").split("\n## Limits\n");
  const rows = [...tables.matchAll(/^\| `(\w+)` +\| ([^|]+?) +\| ([^|]+?) +\|$/gm)].map(
    ([, name = "", value = ""]) => ({ name, value }),
  );

  test("list every limit once, and nothing else", () => {
    expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(values).sort());
  });

  test.each(rows)("$name is $value", ({ name, value }) => {
    expect(amountOf(value)).toBe(values[name]);
  });
});

describe("limits with a value in other documents", () => {
  const documents = readdirSync(docs).filter((name) => name.endsWith(".md"));
  /** As in "`uploadStuck` (30 seconds)". Words behind the value may say of what it is. */
  const named = documents.flatMap((document) =>
    [...read(document).matchAll(/`(\w+)`\s\(([\d.]+(?: \w+)?)[\s\w]*\)/g)]
      .map(([, name = "", value = ""]) => ({ document, name, value }))
      .filter(({ name }) => name in values),
  );

  test.each(named)("$document: $name is $value", ({ name, value }) => {
    expect(amountOf(value)).toBe(values[name]);
  });

  test("are found, also those of the protocol", () => {
    expect(named.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["strikes", "uploadStuck", "requestsInFlight", "frameCost"]),
    );
  });
});

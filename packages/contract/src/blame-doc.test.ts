/** docs/blame.md is right: its table is the table of blame, and the limits that it names have these values. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { blameMeanings } from "./blame-meanings.ts";
import { blameTable } from "./blame.ts";
import { errorCodes, type ErrorCode } from "./errors.ts";
import { defaultLimits } from "./limits.ts";
import { defaultEngineSettings } from "./settings.ts";

const document = readFileSync(new URL("../../../docs/blame.md", import.meta.url), "utf8");

/** The cells of each row that begins with an error code. */
const rows = new Map(
  [...document.matchAll(/^\| `([A-Z0-9_]+)`(.*)\|$/gm)].map(([, code = "", rest = ""]) => [
    code,
    rest
      .split("|")
      .slice(1)
      .map((cell) => cell.trim()),
  ]),
);

const yesOrNo = (value: boolean): string => (value ? "yes" : "no");

function cellsOf(code: ErrorCode): string[] {
  const { fault, strike, disconnects, drops, backOff, segmentError, coolDown } = blameTable[code];
  return [
    blameMeanings[code],
    fault,
    String(strike),
    yesOrNo(disconnects),
    drops,
    backOff,
    yesOrNo(segmentError),
    coolDown,
  ];
}

/** Units of the document, in the limits' milliseconds. */
const milliseconds: Readonly<Record<string, number>> = {
  second: 1000,
  seconds: 1000,
  minute: 60_000,
  minutes: 60_000,
};

describe("the table of the document", () => {
  test.each(errorCodes)("%s has the row that the engine acts on", (code) => {
    expect(rows.get(code)).toEqual(cellsOf(code));
  });

  test("has no row for a code that does not exist, and lists the codes in their order", () => {
    expect([...rows.keys()]).toEqual([...errorCodes]);
  });

  test("explains every value that its columns have", () => {
    const explained = [...document.matchAll(/^\| `([a-z]+)` /gm)].map(([, value]) => value);
    const used = Object.values(blameTable).flatMap(({ fault, drops, backOff, coolDown }) => [
      fault,
      drops,
      backOff,
      coolDown,
    ]);
    expect(new Set(explained)).toEqual(new Set(used));
  });
});

describe("the limits that the document names", () => {
  const values: Readonly<Record<string, unknown>> = { ...defaultLimits, ...defaultEngineSettings };
  const named = [...document.matchAll(/`([a-z]\w+)`\s\(([\d.]+)(?: (\w+))?\)/g)].map(
    ([, name = "", amount, unit]) => ({
      name,
      value: Number(amount) * (unit === undefined ? 1 : (milliseconds[unit] ?? NaN)),
    }),
  );

  test.each(named)("$name is $value", ({ name, value }) => {
    expect(value).toBe(values[name]);
  });

  test("are all that decide about strikes, bans, back-offs and cool-downs", () => {
    expect(new Set(named.map(({ name }) => name))).toEqual(
      new Set([
        "strikes",
        "strikeWindow",
        "bans",
        "addressShare",
        "addressBanMin",
        "addressBanMax",
        "absentBackoff",
        "shortBackoff",
        "notFoundRest",
        "httpFailedSegmentTimeout",
      ]),
    );
  });
});

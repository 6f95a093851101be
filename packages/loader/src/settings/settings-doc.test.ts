/** docs/settings.md lists every setting once, with the type that is accepted and the default of the code. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { settingRules } from "./check-settings.ts";
import { mergeSettings } from "./merge-settings.ts";

const document = readFileSync(new URL("../../../../docs/settings.md", import.meta.url), "utf8");
const [ours = ""] = document.split("\n## Defaults of the players' packages\n");
const rows = [...ours.matchAll(/^\| `(\w+)` +\| ([^|]+?) +\| ([^|]+?) +\|/gm)].map(
  ([, name = "", type = "", value = ""]) => ({ name, type, value }),
);

/** What the rules of the code want, as the document calls it. */
const types: Readonly<Record<string, string>> = {
  "a number that is not negative": "number ≥ 0",
  "a number": "number",
  "a boolean": "boolean",
  "a function": "function",
  "an object": "object",
  "an array of strings": "string[]",
  "a string or a URL": "string or URL",
  "a boolean or an object": "boolean or object",
};

const defaults: Readonly<Record<string, unknown>> = { ...mergeSettings({}) };

test("every setting is listed once, and nothing else", () => {
  expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(settingRules).sort());
});

describe("the row of a setting", () => {
  test.each(rows)("$name is of the type $type, and $value by default", ({ name, type, value }) => {
    const { wanted } = settingRules[name as keyof typeof settingRules];
    expect(type).toBe(types[wanted]);
    const [, code] = /^`(.+)`$/.exec(value) ?? [];
    if (code === undefined) expect(value).toBe("none");
    expect(code && (JSON.parse(code) as unknown)).toEqual(defaults[name]);
  });
});

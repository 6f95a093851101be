/** docs/events.md lists every event of a `HybridLoader`, with its value and its arguments. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Events, segmentStates } from "@swarmlane/contract";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");
const [, section = ""] = read("../../../docs/events.md").split("\n## Events of `HybridLoader`\n");
const rows = [...section.matchAll(/^\| `(\w+)` +\| `(\w+)` +\| `([^`]+)` +\|/gm)].map(
  ([, member = "", value = "", args = ""]) => [member, value, args] as const,
);

test("every member of Events is listed once with its value", () => {
  expect(Object.fromEntries(rows)).toEqual(Events);
  expect(rows).toHaveLength(Object.keys(Events).length);
});

test("the arguments are those of the types", () => {
  const [, map = ""] =
    /interface LoaderEventMap \{([^]*?)\n\}/.exec(read("loader-events.ts")) ?? [];
  const typed = [...map.matchAll(/\[Events\.(\w+)\]: \[([^]*?)\];/g)].map(
    ([, member = "", tuple = ""]) => {
      const names = [...tuple.matchAll(/(?:^|,)\s*(\w+\??):/g)].map(([, name = ""]) => name);
      return [member, names.join(", ")];
    },
  );
  const documented = rows.map(([member, , args]) => [member, args]);
  expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(typed));
});

test("the states of a segment are those of its machine", () => {
  const [, sentence = ""] = /The states are ([^.]+)\./.exec(section) ?? [];
  expect([...sentence.matchAll(/`(\w+)`/g)].map(([, state]) => state)).toEqual([...segmentStates]);
});

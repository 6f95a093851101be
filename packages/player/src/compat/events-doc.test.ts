/** docs/events.md lists every event of the players' packages, with its arguments and their fields. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");
const source = read("event-types.ts");
const [, section = ""] = read("../../../../docs/events.md").split(
  "\n## Events of the players' packages\n",
);
const [events = "", fields = ""] = section.split("\nThe fields of `params` are:\n");

/** Names of a type's members, or of a function's arguments, with their question marks. */
const namesOf = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, name = ""]) => name);

const listeners = [...source.matchAll(/^ {2}(on\w+): \((.*)\) => void;/gm)].map(
  ([, name = "", args = ""]) => ({ name, args }),
);

test("every event is listed once, with the arguments of its listener", () => {
  const documented = [...events.matchAll(/^\| `(on\w+)` +\| `([^`]+)` +\|/gm)].map(
    ([, name = "", args = ""]) => [name, args],
  );
  const typed = listeners.map(({ name, args }) => [
    name,
    namesOf(args, /(?:^|, )(\w+\??):/g).join(", "),
  ]);
  expect(documented.sort()).toEqual(typed.sort());
});

test("the fields of what a listener gets are those of its type", () => {
  const documented = [...fields.matchAll(/^\| `(on\w+)` +\|(.*)\|$/gm)].map(
    ([, name = "", list = ""]) => [name, namesOf(list, /`(\w+)`/g)],
  );
  const typed = listeners.flatMap(({ name, args }) => {
    const [, type] = /params: (\w+)/.exec(args) ?? [];
    if (type === undefined) return [];
    const [, body = ""] = new RegExp(`type ${type} = \\{([^}]*)\\}`).exec(source) ?? [];
    return [[name, namesOf(body, /\b(\w+): /g)] as const];
  });
  expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(typed));
});

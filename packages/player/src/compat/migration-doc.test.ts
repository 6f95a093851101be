/** docs/migrating-from-2.md has a row for every option, method and event of the published packages of 2.x. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const root = new URL("../../../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), "utf8");
const document = read("docs/migrating-from-2.md");
const types = read("node_modules/p2p-media-loader-core-2/lib/types.d.ts");

/** The text below a heading of the document, up to the next one. */
function sectionOf(heading: string): string {
  const [, section = ""] = new RegExp(`\n## ${heading}\n([^]*?)\n## `).exec(document) ?? [];
  return section;
}

/** The names in the first cells of a section's rows. */
function namesIn(heading: string): string[] {
  const cells = [...sectionOf(heading).matchAll(/^\| ([^|]*`[^|]*)\|/gm)];
  return cells.flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name),
  );
}

/** Members of an object type in a declaration file: those that are indented once. */
function membersOf(declarations: string, name: string): string[] {
  const [, body = ""] =
    new RegExp(`export type ${name} = [^;]*?\\{\n([^]*?)\n\\}`).exec(declarations) ?? [];
  return [...body.matchAll(/^ {4}(\w+)\??: /gm)].map(([, member = ""]) => member);
}

test("every option is there once", () => {
  const options = ["StreamConfig", "CommonCoreConfig", "CoreConfig"].flatMap((name) =>
    membersOf(types, name),
  );
  expect(options).toContain("secondaryStream");
  expect(namesIn("Options").sort()).toEqual([...options].sort());
});

test("every event is there once", () => {
  expect(namesIn("Events").sort()).toEqual(membersOf(types, "CoreEventMap").sort());
});

describe("every public method is there", () => {
  const documented = namesIn("Methods");
  test.each(["hlsjs", "shaka"])("of %s", (player) => {
    const engine = read(`node_modules/p2p-media-loader-${player}-2/lib/engine.d.ts`);
    const [, body = ""] = /export declare class \w+ \{\n([^]*)\n\}/.exec(engine) ?? [];
    const members = [...body.matchAll(/^ {4}(?:static )?(\w+)(?:<.*>)?[(:]/gm)].map(
      ([, member = ""]) => member,
    );
    const methods = members.filter((member) => member !== "constructor");
    expect(methods).toContain("destroy");
    expect(documented).toEqual(expect.arrayContaining(methods));
  });
});

/** docs/thread-messages.md lists every message of the lane, in each direction once. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");
const [, fromPage = "", fromHost = ""] = read("../../../docs/thread-messages.md").split("\n## ");

function rowsOf(section: string): string[] {
  return [...section.matchAll(/^\| `([\w/]+)` +\|/gm)].map(([, name = ""]) => name).sort();
}

/** The `type` of each member of a union in a source file. */
function membersOf(path: string, union: string): string[] {
  const [, text = ""] = read(path).split(`export type ${union} =`);
  // The union ends at the first semicolon that ends a line outside of a member's braces.
  const end = /;\n(?:\n|$)/.exec(text)?.index ?? text.length;
  return [...text.slice(0, end).matchAll(/\btype: "([\w/]+)"/g)].map(([, name = ""]) => name);
}

test("messages of the page", () => {
  const messages = membersOf("./messages.ts", "PageMessage");
  const inspection = membersOf("./inspection.ts", "InspectMessage");
  expect(messages).toContain("connection/opened");
  expect(inspection).toContain("inspect/start");
  expect(rowsOf(fromPage)).toEqual([...messages, ...inspection].sort());
});

test("messages of the host", () => {
  const messages = membersOf("./messages.ts", "HostMessage");
  const events = membersOf("./ports.ts", "EngineEvent");
  expect(messages).toContain("xhr/abort");
  expect(events).toContain("segment/loaded");
  expect(rowsOf(fromHost)).toEqual([...messages, ...events].sort());
});

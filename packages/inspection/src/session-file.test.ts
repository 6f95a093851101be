import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fileSchema, parseSessionFile, writeSessionFile } from "./session-file.ts";
import { createSyntheticSession } from "./synthetic/synthetic-session.fake.ts";

const content = createSyntheticSession({ segments: 20, peers: 4, seconds: 4 });
const text = writeSessionFile(content);

function refusal(file: unknown): string {
  const parsed = parseSessionFile(typeof file === "string" ? file : JSON.stringify(file));
  return parsed.ok ? "" : `${parsed.error.code}: ${parsed.error.message}`;
}

test("a session that is written comes back as it was", () => {
  const parsed = parseSessionFile(text);
  expect(parsed).toMatchObject({ ok: true, value: { ...content } });
});

test.each([
  ["no JSON", "{", "the file is not JSON"],
  ["no session", "[]", "the file does not contain a session"],
  ["something else", { format: "har" }, "not a Swarmlane session file"],
  ["no version", { format: "swarmlane-inspect-session" }, "does not state a format version"],
  [
    "an older version",
    { format: "swarmlane-inspect-session", version: 0 },
    "INSPECT_VERSION: the file uses an older version of the format (0)",
  ],
  ["a cut off file", text.slice(0, -20), "the file is not JSON"],
  ["an invalid message", text.replace('"type":"queue"', '"type":"q"'), "unknown type"],
  ["a session without a name", text.replace('"session":"synthetic"', '"s":1'), "session.session"],
  ["messages out of order", text.replace('"n":7,', '"n":1,'), "out of order"],
])("%s is rejected with a message", (_, file, message) => {
  expect(refusal(file)).toContain(message);
});

test("the schema in the docs is that of the parser", () => {
  const path = new URL("../../../docs/inspection-session.schema.json", import.meta.url);
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(fileSchema);
});

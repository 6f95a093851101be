/**
 * The prose of this repository keeps to the rules of rules.mjs: documents, and the texts of what is shipped, of the demo, the
 * inspector and the scripts. Tests, comments and the code of conduct, which is quoted, are not looked at.
 */
import { describe, expect, test } from "vitest";
import { readRepository } from "../lib/references.mjs";
import { lintDocument, lintText } from "./lint-prose.mjs";
import { proseRules, textRules } from "./rules.mjs";
import { textsOf } from "./texts.mjs";

const files = [...readRepository()].flatMap(([path, text]) =>
  text === undefined ? [] : [{ path, text }],
);
const documents = files.filter(
  ({ path }) => path.endsWith(".md") && !/^(CODE_OF_CONDUCT|CHANGELOG)\.md$/.test(path),
);
const sources = files.filter(
  ({ path }) =>
    /^((packages|apps)\/[^/]+\/(src|relay)|scripts)\/.*\.(tsx?|mjs)$/.test(path) &&
    !/\.(test|test-d|browser\.test|fake|suite)\.(ts|mjs)$|^packages\/testkit\/|^scripts\/prose\//.test(
      path,
    ),
);

test("every document is written in plain English", async () => {
  expect(documents.length).toBeGreaterThan(50);
  const found = documents.map(async ({ path, text }) =>
    (await lintDocument(text)).map(({ line, message }) => `${path}:${line}: ${message}`),
  );
  expect((await Promise.all(found)).flat()).toEqual([]);
});

test("every text of the sources is written in plain English", () => {
  expect(sources.length).toBeGreaterThan(200);
  const found = sources.flatMap(({ path, text: source }) =>
    textsOf(path, source).flatMap(({ line, text }) =>
      lintText(text).map(({ message }) => `${path}:${line}: ${message}`),
    ),
  );
  expect(found).toEqual([]);
});

describe("each rule finds its example", () => {
  test.each(proseRules.map(({ example, say }) => [example, say]))("%s", async (example, say) => {
    const inDocument = await lintDocument(`# Title\n\nA sentence before it.\n${example}`);
    for (const found of [inDocument, lintText(example)]) {
      expect(found).toHaveLength(1);
      expect(found[0]?.message).toContain(say);
    }
  });

  test.each(textRules.map(({ example, say }) => [example, say]))("%s", (example, say) => {
    const messages = lintText(example).map(({ message }) => message);
    expect(messages).toContainEqual(expect.stringContaining(say));
  });
});

test("a repeated word is found, with its line", async () => {
  const found = await lintDocument("One line.\n\nThe the next.");
  expect(found.map(({ line }) => line)).toEqual([3]);
  expect(found[0]?.message).toContain("the");
});

test("code, and a word within another, break no rule", async () => {
  expect(
    await lintDocument("`is none` is a value.\n\n```\nOf it.\n```\n\nIt is nonetheless fine."),
  ).toEqual([]);
});

test("texts are found in strings, templates and JSX, and single words are not", () => {
  const source = [
    'import { a } from "./a.ts";',
    'const b = new Error(`Segment ${id} is missing: ${ok ? "try it again" : 1}`);',
    "const c = <p>Nothing was\n  shared yet</p>;",
  ].join("\n");
  expect(textsOf("a.tsx", source)).toEqual([
    { line: 2, text: "Segment … is missing: …" },
    { line: 2, text: "try it again" },
    { line: 3, text: "Nothing was shared yet" },
  ]);
});

/** Documents, headings and files that are referred to exist: in this repository, and in made-up ones that lack some. */
import { expect, test } from "vitest";
import { findBrokenReferences, readRepository } from "./references.mjs";

/** A document with headings, a decision and a source file, beside which each test puts its own files. */
const rest = {
  "docs/guide.md": "# Guide\n\n## What it costs\n\n## What it costs\n\n## `load(queue?, id)`\n",
  "docs/adr/0001-one-lane.md": "# One lane\n",
  "docs/pictures/lanes.png": undefined,
  "packages/wire/src/frame.test.ts": "",
};

/** @param {Record<string, string>} files by their paths */
const check = (files) => findBrokenReferences(new Map(Object.entries({ ...rest, ...files })));

test("everything that this repository refers to exists", () => {
  expect(findBrokenReferences(readRepository())).toEqual([]);
});

test("links to files, folders, headings and pictures that exist are fine", () => {
  const links = [
    "[guide](guide.md), [again](./guide.md#what-it-costs), [the second](guide.md#what-it-costs-1)",
    "[code](guide.md#loadqueue-id) ![](pictures/lanes.png) [a folder](adr/) [here](#own-heading)",
    "[elsewhere](https://example.com/guide.md#nothing) [by name][name]",
    "## Own heading",
    "[name]: ../packages/wire/src/frame.test.ts",
  ];
  expect(check({ "docs/links.md": links.join("\n\n") })).toEqual([]);
});

test("a link to a file that does not exist is found, with its line", () => {
  const text = "# Title\n\nSome words,\nand [a link](missing.md) and ![](pictures/missing.png).";
  expect(check({ "docs/links.md": text })).toEqual([
    "docs/links.md:4: docs/missing.md does not exist.",
    "docs/links.md:4: docs/pictures/missing.png does not exist.",
  ]);
});

test("a link to a heading that does not exist is found, also in the same file and in a table", () => {
  const text = "[a](guide.md#what-it-cost)\n\n| a |\n| - |\n| [b](#no-such-heading) |\n";
  expect(check({ "docs/links.md": text })).toEqual([
    "docs/links.md:1: docs/guide.md has no heading #what-it-cost.",
    "docs/links.md:5: docs/links.md has no heading #no-such-heading.",
  ]);
});

test("text in a block of code is neither a link nor a heading", () => {
  const text = "```md\n[a](missing.html)\n## Heading\n```\n\n[b](#heading)";
  expect(check({ "docs/code.md": text })).toEqual([
    "docs/code.md:6: docs/code.md has no heading #heading.",
  ]);
});

test("a document that a comment names has to exist, with its heading", () => {
  const text = [
    "/** docs/guide.md has more; see docs/guide.md#what-it-costs and guide.md, or https://a.test/x.md. */",
    "// Not docs/other.md.",
    'readFileSync("../../docs/guide.md#what-it-cost");',
    "// docs/pictures/lanes.png is there, docs/lanes.schema.json is not.",
  ];
  expect(check({ "packages/wire/src/frame.ts": text.join("\n") })).toEqual([
    "packages/wire/src/frame.ts:2: docs/other.md does not exist.",
    "packages/wire/src/frame.ts:3: docs/guide.md has no heading #what-it-cost.",
    "packages/wire/src/frame.ts:4: docs/lanes.schema.json does not exist.",
  ]);
});

test("a decision that is named by its number has to exist", () => {
  const text =
    "// ADR 0001, not ADR 0002. See adr/0001 or adr/0003, and docs/adr/0001-one-lane.md.";
  expect(check({ "e2e/a.ts": text })).toEqual([
    "e2e/a.ts:1: ADR 0002 does not exist.",
    "e2e/a.ts:1: ADR 0003 does not exist.",
  ]);
});

test("a source file that a document names has to exist, by its path or the end of it", () => {
  const text =
    "`frame.test.ts`, `wire/src/frame.test.ts`, `wire/frame.test.ts`, `lib/gone.mjs`, `built.mjs`, `.d.ts`";
  expect(check({ "packages/wire/README.md": text })).toEqual([
    "packages/wire/README.md:1: wire/frame.test.ts does not exist.",
    "packages/wire/README.md:1: lib/gone.mjs does not exist.",
  ]);
});

test("a decision may name a file that has moved since it was taken", () => {
  expect(check({ "docs/adr/0002-files.md": "`gone.mjs`" })).toEqual([]);
});

test("a numbered section is one of the same document, or of an RFC", () => {
  const text = "# Protocol\n\n## 1. Frames\n\n§1, §2, and RFC 9110 §14.1.2";
  expect(check({ "docs/protocol.md": text, "e2e/a.ts": "// protocol §1, RFC 9112 §6.3" })).toEqual([
    "docs/protocol.md:5: docs/protocol.md has no section 2.",
    "e2e/a.ts:1: §1 is no reference that can be checked. Cite a heading, as in docs/architecture.md#threads.",
  ]);
});

test.each([
  "threats T1",
  "B24: a retry",
  "defect D7",
  "the issue's figure",
  "The journey of the issue",
])("private shorthand for a document is found: %s", (words) => {
  expect(check({ "e2e/a.ts": `test("${words}")` })).toEqual([
    expect.stringMatching(
      /^e2e\/a\.ts:1: ".+" stands for a document that is not in the repository\./,
    ),
  ]);
});

test("words that only resemble the shorthand are fine", () => {
  const text = '// An issue of the browser. V1, T, "2026-01-01T12:00", #D12, ABT15';
  expect(check({ "e2e/a.ts": text })).toEqual([]);
});

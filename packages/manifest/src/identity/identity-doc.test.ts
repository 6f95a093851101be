/** The examples of docs/identity.md are what the code derives. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { streamIds } from "./stream-ids.ts";
import type { RenditionKind } from "../rendition.ts";

const text = readFileSync(new URL("../../../../docs/identity.md", import.meta.url), "utf8");
const examples = [...text.matchAll(/```identity\n(.*?)\n= (\S+)\n```/gs)].map(
  ([, lines = "", id = ""]) => ({ lines: lines.split("\n"), id }),
);

test("docs/identity.md has examples", () => {
  expect(examples.length).toBeGreaterThan(1);
});

test.each(examples)("docs/identity.md: $id", ({ lines: [kind = "", ...lines], id }) => {
  const properties = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
  expect(
    streamIds([{ kind: kind as RenditionKind, properties, tieBreakers: [], group: "" }]),
  ).toEqual([id]);
});

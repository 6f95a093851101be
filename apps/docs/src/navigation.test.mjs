/** Every page is in the navigation, and everything in the navigation is a page. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../scripts/lib/root.mjs";
import { findDecisions, home, nav, sidebar } from "./navigation.mjs";

const docs = join(root, "docs");
const pages = readdirSync(docs, { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  // docs/build is made when the site is built.
  .filter((path) => path.endsWith(".md") && !path.startsWith("build/"))
  .map((path) => `/${path.replace(/README\.md$|\.md$/, "")}`);

/** @param {ReturnType<typeof sidebar>[number]} group @returns {string[]} */
const linksOf = ({ items }) =>
  items.flatMap((item) => ("items" in item ? linksOf(item) : [item.link]));
const links = sidebar(findDecisions(docs)).flatMap(linksOf);

test("the sidebar has every page of docs/ once", () => {
  const made = ["/", "/api/"];
  // A link to a heading of a page is an entry of its own.
  const listed = [...links.filter((link) => !link.includes("#")), ...made];
  expect([...new Set(listed)].sort()).toEqual([...new Set([...pages, ...made])].sort());
  expect(links).toEqual([...new Set(links)]);
});

test("the links above the sidebar and on the front page lead to pages", () => {
  for (const { link } of [...nav, ...home.hero.actions]) expect(pages).toContain(link);
});

test("a decision is listed by the title of its record", () => {
  const [first] = findDecisions(docs);
  const record = readFileSync(join(docs, "adr/0001-one-lane.md"), "utf8");
  expect(first?.link).toBe("/adr/0001-one-lane");
  expect(record).toMatch(new RegExp(`^# ${first?.text}\n`));
});

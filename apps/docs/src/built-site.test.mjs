/** The check of the built site, on sites of a few words that have one fault each. */
import { expect, test } from "vitest";
import { findFaults } from "./built-site.mjs";

const guide = '<h2 id="install">Install</h2><a href="/docs/players/hlsjs#options">hls.js</a>';
const player = '<h2 id="options">Options</h2><a href="../guide#install"></a><a href="./"></a>';

/** @param {Record<string, string>} files beside those that are in order */
const check = (files) =>
  findFaults(
    new Map(
      Object.entries({
        "guide.html": guide,
        "players/hlsjs.html": player,
        "players/index.html": "",
        ...files,
      }),
    ),
    "/docs/",
  );

test("a site whose links and headings exist has no fault", () => {
  expect(check({})).toEqual([]);
});

test.each([
  ["a page", "/docs/gone", "there is no such page."],
  ["a page outside of the site", "/guide", "there is no such page."],
  ["a heading of another page", "/docs/guide#gone", "the page has no such heading."],
  ["a heading of its own", "#gone", "the page has no such heading."],
])("a link to %s that does not exist is a fault", (_, href, reason) => {
  expect(check({ "a.html": `<a class="x" href="${href}">a</a>` })).toEqual([
    `a.html links to ${href}: ${reason}`,
  ]);
});

test("links to other hosts are not followed", () => {
  expect(check({ "a.html": '<a href="https://example.com/gone#x"></a>' })).toEqual([]);
});

test.each([
  ["a script", "a.html", '<script type="module" src="https://cdn.example/a.js"></script>'],
  ["a style sheet", "a.html", '<link rel="stylesheet" href="//cdn.example/a.css">'],
  ["a font", "a.css", "@font-face { src: url(https://cdn.example/a.woff2) }"],
  ["an imported style sheet", "a.css", '@import "https://cdn.example/a.css";'],
])("%s from another host is a fault", (_, path, text) => {
  expect(check({ [path]: text })).toEqual([expect.stringContaining("is on another host")]);
});

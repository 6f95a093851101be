/** Where links of docs/ lead on the site: to pages, to the repository, or nowhere. */
import { join } from "node:path";
import { createMarkdownRenderer } from "vitepress";
import { expect, test } from "vitest";
import { root } from "../../../scripts/lib/root.mjs";
import { resolveLink, rewriteLinks } from "./links.mjs";

const docs = join(root, "docs");
const repository = "https://git.example/swarmlane";

test.each([
  ["settings.md#peers-and-trackers", "./settings.md#peers-and-trackers"],
  ["adr/README.md", "./adr/index.md"],
  ["players/", "./players/index.md"],
  ["../README.md", `${repository}/blob/main/README.md`],
  ["../packages/wire", `${repository}/tree/main/packages/wire`],
  ["inspection-session.schema.json", `${repository}/blob/main/docs/inspection-session.schema.json`],
  ["https://example.com/a.md", "https://example.com/a.md"],
  ["#a-heading", "#a-heading"],
])("%s becomes %s", (href, expected) => {
  expect(resolveLink(href, join(docs, "a.md"), { docs, repository })).toBe(expected);
});

test("a page that does not exist stays a link, which fails the build", () => {
  const options = { docs, repository };
  expect(resolveLink("gone.md", join(docs, "a.md"), options)).toBe("./gone.md");
});

test("a file that does not exist is an error", () => {
  const link = () => resolveLink("../gone.ts", join(docs, "a.md"), { docs, repository });
  expect(link).toThrow("links to ../gone.ts, which does not exist");
});

test("without the repository's address, a link to a source file is plain text", async () => {
  const md = await createMarkdownRenderer(docs);
  md.use(rewriteLinks, { docs, repository: undefined });
  const env = { path: join(docs, "a.md"), relativePath: "a.md", cleanUrls: true };
  const html = await md.renderAsync("[wire](../packages/wire), [settings](settings.md)", env);
  expect(html).toBe('<p><span>wire</span>, <a href="./settings">settings</a></p>\n');
});

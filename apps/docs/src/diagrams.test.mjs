/** Diagrams are pictures on the site, and not code. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMarkdownRenderer } from "vitepress";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root } from "../../../scripts/lib/root.mjs";
import { findDiagramFaults, findDiagrams, pictureName, showDiagrams } from "./diagrams.mjs";

const source = "stateDiagram-v2\n  %% doorMachine\n  [*] --> open\n";
const block = `\`\`\`mermaid\n${source}\`\`\`\n`;
const schemes = /** @type {const} */ (["light", "dark"]);
const svg = '<svg viewBox="0 0 1000 500" width="1000" height="500"/>';
/** @type {string} */
let docs;
beforeEach(() => {
  docs = mkdtempSync(join(tmpdir(), "diagrams-"));
});
afterEach(() => rmSync(docs, { recursive: true }));

/** @param {string} markdown */
async function render(markdown) {
  const md = await createMarkdownRenderer(docs);
  md.use(showDiagrams, docs);
  const env = { path: join(docs, "README.md"), relativePath: "README.md", cleanUrls: true };
  return md.renderAsync(markdown, env);
}

test("a page with a diagram contains a picture for each colour scheme, and not the code", async () => {
  for (const scheme of schemes) writeFileSync(join(docs, pictureName(source, scheme)), svg);
  const html = await render(block);
  for (const scheme of schemes)
    expect(html).toContain(`class="for-${scheme}" src="./${pictureName(source, scheme)}"`);
  expect(html).toContain('alt="Statechart of doorMachine"');
  expect(html).toContain('style="width: clamp(650px, 100%, 1000px)"');
  expect(html).not.toContain("stateDiagram");
});

test("other code stays code, and so does a diagram without a picture", async () => {
  expect(await render("```txt\nstateDiagram-v2\n```\n")).toContain("<code");
  expect(await render(block)).toContain("doorMachine");
});

test("finds the diagrams of all pages", () => {
  writeFileSync(join(docs, "README.md"), `# A\n\n${block}\ntext\n`);
  expect(findDiagrams(docs)).toEqual([source]);
  expect(findDiagrams(join(root, "docs")).length).toBeGreaterThan(4);
});

test("a built page that shows a diagram as code is a fault", () => {
  const code = '<div class="language-mermaid vp-adaptive-theme"><pre>flowchart</pre></div>';
  expect(findDiagramFaults(new Map([["a.html", code]]))).toEqual([
    "a.html shows a diagram as code.",
  ]);
  expect(findDiagramFaults(new Map([["a.html", '<div class="diagram"></div>']]))).toEqual([]);
});

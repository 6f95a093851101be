/**
 * Draws the Mermaid diagrams of docs/ as pictures, one for each colour scheme, when the site is built. Readers load no
 * script for them. Mermaid needs a browser to measure text, so that the build needs Chromium, as the tests do.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { loadTypeScript } from "../../../scripts/lib/load-typescript.mjs";

/** Mermaid's own themes, by the name of the site's colour scheme. */
export const themes = /** @type {const} */ ({ light: "neutral", dark: "dark" });

/**
 * @param {string} source of a diagram
 * @param {keyof typeof themes} scheme
 * @returns {string} the name of its picture, which changes with the source and the theme
 */
export function pictureName(source, scheme) {
  const text = `${themes[scheme]}\n${source.trim()}`;
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 16);
  return `${hash}-${scheme}.svg`;
}

/** @param {string} docs absolute path of the Markdown @returns {string[]} the sources of all diagrams */
export function findDiagrams(docs) {
  const pages = readdirSync(docs, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => readFileSync(join(docs, path), "utf8"));
  return pages.flatMap((text) =>
    [...text.matchAll(/^```mermaid\n([^]*?)^```/gm)].map(([, source = ""]) => source),
  );
}

/**
 * Writes the pictures that are missing. Throws with Mermaid's message if a diagram has a mistake.
 * @param {readonly string[]} sources
 * @param {string} folder
 */
export async function drawDiagrams(sources, folder) {
  const missing = sources.flatMap((source) =>
    /** @type {(keyof typeof themes)[]} */ (Object.keys(themes))
      .map((scheme) => ({
        source,
        theme: themes[scheme],
        path: join(folder, pictureName(source, scheme)),
      }))
      .filter(({ path }) => !existsSync(path)),
  );
  if (missing.length === 0) return;
  mkdirSync(folder, { recursive: true });
  /** @type {typeof import("../../../packages/testkit/src/browser/launch.ts")} */
  const { launchBrowser } = await loadTypeScript("packages/testkit/src/browser/launch.ts");
  const launched = await launchBrowser();
  try {
    const { page } = await launched.open("about:blank");
    await page.addScriptTag({
      path: createRequire(import.meta.url).resolve("mermaid/dist/mermaid.min.js"),
    });
    for (const { source, theme, path } of missing)
      writeFileSync(path, await page.evaluate(drawInBrowser, { source, theme }));
  } finally {
    await launched.close();
  }
}

/**
 * Runs in the browser.
 * @param {{ source: string, theme: string }} diagram
 * @returns {Promise<string>} a file of its own: well-formed, with its size, and without HTML in it
 */
async function drawInBrowser({ source, theme }) {
  const { mermaid } = /** @type {{ mermaid: typeof import("mermaid").default }} */ (
    /** @type {unknown} */ (globalThis)
  );
  mermaid.initialize({
    startOnLoad: false,
    theme: /** @type {"neutral"} */ (theme),
    // Fonts of the same width on every system, since the text is measured here and drawn elsewhere.
    fontFamily: "Arial, Helvetica, sans-serif",
    htmlLabels: false,
  });
  const { svg } = await mermaid.render("diagram", source);
  const holder = document.createElement("div");
  holder.innerHTML = svg;
  const picture = holder.querySelector("svg");
  if (picture === null) throw new Error("Mermaid drew nothing.");
  const { width, height } = picture.viewBox.baseVal;
  picture.setAttribute("width", String(Math.ceil(width)));
  picture.setAttribute("height", String(Math.ceil(height)));
  return new XMLSerializer().serializeToString(picture);
}

/**
 * A plugin of markdown-it: a diagram becomes the pictures that `drawDiagrams` wrote. A diagram without one, such as one that
 * was edited while the site is served, stays code.
 * @param {import("vitepress").MarkdownRenderer} md
 * @param {string} folder
 */
export function showDiagrams(md, folder) {
  const { fence } = md.renderer.rules;
  md.renderer.rules.fence = (tokens, index, options, env, self) => {
    const { info = "", content = "" } = tokens[index] ?? {};
    const page = /** @type {{ realPath?: string, path: string }} */ (env);
    if (info.trim() === "mermaid" && existsSync(join(folder, pictureName(content, "light"))))
      return pictures(content, dirname(page.realPath ?? page.path), folder);
    return fence?.(tokens, index, options, env, self) ?? "";
  };
}

/**
 * @param {string} source
 * @param {string} from the folder of the page
 * @param {string} folder
 */
function pictures(source, from, folder) {
  const alt = alternativeText(source);
  const images = /** @type {(keyof typeof themes)[]} */ (Object.keys(themes)).map((scheme) => {
    const path = relative(from, join(folder, pictureName(source, scheme))).replaceAll("\\", "/");
    const src = path.startsWith(".") ? path : `./${path}`;
    return `<img class="for-${scheme}" src="${src}" alt="${alt}" style="width: ${widthOf(join(folder, pictureName(source, scheme)))}" loading="lazy">`;
  });
  // A wide diagram is scrolled, also by keyboard.
  return `<div class="diagram" role="group" aria-label="${alt}" tabindex="0">${images.join("")}</div>\n`;
}

/**
 * As wide as the page, but neither enlarged nor made illegible.
 * @param {string} file
 * @returns {string} a length in CSS
 */
function widthOf(file) {
  const [, width = "0"] = /^<svg[^>]* width="(\d+)"/.exec(readFileSync(file, "utf8")) ?? [];
  return `clamp(${Math.round(Number(width) * 0.65)}px, 100%, ${width}px)`;
}

/** @param {string} source @returns {string} what it is a diagram of: its title, or else its first comment */
function alternativeText(source) {
  const [, title] = /^\s*accTitle:\s*(.+)$/m.exec(source) ?? [];
  const [, comment] = /^\s*%% (\w+)/m.exec(source) ?? [];
  const text = title ?? (comment === undefined ? "Diagram" : `Statechart of ${comment}`);
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}

/**
 * @param {import("./built-site.mjs").Site} site
 * @returns {string[]} pages that show a diagram as code
 */
export function findDiagramFaults(site) {
  return [...site]
    .filter(([, text]) => text?.includes('class="language-mermaid'))
    .map(([path]) => `${path} shows a diagram as code.`);
}

/**
 * What VitePress does not check: links of the navigation, headings that links name, and whether a page loads anything from
 * another host.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

/**
 * All files by their paths below the site's folder, with slashes; the text of pages and style sheets only.
 * @typedef {ReadonlyMap<string, string | undefined>} Site
 */

/** @param {string} folder @returns {Site} */
export function readSite(folder) {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    paths.map((path) => [
      path.slice(folder.length + 1).replaceAll("\\", "/"),
      /\.(html|css)$/.test(path) ? readFileSync(path, "utf8") : undefined,
    ]),
  );
}

/**
 * @param {Site} site
 * @param {string} base such as `/` or `/swarmlane/`
 * @returns {string[]} what is wrong, one line each
 */
export function findFaults(site, base) {
  /** @type {Map<string, Set<string>>} */
  const known = new Map();
  /** @param {string} page */
  const idsOf = (page) => {
    const ids = known.get(page) ?? new Set(attributes(site.get(page) ?? "", "id"));
    known.set(page, ids);
    return ids;
  };
  /** @type {Set<string>} */
  const faults = new Set();
  for (const [path, text] of site) {
    if (text === undefined) continue;
    for (const address of loadedBy(path, text)) {
      if (isForeign(address)) faults.add(`${path} loads ${address}, which is on another host.`);
    }
    // The page for addresses that do not exist has no links of its own.
    if (!path.endsWith(".html") || path === "404.html") continue;
    for (const href of attributes(text, "href")) {
      if (/^[a-z][a-z\d+.-]*:|^\/\//i.test(href)) continue;
      const fault = judge(href, path);
      if (fault !== undefined) faults.add(`${path} links to ${href}: ${fault}`);
    }
  }
  return [...faults];

  /** @param {string} href @param {string} from */
  function judge(href, from) {
    const [target = "", anchor = ""] = href.split("#").map(decodeURIComponent);
    const page = target === "" ? from : fileAt(target, from);
    if (page === undefined) return "there is no such page.";
    return anchor === "" || idsOf(page).has(anchor) ? undefined : "the page has no such heading.";
  }

  /** @param {string} target @param {string} from */
  function fileAt(target, from) {
    const absolute = posix.resolve(`${base}${posix.dirname(from)}`, target);
    if (!`${absolute}/`.startsWith(base)) return undefined;
    const path = absolute.slice(base.length);
    const names = target.endsWith("/") || path === "" ? [] : [path, `${path}.html`];
    return [...names, posix.join(path, "index.html")].find((name) => site.has(name));
  }
}

/** @param {string} path @param {string} text @returns {string[]} what a browser fetches for it without being asked */
function loadedBy(path, text) {
  if (path.endsWith(".css"))
    return [...text.matchAll(/url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)/g)].map(
      ([, url, imported]) => url ?? imported ?? "",
    );
  const links = [...text.matchAll(/<link\b[^>]*>/g)].flatMap(([tag]) => attributes(tag, "href"));
  return [...attributes(text, "src"), ...links];
}

/** @param {string} html @param {string} name */
function attributes(html, name) {
  return [...html.matchAll(new RegExp(`\\s${name}="([^"]*)"`, "g"))].map(([, value = ""]) =>
    value.replaceAll("&amp;", "&"),
  );
}

/** @param {string} address */
function isForeign(address) {
  return /^(https?:)?\/\//i.test(address);
}

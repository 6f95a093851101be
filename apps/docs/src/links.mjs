/**
 * Rewrites links in docs/ that lead to a file which is not a page of the site, such as a package's README. They become links
 * to the repository, or plain text while its address is unknown. Links to pages are left to VitePress, which reports dead
 * ones.
 */
import { existsSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";

/**
 * @typedef {object} LinkOptions
 * @property {string} docs absolute path of the Markdown
 * @property {string | undefined} repository address of the repository, without a slash at its end
 */

/**
 * @typedef {object} Token the parts of a markdown-it token that are used here
 * @property {string} type
 * @property {string} tag
 * @property {Token[] | null} children
 * @property {(name: string) => string | null} attrGet
 * @property {(name: string, value: string) => void} attrSet
 * @property {[string, string][] | null} attrs
 */

/**
 * A plugin of markdown-it.
 * @param {{ core: { ruler: { push(name: string, rule: (state: { tokens: Token[], env: { realPath?: string, path: string } }) => void): void } } }} md
 * @param {LinkOptions} options
 */
export function rewriteLinks(md, options) {
  md.core.ruler.push("repository-links", ({ tokens, env }) => {
    for (const { children } of tokens) {
      if (children !== null) rewriteIn(children, env.realPath ?? env.path, options);
    }
  });
}

/**
 * @param {Token[]} tokens
 * @param {string} page absolute path of the document
 * @param {LinkOptions} options
 */
function rewriteIn(tokens, page, options) {
  for (const [index, token] of tokens.entries()) {
    if (token.type !== "link_open") continue;
    const href = resolveLink(token.attrGet("href") ?? "", page, options);
    if (href !== undefined) token.attrSet("href", href);
    else {
      // Links do not nest: the next end is the end of this one.
      const end = tokens.slice(index).find(({ type }) => type === "link_close");
      for (const part of end === undefined ? [token] : [token, end]) part.tag = "span";
      token.attrs = null;
      token.type = "text_span_open";
      if (end !== undefined) end.type = "text_span_close";
    }
  }
}

/**
 * @param {string} href
 * @param {string} page absolute path of the document that has the link
 * @param {LinkOptions} options
 * @returns {string | undefined} undefined: it cannot be a link
 */
export function resolveLink(href, page, { docs, repository }) {
  if (/^([a-z][a-z\d+.-]*:|\/|#)/i.test(href)) return href;
  const [, target = "", anchor = ""] = /^([^#]*)(#.*)?$/.exec(href) ?? [];
  const file = resolve(dirname(page), decodeURIComponent(target));
  const isFolder = existsSync(file) && statSync(file).isDirectory();
  const path = isFolder && existsSync(join(file, "README.md")) ? join(file, "README.md") : file;
  // A page that does not exist stays a link, so that the build fails.
  if (isWithin(docs, path) && path.endsWith(".md")) {
    const site = relative(dirname(page), path).replace(/(^|[\\/])README\.md$/, "$1index.md");
    return `./${site.split(sep).join("/")}${anchor}`;
  }
  if (!existsSync(file)) throw new Error(`${page} links to ${href}, which does not exist.`);
  if (repository === undefined) return undefined;
  const inRepository = relative(dirname(docs), file).split(sep).join("/");
  return `${repository}/${isFolder ? "tree" : "blob"}/main/${inRepository}${anchor}`;
}

/** @param {string} folder @param {string} path */
function isWithin(folder, path) {
  return path.startsWith(folder + sep);
}

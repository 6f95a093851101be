/**
 * Finds references to documents, headings, decisions and files that do not exist. Markdown is read by a parser; in
 * everything else, comments above all, a reference is what looks like one: `docs/x.md`, `docs/x.md#heading`, `ADR 0012`.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import GithubSlugger from "github-slugger";
import { lexer, walkTokens } from "marked";
import { root } from "./root.mjs";

/**
 * All files by their paths from the root, with slashes; undefined: a file whose text is not looked at.
 * @typedef {ReadonlyMap<string, string | undefined>} Repository
 * @typedef {import("marked").MarkedToken} Token what the parser makes of a document
 * @typedef {(line: number, message: string | undefined) => void} Report undefined: nothing is wrong
 */

const skippedFolders = new Set([
  "node_modules",
  "dist",
  "build",
  "coverage",
  "bench-results",
  "streams",
]);
const readExtensions = /\.(md|ts|tsx|mjs|css|html|sh|yml)$/;
/** They have broken references as examples. */
const exempt = /^scripts\/lib\/references(\.test)?\.mjs$|^apps\/docs\/src\/links(\.test)?\.mjs$/;

/** @returns {Repository} */
export function readRepository() {
  /** @type {Map<string, string | undefined>} */
  const files = new Map();
  /** @param {string} folder with a slash at its end, unless it is the root */
  function read(folder) {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder + entry.name;
      const isHidden = entry.name.startsWith(".") && entry.name !== ".github";
      if (entry.isFile()) {
        const isRead = readExtensions.test(path) && !exempt.test(path);
        files.set(path, isRead ? readFileSync(join(root, path), "utf8") : undefined);
      } else if (entry.isDirectory() && !isHidden && !skippedFolders.has(entry.name))
        read(`${path}/`);
    }
  }
  read("");
  return files;
}

/**
 * @param {Repository} files
 * @returns {string[]} what is wrong, one line each, such as `docs/x.md:12: docs/y.md does not exist.`
 */
export function findBrokenReferences(files) {
  const index = createIndex(files);
  /** @type {Set<string>} */
  const found = new Set();
  for (const [path, text] of files) {
    if (text === undefined) continue;
    /** @type {Report} */
    const report = (line, message) => {
      if (message !== undefined) found.add(`${path}:${line}: ${message}`);
    };
    if (path.endsWith(".md")) checkMarkdown(path, text, index, report);
    checkWords(path, text, index, report);
  }
  return [...found];
}

/** @param {Repository} files */
function createIndex(files) {
  /** @type {Map<string, ReturnType<typeof readHeadings>>} */
  const headings = new Map();
  const folders = new Set([...files.keys()].flatMap(foldersOf));
  const decisions = new Set(
    [...files.keys()].map((path) => /^docs\/adr\/(\d{4})-/.exec(path)?.[1]),
  );

  /** @param {string} path of a Markdown file that exists */
  function headingsOf(path) {
    const known = headings.get(path) ?? readHeadings(files.get(path) ?? "");
    headings.set(path, known);
    return known;
  }
  return {
    /** @param {string} path */
    exists: (path) => files.has(path) || folders.has(path.replace(/\/$/, "")) || path === ".",
    /** @param {string} end of a path */
    findByEnd: (end) => [...files.keys()].find((path) => path === end || path.endsWith(`/${end}`)),
    /** @param {string} number */
    hasDecision: (number) => decisions.has(number),
    /** @param {string} path @param {string} number */
    hasSection: (path, number) => headingsOf(path).numbers.has(number),
    /**
     * @param {string} path of a file that exists
     * @param {string} anchor without `#`
     * @returns what is wrong with it
     */
    judgeAnchor: (path, anchor) =>
      anchor === "" || !path.endsWith(".md") || headingsOf(path).slugs.has(anchor)
        ? undefined
        : `${path} has no heading #${anchor}.`,
  };
}

/** @typedef {ReturnType<typeof createIndex>} Index */

/** @param {string} path */
function foldersOf(path) {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** @param {string} text of a Markdown file */
function readHeadings(text) {
  const slugger = new GithubSlugger();
  /** @type {Set<string>} */
  const slugs = new Set();
  /** The numbers of headings such as `## 3. Requests`. @type {Set<string>} */
  const numbers = new Set();
  walk(parse(text), (token) => {
    if (token.type !== "heading") return;
    const words = plainText(token);
    slugs.add(slugger.slug(words));
    const number = /^(\d+)\./.exec(words)?.[1];
    if (number !== undefined) numbers.add(number);
  });
  return { slugs, numbers };
}

/** @param {string} markdown */
const parse = (markdown) => /** @type {Token[]} */ (lexer(markdown));

/** @param {Token[]} tokens @param {(token: Token) => void} visit called for them and all within them */
function walk(tokens, visit) {
  void walkTokens(tokens, (token) => visit(/** @type {Token} */ (token)));
}

/** @param {Token} token @returns {string} its text, without marks */
function plainText(token) {
  if ("tokens" in token) return /** @type {Token[]} */ (token.tokens).map(plainText).join("");
  return "text" in token ? token.text : "";
}

/**
 * Links, pictures and names of source files.
 * @param {string} path
 * @param {string} text
 * @param {Index} index
 * @param {Report} report
 */
function checkMarkdown(path, text, index, report) {
  // A parser's tokens have no positions, but those of a document's blocks make up its whole text.
  let line = 1;
  for (const block of parse(text)) {
    const start = line;
    /** A token whose lines were indented is not found in the block: it counts as the block's first line. @type {(token: Token) => number} */
    const lineOf = ({ raw }) =>
      start + countLines(block.raw.slice(0, Math.max(0, block.raw.indexOf(raw))));
    walk([block], (token) => {
      if (token.type === "link" || token.type === "image")
        report(lineOf(token), judgeLink(path, token.href, index));
      else if (token.type === "codespan" && !path.startsWith("docs/adr/"))
        report(lineOf(token), judgeSourceFile(token.text, index));
    });
    line += countLines(block.raw);
  }
}

/** @param {string} text */
const countLines = (text) => text.split("\n").length - 1;

/** @param {string} from the file that has the link @param {string} href @param {Index} index */
function judgeLink(from, href, index) {
  if (/^([a-z][a-z\d+.-]*:|\/\/)/i.test(href)) return undefined;
  const [target = "", anchor = ""] = href.split("#");
  const path = target === "" ? from : posix.join(posix.dirname(from), decodeURIComponent(target));
  return index.exists(path) ? index.judgeAnchor(path, anchor) : `${path} does not exist.`;
}

/**
 * A bare `x.mjs` may be one that the build makes.
 * @param {string} code
 * @param {Index} index
 */
function judgeSourceFile(code, index) {
  const isPath = /^(\w[\w@./-]*\.tsx?|\w[\w@.-]*\/[\w@./-]*\.mjs)$/.test(code);
  return isPath && index.findByEnd(code) === undefined ? `${code} does not exist.` : undefined;
}

const shorthand = [
  // Numbers of threats, of bugs and of defects, by which documents outside of the repository go.
  /(?<![#\w])[BDT]\d{1,2}\b/g,
  /\bof the issue\b|\bthe issue's\b|\bthe issue (?:says|names|asks|wants|lists)\b/gi,
];

/** The name of a document, or of any other file in docs/. */
const documentName = /([\w./-]*\w\.md|\bdocs\/[\w./-]*\w\.\w+)\b(?:#([\w-]+))?/g;

/** Addresses of other sites are not ours; the links of Markdown are checked already. */
const withoutAddresses = (/** @type {string} */ path, /** @type {string} */ line) =>
  line
    .replace(path.endsWith(".md") ? /\]\([^)]*\)|^\[[^\]]+\]:.*/g : "", "")
    .replace(/\bhttps?:\/\/[^\s)]+/g, "");

/**
 * References that are found by their form, in comments and in prose.
 * @param {string} path
 * @param {string} text
 * @param {Index} index
 * @param {Report} report
 */
function checkWords(path, text, index, report) {
  for (const [at, raw] of text.split("\n").entries()) {
    const line = at + 1;
    const words = withoutAddresses(path, raw);
    for (const [, name = "", anchor = ""] of words.matchAll(documentName))
      report(line, judgeDocument(path, name, anchor, index));
    for (const [, number = ""] of words.matchAll(/\b(?:ADR |adr\/)(\d{4})(?![\d-])/g))
      if (!index.hasDecision(number)) report(line, `ADR ${number} does not exist.`);
    for (const [section, number = ""] of words.matchAll(/(?<!RFC \d+ )§(\d+)/g))
      report(line, judgeSection(path, section, number, index));
    for (const [said] of shorthand.flatMap((pattern) => [...words.matchAll(pattern)]))
      report(
        line,
        `"${said}" stands for a document that is not in the repository. Cite a heading of docs/, or say it in words.`,
      );
  }
}

/**
 * A document may be named from the root, from the file that names it, or by the end of its path.
 * @param {string} from
 * @param {string} name
 * @param {string} anchor
 * @param {Index} index
 */
function judgeDocument(from, name, anchor, index) {
  const nearby = posix.join(posix.dirname(from), name);
  const path = index.exists(nearby) ? nearby : index.findByEnd(name.replace(/^(\.{1,2}\/)+/, ""));
  if (path !== undefined) return index.judgeAnchor(path, anchor);
  return `${name.startsWith(".") ? nearby : name} does not exist.`;
}

/** @param {string} path @param {string} section @param {string} number @param {Index} index */
function judgeSection(path, section, number, index) {
  if (!path.endsWith(".md"))
    return `${section} is no reference that can be checked. Cite a heading, as in docs/architecture.md#threads.`;
  return index.hasSection(path, number) ? undefined : `${path} has no section ${number}.`;
}

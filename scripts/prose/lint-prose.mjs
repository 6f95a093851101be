/**
 * Applies the rules of rules.mjs, and looks for repeated words. Markdown and English are read by parsers, so that code is
 * left out and a sentence may run over several lines.
 */
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import remarkRetext from "remark-retext";
import retextEnglish from "retext-english";
import retextRepeatedWords from "retext-repeated-words";
import { unified } from "unified";
import { visit } from "unist-util-visit";
import { VFile } from "vfile";
import { proseRules, textRules } from "./rules.mjs";

/** @typedef {import("./rules.mjs").ProseRule} ProseRule */
/** @typedef {{ line: number, message: string }} Finding */

const forDocuments = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(
    remarkRetext,
    // Its types do not know processors to which something was added.
    /** @type {import("unified").Processor<import("nlcst").Root>} */ (
      /** @type {unknown} */ (english(proseRules))
    ),
  );
const forTexts = english([...proseRules, ...textRules]);

/** @param {readonly ProseRule[]} rules */
function english(rules) {
  return unified()
    .use(retextEnglish)
    .use(retextRepeatedWords)
    .use(() => (tree, file) => checkSentences(tree, file, rules));
}

/**
 * @param {import("unist").Node} tree
 * @param {VFile} file
 * @param {readonly ProseRule[]} rules
 */
function checkSentences(tree, file, rules) {
  visit(tree, "SentenceNode", (/** @type {import("nlcst").Sentence} */ sentence) => {
    const words = textOf(sentence).replaceAll(/\s+/g, " ").trim();
    for (const { pattern, say } of rules) {
      const [found] = pattern.exec(words) ?? [];
      if (found !== undefined) file.message(`"${found}": ${say}`, { place: sentence.position });
    }
  });
}

/** @param {import("nlcst").Nodes} node @returns {string} its words, with "…" for code */
function textOf(node) {
  if (node.type === "SourceNode") return "…";
  return "children" in node ? node.children.map(textOf).join("") : node.value;
}

/** @param {string} markdown @returns {Promise<Finding[]>} */
export async function lintDocument(markdown) {
  const file = new VFile(markdown);
  await forDocuments.run(forDocuments.parse(file), file);
  return findingsOf(file);
}

/** @param {string} text one that is shown to somebody @returns {Finding[]} lines count within the text */
export function lintText(text) {
  const file = new VFile(text);
  forTexts.runSync(forTexts.parse(file), file);
  return findingsOf(file);
}

/** @param {VFile} file */
function findingsOf(file) {
  return file.messages.map(({ line, reason }) => ({ line: line ?? 1, message: reason }));
}

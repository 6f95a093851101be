/** The texts of a source file that people may read: string literals, templates and the words of JSX. */
import ts from "typescript";

/**
 * @param {string} path
 * @param {string} source
 * @returns {{ line: number, text: string }[]} what has two words or more; "…" stands for what a template puts in
 */
export function textsOf(path, source) {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  /** @type {{ line: number, text: string }[]} */
  const texts = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    const text = textOf(node)?.replaceAll(/\s+/g, " ").trim();
    if (text !== undefined && /\p{L}+ \p{L}+/u.test(text)) {
      texts.push({ line: file.getLineAndCharacterOfPosition(node.getStart()).line + 1, text });
    }
    // The expressions in a template may contain texts too.
    ts.forEachChild(node, visit);
  };
  visit(file);
  return texts;
}

/** @param {ts.Node} node */
function textOf(node) {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isJsxText(node))
    return node.text;
  if (ts.isTemplateExpression(node))
    return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join("");
  return undefined;
}

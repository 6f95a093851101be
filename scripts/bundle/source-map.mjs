/** Source maps of what is published: a file beside each script, with the sources in it. */
import { encodedMap, FlattenMap } from "@jridgewell/trace-mapping";

/**
 * @typedef {object} SourceMap version 3
 * @property {3} version
 * @property {readonly string[]} names
 * @property {readonly (string | null)[]} sources
 * @property {readonly (string | null)[]} [sourcesContent]
 * @property {string} mappings
 */
/** @typedef {{ code: string, map: SourceMap }} MappedText */

/** @type {SourceMap} */
export const emptyMap = { version: 3, names: [], sources: [], mappings: "" };

/**
 * One text after the other; what has no map is the build's own.
 * @param {readonly (string | MappedText)[]} texts
 * @returns {MappedText}
 */
export function joinTexts(texts) {
  let code = "";
  const sections = [];
  for (const text of texts) {
    if (typeof text === "string") {
      code += text;
      continue;
    }
    const lines = code.split("\n");
    const offset = { line: lines.length - 1, column: lines.at(-1)?.length ?? 0 };
    sections.push({ offset, map: /** @type {never} */ (text.map) });
    code += text.code;
  }
  return {
    code,
    map: encodedMap(new FlattenMap({ version: 3, sections })),
  };
}

/**
 * Names the sources by their path in this repository. They are no addresses: nothing looks for them beside the script.
 * @template {SourceMap} Map
 * @param {Map} map as the bundler makes it, relative to a folder in the root
 * @returns {Map}
 */
export function nameSources(map) {
  const sources = map.sources.map((path) =>
    path === null ? null : `swarmlane:///${path.replace(/^(\.\.\/)+/, "")}`,
  );
  return { ...map, sources };
}

/**
 * @param {string} path of the script
 * @param {MappedText} text
 * @returns {Map<string, string>} the script, and its map if it has sources
 */
export function filesOf(path, { code, map }) {
  if (map.sources.length === 0) return new Map([[path, code]]);
  const { names, sources, sourcesContent, mappings } = map;
  const file = path.split("/").at(-1) ?? "";
  return new Map([
    [path, `${code.trimEnd()}\n//# sourceMappingURL=${file}.map\n`],
    [`${path}.map`, JSON.stringify({ version: 3, file, names, sources, sourcesContent, mappings })],
  ]);
}

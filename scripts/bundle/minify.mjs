/** The second pass of minification: Terser after Oxc saves 2 % of what is left after gzip, and neither alone does. */
import { minify } from "terser";

/**
 * @param {import("./source-map.mjs").MappedText} text already minified by Vite
 * @param {number} ecma the year up to which syntax may be used
 * @returns {Promise<import("./source-map.mjs").MappedText>}
 */
export async function minifyAgain({ code, map }, ecma) {
  const result = await minify(code, {
    ecma: /** @type {import("terser").ECMA} */ (ecma),
    sourceMap: { content: /** @type {never} */ (map), asObject: true, includeSources: true },
    format: { ascii_only: true },
    compress: {
      passes: 3,
      // simple-peer's log, which is silent (packages/peers/src/stand-ins/debug.ts): 0.4 kB of texts that are never shown.
      pure_funcs: ["this._debug"],
    },
  });
  return { code: result.code ?? "", map: /** @type {never} */ (result.map) };
}

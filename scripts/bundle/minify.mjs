/** The second pass of minification: Terser after Oxc saves 2 % of what is left after gzip, and neither alone does. */
import { minify } from "terser";

/**
 * @param {string} code already minified by Vite
 * @param {number} ecma the year up to which syntax may be used
 * @returns {Promise<string>}
 */
export async function minifyAgain(code, ecma) {
  const result = await minify(code, {
    ecma: /** @type {import("terser").ECMA} */ (ecma),
    // One letter beyond Latin-1 makes the whole script take two bytes a letter, and its way into a Blob twice as long.
    format: { ascii_only: true },
    compress: {
      passes: 3,
      // simple-peer's log, which is silent (packages/peers/src/stand-ins/debug.ts): 0.4 kB of texts for nobody.
      pure_funcs: ["this._debug"],
    },
  });
  return result.code ?? "";
}

/** The declarations of everything that the public entry exports, in one file without imports. */
import { join } from "node:path";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";
import { root } from "../lib/root.mjs";

/**
 * @param {string} entry path from the root
 * @returns {Promise<string>}
 */
export async function bundleTypes(entry) {
  const bundle = await rollup({
    input: join(root, entry),
    plugins: [
      dts({
        tsconfig: join(root, "packages/loader/tsconfig.json"),
        includeExternal: ["@swarmlane/contract", "@swarmlane/peers", "@swarmlane/storage"],
        compilerOptions: { stripInternal: true, noEmit: false },
      }),
    ],
    onwarn: (warning) => {
      throw new Error(`types: ${warning.message}`);
    },
  });
  const { output } = await bundle.generate({ format: "es" });
  await bundle.close();
  const { code } = output[0];
  const leak = /from ['"][^'"]+['"]/.exec(code);
  if (leak !== null) throw new Error(`types: ${leak[0]} is left in the declarations`);
  return code;
}

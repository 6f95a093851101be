/** The declarations of everything that the public entry exports, in one file without imports. */
import { join } from "node:path";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";
import { root } from "../lib/root.mjs";

/** Workspace packages: what a public entry takes from them goes into its declarations. */
const ours = ["contract", "peers", "storage", "manifest", "player", "inspection"].map(
  (name) => `@swarmlane/${name}`,
);

/**
 * @param {string} entry path from the root
 * @param {readonly string[]} [external] packages that the declarations may import from
 * @returns {Promise<string>}
 */
export async function bundleTypes(entry, external = []) {
  const folder = entry.split("/src/")[0] ?? "";
  const bundle = await rollup({
    input: join(root, entry),
    external: [...external],
    plugins: [
      dts({
        tsconfig: join(root, folder, "tsconfig.json"),
        includeExternal: ours,
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
  const leaks = [...code.matchAll(/from ['"]([^'"]+)['"]/g)].map(([, name]) => name ?? "");
  const leak = leaks.find((name) => !external.includes(name));
  if (leak !== undefined)
    throw new Error(`types: an import from ${leak} is left in the declarations`);
  return code;
}

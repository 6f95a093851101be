/** Makes a classic script out of a TypeScript module, for pages that load no modules. Node. */
import { build } from "vite";

/** What `build` returns when it neither watches nor writes; Rolldown's own type is not a dependency of ours. */
interface BuildOutput {
  readonly output: readonly { readonly type: string; readonly code?: string }[];
}

/** The module's exports become the global `name`. Imports are bundled in. */
export async function bundlePageScript(entry: string, name: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: "silent",
    build: {
      write: false,
      minify: false,
      target: "es2022",
      lib: { entry, name, formats: ["iife"] },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]) as readonly BuildOutput[];
  const code = outputs[0]?.output[0]?.code;
  if (code === undefined) throw new Error(`nothing was built from ${entry}`);
  return code;
}

import { join } from "node:path";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import { rollup } from "rollup";

const bundle = await rollup({
  input: join(import.meta.dirname, "../shared/main.js"),
  plugins: [nodeResolve({ browser: true })],
  onwarn: ({ message }) => console.error(message),
});
await bundle.write({ dir: join(import.meta.dirname, "dist"), format: "es" });

/** The declarations of everything that a public entry exports, in one file without imports of ours. */
import { join } from "node:path";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";
import ts from "typescript";
import { root } from "../lib/root.mjs";
import { adapters } from "./adapters.mjs";

/** One program for all: to check the types takes far longer than to put declarations together. */
const entries = [
  "packages/loader/src/index.ts",
  "packages/loader/src/storage/index.ts",
  ...adapters.map(({ name }) => `packages/${name}/src/index.ts`),
  "apps/inspector/src/panel.ts",
];
/** Declared globally, and never imported. */
const ambient = ["packages/loader/src/events-module.d.ts"];
/** The compiler declares nothing for a package that it knows from node_modules alone. */
const ours = ["contract", "peers", "storage", "manifest", "player", "inspection"].map(
  (name) => `packages/${name}/src/index.ts`,
);

/** @type {ts.CompilerOptions} */
const compilerOptions = {
  ...readCompilerOptions(),
  ...{ noEmit: false, declaration: true, emitDeclarationOnly: true, stripInternal: true },
};

/** @type {ts.Program | undefined} */
let program;

/**
 * @param {string} entry path from the root; one of `entries`
 * @param {readonly string[]} [external] packages that the declarations may import from
 * @returns {Promise<string>}
 */
export async function bundleTypes(entry, external = []) {
  const bundle = await rollup({
    input: declarationOf(join(root, entry)),
    external: [...external],
    plugins: [declarations(), dts()],
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

/**
 * What the compiler would write beside each source.
 * @returns {import("rollup").Plugin}
 */
function declarations() {
  return {
    name: "swarmlane:declarations",
    resolveId(source, importer) {
      if (importer === undefined) return source;
      const from = sourceOf(importer);
      const { resolvedModule } = ts.resolveModuleName(source, from, compilerOptions, ts.sys);
      const path = resolvedModule?.resolvedFileName;
      return path === undefined || isOfOthers(path) ? null : declarationOf(path);
    },
    load(id) {
      program ??= ts.createProgram({
        rootNames: [...ours, ...entries, ...ambient].map((path) => join(root, path)),
        options: compilerOptions,
      });
      const source = program.getSourceFile(sourceOf(id));
      if (source === undefined) throw new Error(`types: ${id} is in no program`);
      let text = "";
      const { diagnostics } = program.emit(source, (_path, code) => (text = code), undefined, true);
      const [problem] = diagnostics;
      if (problem !== undefined)
        throw new Error(`types: ${ts.flattenDiagnosticMessageText(problem.messageText, "\n")}`);
      return text;
    },
  };
}

/** @param {string} path of a source */
function declarationOf(path) {
  return path.replace(/(\.d)?\.ts$/, ".d.ts");
}

/** @param {string} id of a declaration */
function sourceOf(id) {
  return id.replace(/\.d\.ts$/, ".ts");
}

/** @param {string} path */
function isOfOthers(path) {
  return path.includes("/node_modules/");
}

/** @returns {ts.CompilerOptions} */
function readCompilerOptions() {
  const path = join(root, "tsconfig.json");
  const parsed = ts.getParsedCommandLineOfConfigFile(path, undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic({ messageText }) {
      throw new Error(`types: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`);
    },
  });
  if (parsed === undefined) throw new Error(`types: ${path} cannot be read`);
  return parsed.options;
}

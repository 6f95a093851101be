/** The API reference: one page for each entry of a published package, made by TypeDoc from the sources. */
import { join } from "node:path";
import { Application, ReflectionKind } from "typedoc";
import { root } from "../../../scripts/lib/root.mjs";

/** In the order in which they are listed: what is exported again further down is described once. */
const entries = new Map([
  ["packages/loader/src/index.ts", "swarmlane"],
  ["packages/loader/src/storage/index.ts", "swarmlane/storage"],
  ["packages/hlsjs/src/index.ts", "@swarmlane/hlsjs"],
  ["packages/shaka/src/index.ts", "@swarmlane/shaka"],
  ["packages/dashjs/src/index.ts", "@swarmlane/dashjs"],
  ["packages/videojs/src/index.ts", "@swarmlane/videojs"],
  ["apps/inspector/src/panel.ts", "@swarmlane/inspector"],
]);

/** @param {string} folder is emptied */
export async function writeApiPages(folder) {
  /** @type {import("typedoc").TypeDocOptions & Record<string, unknown>} */
  const options = {
    entryPoints: [...entries.keys()].map((path) => join(root, path)),
    plugin: ["typedoc-plugin-markdown"],
    out: folder,
    tsconfig: join(root, "apps/docs/api.tsconfig.json"),
    // `npm run typecheck` does that.
    skipErrorChecking: true,
    sortEntryPoints: false,
    logLevel: "Warn",
    name: "API",
    readme: "none",
    disableSources: true,
    excludeExternals: true,
    excludePrivate: true,
    githubPages: false,
    // Options for the Markdown plugin:
    router: "module",
    entryFileName: "README.md",
    hideBreadcrumbs: true,
    hidePageHeader: true,
    hideGroupHeadings: false,
    parametersFormat: "table",
    interfacePropertiesFormat: "table",
    typeDeclarationFormat: "table",
    useCodeBlocks: true,
  };
  const app = await Application.bootstrapWithPlugins(options);
  const project = await app.convert();
  if (project === undefined) throw new Error("TypeDoc could not read the sources of the packages.");
  const names = new Map([...entries].map(([path, name]) => [moduleName(path), name]));
  for (const module of project.getChildrenByKind(ReflectionKind.Module)) {
    module.name = names.get(module.name) ?? module.name;
  }
  await app.generateOutputs(project);
  if (app.logger.hasErrors()) throw new Error("TypeDoc could not write the pages.");
}

/** @param {string} path of an entry @returns what TypeDoc calls it */
const moduleName = (path) => path.replace(/(\/index)?\.ts$/, "");

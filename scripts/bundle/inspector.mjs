/** What `@swarmlane/inspector` publishes beside its relay: the page, the panel as a script and as a module, its types. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildInspector } from "../lib/inspector-page.mjs";
import { root } from "../lib/root.mjs";
import { licencesOf } from "./licences.mjs";
import { bundleTypes } from "./types.mjs";

const folder = "apps/inspector";

/** Writes `apps/inspector/dist`. */
export async function buildInspectorPackage() {
  const dist = join(root, folder, "dist");
  const types = await bundleTypes(`${folder}/src/panel.ts`);
  /** @type {Set<string>} */
  const moduleIds = new Set();
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  await buildInspector({
    ...{ page: join(dist, "page"), panel: dist, module: "index.mjs", sourcemap: true },
    onModule: (id) => void moduleIds.add(id),
  });
  writeFileSync(join(dist, "index.d.ts"), types);
  writeFileSync(join(dist, "THIRD-PARTY-LICENSES.txt"), licencesOf(moduleIds));
  // A page that is rendered on a server imports it there, too.
  /** @type {unknown} */
  const module = await import(pathToFileURL(join(dist, "index.mjs")).href);
  const names = Object.keys(/** @type {object} */ (module)).join();
  if (names !== "dockInspector") throw new Error(`${folder} exports ${names}`);
}

/**
 * `npm run docs`: writes the API pages, builds the site into apps/docs/dist, and checks it. A dead link fails it.
 * `npm run docs -- --preview` serves what was built on loopback afterwards.
 */
import { join } from "node:path";
import { build, serve } from "vitepress";
import { root } from "../../scripts/lib/root.mjs";
import { writeApiPages } from "./src/api.mjs";
import { findFaults, readSite } from "./src/built-site.mjs";
import { findDiagramFaults } from "./src/diagrams.mjs";

const site = join(root, "apps/docs");
await writeApiPages(join(root, "docs/build/api"));
await build(site);
const pages = readSite(join(site, "dist"));
const faults = [...findFaults(pages, process.env["DOCS_BASE"] ?? "/"), ...findDiagramFaults(pages)];
for (const fault of faults) console.error(fault);
console.log(`${pages.size} files in apps/docs/dist, ${faults.length} faults`);
if (faults.length > 0) process.exitCode = 1;
else if (process.argv.includes("--preview")) await serve({ root: site, port: 8090 });

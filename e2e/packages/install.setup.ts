/**
 * Packs what is published and installs the tarballs into a folder outside of the workspace, once for all tests of the
 * packages. Node. `npm run build` has to have run. `SWARMLANE_SITE=<folder>` keeps the folder, and the next run is quicker.
 */
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { publishedPackages } from "../../scripts/lib/published.mjs";
import { runIn } from "./run-in.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the consumers are, with the packages in `node_modules`. */
    site: string;
  }
}

const root = fileURLToPath(new URL("../../", import.meta.url));

export default async function setup(project: TestProject): Promise<() => void> {
  const kept = process.env["SWARMLANE_SITE"];
  const site = kept ?? mkdtempSync(join(tmpdir(), "swarmlane-packages-"));
  project.provide("site", site);
  cpSync(join(root, "e2e/packages/site"), site, { recursive: true });
  await install(site);
  return () => {
    if (kept === undefined) rmSync(site, { recursive: true, force: true });
  };
}

async function install(site: string): Promise<void> {
  const folders = publishedPackages().map(({ folder }) => `./${folder}`);
  await runIn(root, "npm", ["pack", "--ignore-scripts", "--pack-destination", site, ...folders]);
  const tarballs = readdirSync(site).filter((name) => name.endsWith(".tgz"));
  // A tarball that was installed before is not looked into again.
  const installed = ["swarmlane", "@swarmlane", ".package-lock.json"];
  for (const name of installed)
    rmSync(join(site, "node_modules", name), { recursive: true, force: true });
  const quick = [
    "--prefer-offline",
    "--no-audit",
    "--no-fund",
    "--no-package-lock",
    "--ignore-scripts",
  ];
  await runIn(site, "npm", ["install", ...quick, ...tarballs.map((name) => `./${name}`)]);
}

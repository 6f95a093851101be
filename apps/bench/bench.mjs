/**
 * `npm run bench`: installs and builds what is older than its sources, then runs the benchmark (src/main.ts).
 * All processes that it started end with it.
 */
import { endWithNpm } from "../../scripts/lib/end-with-npm.mjs";
import { installPackages, requireNode } from "../../scripts/lib/install.mjs";
import { isBuilt } from "../../scripts/lib/is-built.mjs";
import { run } from "../../scripts/lib/run.mjs";

requireNode();
endWithNpm();
if (!process.argv.includes("--as-is")) {
  if (!(await installPackages())) process.exit(1);
  if (!isBuilt("packages") && (await run("npm", ["run", "--silent", "build"])) !== 0)
    process.exit(1);
}
// From here on (until then `run` ends what it runs): browsers, servers and files end with this process. Playwright's own
// handlers would close the browsers, and the next workload would open others.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(130));
// These modules import npm packages, which may have been installed just now.
const { loadTypeScript } = await import("../../scripts/lib/load-typescript.mjs");
/** @type {typeof import("./src/main.ts")} */
const { main } = await loadTypeScript("apps/bench/src/main.ts");
process.exit(await main(process.argv.slice(2)));

/** `npm run simulate`: installs what the lock file names, then runs the simulator (src/main.ts). */
import { endWithNpm } from "../../scripts/lib/end-with-npm.mjs";
import { installPackages, requireNode } from "../../scripts/lib/install.mjs";

requireNode();
endWithNpm();
if (!(await installPackages())) process.exit(1);
// These import npm packages, which may not have been installed until now.
const { bundleTypeScript } = await import("../../scripts/lib/bundle-typescript.mjs");
/** @type {typeof import("./src/main.ts")} */
const { main } = await bundleTypeScript("packages/simulator/src/main.ts");
process.exit(await main(process.argv.slice(2)));

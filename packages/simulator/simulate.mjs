/** `npm run simulate`: runs the simulator (src/main.ts). */
import { requireNode } from "../../scripts/lib/install.mjs";
import { loadTypeScript } from "../../scripts/lib/load-typescript.mjs";

requireNode();
/** @type {typeof import("./src/main.ts")} */
const { main } = await loadTypeScript("packages/simulator/src/main.ts");
process.exit(await main(process.argv.slice(2)));

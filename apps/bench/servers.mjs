/** The process of the loopback servers: it shares neither a thread nor a heap with the measuring process. Started by src/stage/servers.ts. */
import { loadTypeScript } from "../../scripts/lib/load-typescript.mjs";

/** @type {typeof import("./src/stage/serve.ts")} */
const { serve } = await loadTypeScript("apps/bench/src/stage/serve.ts");
await serve();

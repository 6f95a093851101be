/**
 * `npm run inspect`: the relay of `npx @swarmlane/inspector` from this repository. It serves the inspector's page as well
 * once `npm run build` has made it. Ends with the command that started it.
 */
import { runRelay } from "../apps/inspector/relay/run-relay.mjs";
import { endWithNpm } from "./lib/end-with-npm.mjs";

endWithNpm();
await runRelay("npm run inspect --");

/** Under a policy without `blob:`, the site serves the files of the package itself. */
import * as core from "swarmlane";
import * as storage from "swarmlane/storage";
import { loadSegment } from "../shared/load-segment.js";

const files = "/node_modules/swarmlane/dist";
void loadSegment(core, storage, {
  workerUrl: `${files}/worker.js`,
  storeUrl: `${files}/indexeddb-store.js`,
  feedUrl: `${files}/inspector-feed.js`,
});

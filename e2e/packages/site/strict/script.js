/** Beside the global script lie the parts of the worker; the worker itself is a file of the site. */
import { loadSegment } from "../shared/load-segment.js";

void loadSegment(window.p2pml.core, window.p2pml.storage, {
  workerUrl: "/node_modules/swarmlane/dist/worker.js",
});

/** The same with copies of the files that Vite makes beside its bundle. */
import * as core from "swarmlane";
import * as storage from "swarmlane/storage";
import storeUrl from "swarmlane/indexeddb-store.js?url";
import feedUrl from "swarmlane/inspector-feed.js?url";
import workerUrl from "swarmlane/worker.js?url";
import { loadSegment } from "../shared/load-segment.js";

void loadSegment(core, storage, { workerUrl, storeUrl, feedUrl });

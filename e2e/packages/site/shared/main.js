/** The entry for bundlers: static imports by the packages' names. */
import * as core from "swarmlane";
import * as storage from "swarmlane/storage";
import { loadSegment } from "./load-segment.js";

void loadSegment(core, storage);

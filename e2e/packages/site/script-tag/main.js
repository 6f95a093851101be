/** The global script's names. */
import { loadSegment } from "../shared/load-segment.js";

void loadSegment(window.p2pml.core, window.p2pml.storage);

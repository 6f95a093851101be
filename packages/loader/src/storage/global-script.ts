/** The second global script, for pages without modules: `p2pml.storage`. Page. */
import * as storage from "./index.ts";

const page = globalThis as { p2pml?: { storage?: unknown } };
page.p2pml ??= {};
page.p2pml.storage = storage;

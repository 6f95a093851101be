/**
 * The global script, with the globals that pages for 0.6.2 expect. Page.
 * The engines of 0.6.2 are Browserify bundles that call a global `require`, or webpack bundles that read `p2pml._shared`.
 */
import EventEmitter from "events";
import { createDebug } from "./create-debug.ts";
import { createGlobalRequire, type RequireFunction } from "./global-require.ts";
import { Events, HybridLoader, indexedDBStorage, Segment, version } from "./index.ts";

interface PageGlobals {
  p2pml?: { core?: unknown; _shared?: unknown };
  require?: RequireFunction;
}

const page = globalThis as PageGlobals;
const core = { HybridLoader, Events, Segment, indexedDBStorage, version };

page.p2pml ??= {};
page.p2pml.core = core;
page.p2pml._shared = { debug: createDebug, events: EventEmitter };
page.require = createGlobalRequire(page.require, {
  "p2p-media-loader-core": core,
  debug: createDebug,
  events: EventEmitter,
});

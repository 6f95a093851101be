/** The real page. Importing this module does not access browser globals (SSR). */
import { createPeerHub, generatePeerId } from "@swarmlane/peers";
import { createDebug, readDebugSetting } from "./create-debug.ts";
import { embeddedHost } from "./embedded-host.ts";
import { createHostPlaces } from "./host/host-place.ts";
import type { LoaderEnvironment } from "./loader-environment.ts";
import { watchPageLifecycle } from "./page-lifecycle.ts";
import { askToPersist } from "./storage/ask-to-persist.ts";

export const browserEnvironment: LoaderEnvironment = {
  clock: {
    now: () => performance.now(),
    setTimeout: (callback, ms) => setTimeout(callback, ms),
    clearTimeout: (id) => clearTimeout(id as number),
  },
  places: (settings) => createHostPlaces(embeddedHost, settings),
  findPart: embeddedHost.findPart,
  openHub: createPeerHub,
  generatePeerId: () => generatePeerId(),
  watchLifecycle: watchPageLifecycle,
  askToPersist: () => void askToPersist(),
  baseUrl: () => (typeof document === "undefined" ? "" : document.baseURI),
  debugSetting: readDebugSetting,
  log: createDebug,
};

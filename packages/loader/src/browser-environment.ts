/** The page as it is. Reading this module touches no browser global (SSR). */
import { createPeerHub, generatePeerId } from "@swarmlane/peers";
import { createLogs, readDebugSetting } from "./debug-log.ts";
import { embeddedHost } from "./embedded-host.ts";
import { createHostPlaces } from "./host/host-place.ts";
import type { LoaderEnvironment } from "./loader-environment.ts";
import { watchPageLifecycle } from "./page-lifecycle.ts";

export const browserEnvironment: LoaderEnvironment = {
  clock: {
    now: () => performance.now(),
    setTimeout: (callback, ms) => setTimeout(callback, ms),
    clearTimeout: (id) => clearTimeout(id as number),
  },
  places: (settings) => createHostPlaces(embeddedHost, settings),
  openHub: createPeerHub,
  generatePeerId: () => generatePeerId(),
  watchLifecycle: watchPageLifecycle,
  baseUrl: () => (typeof document === "undefined" ? "" : document.baseURI),
  debugSetting: readDebugSetting,
  log: createLogs(),
};

/** What needs Node: loopback servers, committed streams, browsers. */
export * from "./browser/devtools.ts";
export * from "./browser/find-browser.ts";
export * from "./browser/launch.ts";
export * from "./browser/page-script.ts";
export * from "./browser/target.ts";
export * from "./browser/undriven-page.ts";
export * from "./evil/attack/attack-scene.ts";
export * from "./evil/evil-peer-script.ts";
export * from "./channel/media-peer-oracle.ts";
export * from "./origin/live-window.ts";
export * from "./link/slow-link.ts";
export * from "./origin/origin.ts";
export * from "./origin/request-log.ts";
export * from "./origin/streams.ts";
export * from "./tracker/evil-scripts.ts";
export * from "./tracker/evil-tracker.ts";
export * from "./tracker/tracker.ts";

/** What `servers.setup.ts` provides to browser tests: `inject("originUrl")`, `inject("trackerUrl")`. Browser-safe. */
import type { ProvidedContext } from "vitest";

export type TestServers = Pick<
  ProvidedContext,
  "originUrl" | "originCrossUrl" | "trackerUrl" | "evilTrackerUrl"
>;

declare module "vitest" {
  interface ProvidedContext {
    /** The testkit's origin, without a slash at the end; see origin.ts for its routes and faults. */
    originUrl: string;
    /** The same content under another origin. */
    originCrossUrl: string;
    /** A real WebTorrent tracker. */
    trackerUrl: string;
    /** Scripted bad trackers: add `/<script>`, see evil-scripts.ts. */
    evilTrackerUrl: string;
  }
}

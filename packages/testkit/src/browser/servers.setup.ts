/** Vitest global setup of the browser project: loopback servers for the pages. Node. Ends what it started. */
import type { TestProject } from "vitest/node";
import { startOrigin } from "../origin/origin.ts";
import { streamsFolder } from "../origin/streams.ts";
import { startEvilTracker } from "../tracker/evil-tracker.ts";
import { startTracker } from "../tracker/tracker.ts";
import type {} from "./provided-context.ts";

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [origin, tracker, evilTracker] = await Promise.all([
    startOrigin({ mounts: { "/streams": streamsFolder } }),
    startTracker(),
    startEvilTracker(),
  ]);
  project.provide("originUrl", origin.url);
  project.provide("originCrossUrl", origin.crossUrl);
  project.provide("trackerUrl", tracker.url);
  project.provide("evilTrackerUrl", evilTracker.url);
  return async () => {
    await Promise.all([origin.close(), tracker.close(), evilTracker.close()]);
  };
}

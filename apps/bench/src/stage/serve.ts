/** Origin and tracker of the benchmark, in a process of their own (servers.mjs). Ends with its parent. Node. */
import { startOrigin, startTracker } from "@swarmlane/testkit/node";
import type { ServerUrls, ServerOptions } from "./servers.ts";

/** ms. A seeder that did not get a slot should get another chance during the measurement. */
const attackInterval = 15_000;

export async function serve(): Promise<void> {
  const { mounts } = JSON.parse(process.argv[2] ?? "{}") as ServerOptions;
  process.once("disconnect", () => process.exit());
  const origin = await startOrigin({ mounts });
  const tracker = await startTracker();
  const honest = await startTracker({ interval: attackInterval });
  const attackers = await startTracker({ interval: attackInterval });
  const urls: ServerUrls = {
    origin: origin.url,
    crossOrigin: origin.crossUrl,
    tracker: tracker.url,
    attackTrackers: { honest: honest.url, attackers: attackers.url },
  };
  process.send?.(urls);
}

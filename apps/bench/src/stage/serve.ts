/** Origin and tracker of the benchmark, in a process of their own (servers.mjs). Ends when its parent goes. Node. */
import { startOrigin, startTracker } from "@swarmlane/testkit/node";
import type { ServerUrls, ServerOptions } from "./servers.ts";

export async function serve(): Promise<void> {
  const { mounts } = JSON.parse(process.argv[2] ?? "{}") as ServerOptions;
  process.once("disconnect", () => process.exit());
  const origin = await startOrigin({ mounts });
  const tracker = await startTracker();
  const urls: ServerUrls = {
    origin: origin.url,
    crossOrigin: origin.crossUrl,
    tracker: tracker.url,
  };
  process.send?.(urls);
}

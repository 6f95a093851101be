/** What tests do to a page through the Chrome DevTools Protocol. Node; Chromium only. */
import type { CDPSession, Page } from "playwright-core";

export interface NetworkConditions {
  readonly offline?: boolean;
  /** ms added to each round trip. */
  readonly latency?: number;
  /** Bytes per second; absent is unlimited. */
  readonly download?: number;
  readonly upload?: number;
}

/** Shapes HTTP, WebSockets and data channels of the page, until the returned function is called. */
export async function shapeNetwork(
  page: Page,
  conditions: NetworkConditions,
): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", {
    offline: conditions.offline ?? false,
    latency: conditions.latency ?? 0,
    downloadThroughput: conditions.download ?? -1,
    uploadThroughput: conditions.upload ?? -1,
  });
  // the conditions end with the session
  return () => session.detach();
}

export interface PageMeter {
  /** `JSHeapUsedSize` (bytes), `TaskDuration` (s since the meter was made) and the rest of Chromium's metrics. */
  read(): Promise<Record<string, number>>;
}

/**
 * Chromium counts only while a meter exists: create it before the work. `session`: the page's, for this alone, and
 * what ends the meter. `timeDomain`: durations by the clock, or by
 * the processor time of the thread, in which waiting for a core is not.
 */
export async function createPageMeter(
  session: Pick<CDPSession, "send">,
  timeDomain: "timeTicks" | "threadTicks" = "timeTicks",
): Promise<PageMeter> {
  await session.send("Performance.enable", { timeDomain });
  return {
    read: async () => {
      const { metrics } = await session.send("Performance.getMetrics");
      return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
    },
  };
}

/** Collects garbage, so that everything left on the heap is in use. */
export async function collectGarbage(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  try {
    await session.send("HeapProfiler.collectGarbage");
  } finally {
    await session.detach();
  }
}

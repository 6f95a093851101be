/** The caller's functions live on the page: a worker that dies while they are at work is not their affair. */
import { expect } from "vitest";
import type { RigSegment } from "./page/rig.page.ts";
import { expectDelivered, hasLoaded, hasWarned, makeSegments } from "./segments.ts";
import { test } from "./test.ts";

test("a request, a validation and a storage that the dead worker waited for are requested again", async ({
  site,
}) => {
  const page = await site.open();
  const swarm = "callbacks";
  const names = ["fine", "hangs-in-xhr", "hangs-in-validator", "hangs-in-storage"];
  const segments = makeSegments({ origin: site.origin.crossUrl, swarm }, ...names);
  site.origin.faults.set(`/bytes/${swarm}-hangs-in-xhr`, "rate:1000", 1);

  await page.page.evaluate(
    async ([segments, swarm]) => {
      const seen = new Set<string>();
      /** The first time it never comes back. */
      const passTheSecondTime = (segment: RigSegment, place: string) =>
        segment.sequence !== `hangs-in-${place}` || seen.size === seen.add(place).size
          ? Promise.resolve()
          : new Promise<void>(() => undefined);
      const stored = new Map<string, { segment: RigSegment }>();
      window.rig.create("it", {
        useP2P: false,
        simultaneousHttpDownloads: 4,
        requiredSegmentsPriority: 4,
        xhrSetup: (xhr: XMLHttpRequest) => xhr.setRequestHeader("Accept", "*/*"),
        segmentUrlBuilder: ({ url }: RigSegment) => url,
        segmentValidator: (segment: RigSegment) => passTheSecondTime(segment, "validator"),
        segmentsStorage: {
          storeSegment: async (segment: RigSegment) => {
            await passTheSecondTime(segment, "storage");
            stored.set(segment.id, { segment });
          },
          getSegmentsMap: () => Promise.resolve(stored),
          getSegment: (id: string) => Promise.resolve(stored.get(id)?.segment),
          clean: () => Promise.resolve(false),
          destroy: () => Promise.resolve(),
        },
      });
      await window.rig.load("it", segments, swarm);
    },
    [segments, swarm] as const,
  );
  await page.until("it", "one is loaded, three are in flight", (report) => {
    return hasLoaded(1)(report) && report.bytes.http > 150_000;
  });
  await page.call("terminateWorkers");
  await page.until("it", "the loss is noticed", hasWarned("WORKER_LOST"), 10_000);
  const report = await page.until("it", "all are loaded", hasLoaded(4));
  await expectDelivered(report, segments);
  // the storage outlives the worker
  expect(report.warnings.filter((code) => code !== "STORAGE_DEGRADED")).toEqual(["WORKER_LOST"]);
  const cut = site.origin.log.requests.find(({ path }) => path.endsWith("xhr"));
  expect(cut?.aborted).toBe(true);
  await page.call("destroy", "it");
});

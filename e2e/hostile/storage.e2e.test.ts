/** A caller's storage that fails: the segment is delivered, there is one warning, and memory takes over. */
import { describe, expect } from "vitest";
import { expectRightBytes, test } from "./test.ts";

const names = ["a", "b"];
type Method = "storeSegment" | "getSegmentsMap" | "getSegment" | "clean" | "destroy";
type Fault = "throws" | "rejects" | "hangs" | "returns garbage" | "works";

const always = (fault: Fault): Readonly<Record<Method, Fault>> => ({
  storeSegment: fault,
  getSegmentsMap: fault,
  getSegment: fault,
  clean: fault,
  destroy: fault,
});

describe.concurrent("a storage that", () => {
  test.for<readonly [string, Readonly<Record<Method, Fault>>]>([
    ["throws", always("throws")],
    ["rejects", always("rejects")],
    ["hangs", always("hangs")],
    ["returns garbage", always("returns garbage")],
    ["hangs when it stores", { ...always("works"), storeSegment: "hangs" }],
    ["rejects when it is read", { ...always("works"), getSegment: "rejects" }],
    ["returns garbage when it is read", { ...always("works"), getSegment: "returns garbage" }],
    ["hangs when it is cleaned", { ...always("works"), clean: "hangs" }],
  ])("%s costs one warning and no segment", async ([swarm, storage], { play }) => {
    const { report, again, absent } = await play((page) =>
      page.evaluate(
        async ({ swarm, names, storage }) => {
          const { joinEvil, openProbe, poll, segments } = window.stage;
          const held = new Map<string, { segment: { id: string } }>();
          const perform = (fault: string, work: () => unknown): unknown => {
            if (fault === "throws") throw new Error("thrown");
            if (fault === "rejects") return Promise.reject(new Error("rejected"));
            if (fault === "hangs") return new Promise(() => undefined);
            return fault === "works" ? Promise.resolve(work()) : Promise.resolve(7);
          };
          const probe = openProbe({
            limits: { storageTransaction: 2000 },
            segmentsStorage: {
              storeSegment: (segment: { id: string }) =>
                perform(storage.storeSegment, () => void held.set(segment.id, { segment })),
              getSegmentsMap: () => perform(storage.getSegmentsMap, () => held),
              getSegment: (id: string) => perform(storage.getSegment, () => held.get(id)?.segment),
              clean: () => perform(storage.clean, () => false),
              destroy: () => perform(storage.destroy, () => held.clear()),
            },
          });
          const queue = segments(swarm, names);
          const ids = queue.map(({ id }) => id);
          await probe.loader.load(queue, swarm);
          await probe.untilLoaded(ids);
          // a peer's question is answered, whatever the storage says
          const evil = await joinEvil({
            swarm,
            behaviour: {
              onOpen: (session) => session.command({ c: 3, i: ids[0] }),
            },
          });
          await poll(
            () => evil.count(0) + evil.count(1) > 0,
            () => JSON.stringify(probe.report),
          );
          await probe.until("the warning", ({ warnings }) => warnings.length > 0);
          // what is loaded from now on is kept in memory
          const later = segments(swarm, ["later"]);
          await probe.loader.load([...queue, ...later], swarm);
          await probe.untilLoaded(later.map(({ id }) => id));
          const again = await probe.loader.getSegment(`${swarm}+later`);
          await probe.loader.destroy();
          return {
            report: probe.report,
            again: again?.data?.byteLength,
            absent: evil.count(1),
          };
        },
        { swarm, names, storage },
      ),
    );
    await expectRightBytes(report, swarm, [...names, "later"]);
    expect(report.errors).toEqual([]);
    expect(report.warnings.map(({ code }) => code)).toEqual(["STORAGE_DEGRADED"]);
    expect(again).toBe(40_000);
    expect(absent).toBeLessThanOrEqual(1);
  });
});

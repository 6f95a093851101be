import { expect, test } from "vitest";
import type { LoadedSegment } from "@swarmlane/contract";
import { fakeBody, fakeSegment, segmentStoreSuite } from "@swarmlane/testkit";
import { createPageStore, type StoragePage } from "./page-store.adapter.ts";

/** A page whose storage is a Map, as far as the store can tell through the lane: values are cloned. */
function createPage(changes: Partial<StoragePage> = {}): StoragePage {
  const held = new Map<string, LoadedSegment>();
  const key = (id: string, master: string): string => JSON.stringify([master, id]);
  return {
    storeSegment: async (segment) => {
      const { id, masterSwarmId } = segment.info;
      held.set(key(id, masterSwarmId), structuredClone(segment, { transfer: [segment.data] }));
      return Promise.resolve();
    },
    listSegments: (master) =>
      Promise.resolve(
        [...held.values()].map(({ info }) => info).filter((i) => i.masterSwarmId === master),
      ),
    readSegment: (id, master) => Promise.resolve(structuredClone(held.get(key(id, master)))),
    cleanSegments: () => Promise.resolve([]),
    destroyStorage: () => {
      held.clear();
      return Promise.resolve();
    },
    ...changes,
  };
}

const segment: LoadedSegment = {
  info: fakeSegment(1),
  data: fakeBody(1).buffer,
  requestUrl: undefined,
  responseUrl: undefined,
  downloadBandwidth: 1,
};
const { id, masterSwarmId } = segment.info;
const degraded = expect.objectContaining({ code: "STORAGE_DEGRADED" }) as Error;

segmentStoreSuite("the page's storage", () => createPageStore(createPage()));

test.each<[string, unknown]>([
  ["a number", 7],
  ["no info", { data: fakeBody(1).buffer }],
  ["no data", { ...segment, data: undefined }],
  ["a view in place of a buffer", { ...segment, data: fakeBody(1) }],
  ["no bytes", { ...segment, data: new ArrayBuffer(0) }],
  ["another segment", { ...segment, info: fakeSegment(2) }],
  ["a sequence that is a number", { ...segment, info: { ...segment.info, sequence: 1 } }],
  ["a range that is an object", { ...segment, info: { ...segment.info, range: {} } }],
])("a read that gives %s is refused", async (_what, found) => {
  const readSegment = (): Promise<LoadedSegment> => Promise.resolve(found as LoadedSegment);
  const store = createPageStore(createPage({ readSegment }));
  await expect(store.read(id, masterSwarmId, "player")).rejects.toEqual(degraded);
});

test.each<[string, unknown]>([
  ["nothing", undefined],
  ["an object", {}],
  ["a list with a hole", [segment.info, undefined]],
  ["a list of payloads", [segment]],
])("a list that is %s is refused", async (_what, listed) => {
  const listSegments = (): Promise<[]> => Promise.resolve(listed as []);
  const store = createPageStore(createPage({ listSegments }));
  await expect(store.list(masterSwarmId)).rejects.toEqual(degraded);
});

test("what it lacks it reads as null or undefined", async () => {
  const readSegment = (): Promise<undefined> => Promise.resolve(null as unknown as undefined);
  const store = createPageStore(createPage({ readSegment }));
  expect(await store.read(id, masterSwarmId, "player")).toBeUndefined();
});

test("a rejection has a name", async () => {
  const storeSegment = (): Promise<void> => Promise.reject(new Error("disk full"));
  const store = createPageStore(createPage({ storeSegment }));
  await expect(store.store(segment)).rejects.toMatchObject({
    code: "STORAGE_DEGRADED",
    message: "Error: disk full",
  });
});

test.each<[string, unknown, unknown]>([
  ["ids", ["a", "b"], ["a", "b"]],
  ["no ids", [], []],
  ["that it does not know", "unknown", "unknown"],
  ["nothing", undefined, "unknown"],
  ["what a 0.6 storage says", true, "unknown"],
  ["what a 0.6 storage says when it dropped nothing", false, "unknown"],
  ["something that is no id among ids", ["a", 7], "unknown"],
])("a clean that returns %s", async (_what, said, passedOn) => {
  const cleanSegments = (): Promise<"unknown"> => Promise.resolve(said as "unknown");
  const store = createPageStore(createPage({ cleanSegments }));
  expect(await store.clean(masterSwarmId, () => false)).toEqual(passedOn);
});

import type { LoadedSegment, PageApi, SegmentStore } from "@swarmlane/contract";
import { segmentStoreSuite } from "@swarmlane/testkit";
import { startScene } from "../host-scene.fake.ts";

/** A caller's storage at the other end of a lane: what crosses it is cloned or moved, as between threads. */
function createPageApi(): Partial<PageApi> {
  const held = new Map<string, LoadedSegment>();
  const key = (id: string, master: string): string => JSON.stringify([master, id]);
  return {
    storeSegment: (segment) => {
      held.set(key(segment.info.id, segment.info.masterSwarmId), segment);
      return Promise.resolve();
    },
    listSegments: (master) => {
      const infos = [...held.values()].map(({ info }) => info);
      return Promise.resolve(infos.filter(({ masterSwarmId }) => masterSwarmId === master));
    },
    readSegment: (id, master) => Promise.resolve(held.get(key(id, master))),
    cleanSegments: () => Promise.resolve([]),
    destroyStorage: () => {
      held.clear();
      return Promise.resolve();
    },
  };
}

segmentStoreSuite("a custom storage over the lane", async (): Promise<SegmentStore> => {
  const callbacks = { validate: false, buildUrl: false, xhr: false, storage: true };
  const { ports } = await startScene({ callbacks }, createPageApi());
  if (ports.store === undefined) throw new Error("no store");
  return ports.store;
});

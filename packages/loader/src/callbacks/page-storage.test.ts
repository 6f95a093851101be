/** A caller's own storage, written as the documentation of 0.6.2 says, passes the same suite as our storages. */
import type { SegmentStore } from "@swarmlane/contract";
import { segmentStoreSuite } from "@swarmlane/testkit";
import type { SegmentFields } from "../segments/segment.ts";
import type { SegmentsStorage } from "../settings/settings.ts";
import { createPageStorage } from "./page-storage.ts";

/** Keeps the newest so many of each master swarm. */
function createCustomStorage(most: number): SegmentsStorage {
  const swarms = new Map<string, Map<string, { segment: SegmentFields }>>();
  const swarmOf = (masterSwarmId: string) => {
    const swarm = swarms.get(masterSwarmId) ?? new Map<string, { segment: SegmentFields }>();
    swarms.set(masterSwarmId, swarm);
    return swarm;
  };
  return {
    storeSegment: (segment) => {
      const swarm = swarmOf(segment.masterSwarmId);
      swarm.delete(segment.id);
      swarm.set(segment.id, { segment });
      return Promise.resolve();
    },
    getSegmentsMap: (masterSwarmId) => Promise.resolve(swarmOf(masterSwarmId)),
    getSegment: (id, masterSwarmId) => Promise.resolve(swarmOf(masterSwarmId).get(id)?.segment),
    clean: (masterSwarmId, isLocked = () => false) => {
      const swarm = swarmOf(masterSwarmId);
      const before = swarm.size;
      for (const id of [...swarm.keys()]) {
        if (swarm.size > most && !isLocked(id)) swarm.delete(id);
      }
      return Promise.resolve(swarm.size < before);
    },
    destroy: () => {
      swarms.clear();
      return Promise.resolve();
    },
  };
}

function createStore(most: number): SegmentStore {
  const custom = createCustomStorage(most);
  let lock = (_id: string): boolean => false;
  const page = createPageStorage(custom, (id) => lock(id));
  return {
    store: (segment) => page.store(segment),
    list: (masterSwarmId) => page.list(masterSwarmId),
    read: (id, masterSwarmId) => page.read(id, masterSwarmId),
    clean: (masterSwarmId, isLocked) => {
      lock = isLocked;
      return page.clean(masterSwarmId);
    },
    destroy: () => custom.destroy(),
  };
}

segmentStoreSuite(
  "a caller's own storage",
  () => createStore(30),
  () => createStore(3),
);

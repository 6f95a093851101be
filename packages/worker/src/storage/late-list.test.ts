/** After a reload the database may be slow to list what it holds; what it holds is announced all the same. */
import { describe, expect, test } from "vitest";
import {
  defaultEngineSettings,
  defaultLimits,
  type ConnectionId,
  type PeerId,
  type SegmentInfo,
} from "@swarmlane/contract";
import { createEngine } from "@swarmlane/engine";
import type { IdbStoreModule } from "@swarmlane/storage";
import {
  createChannelPair,
  createFakePorts,
  createSimulatedClock,
  fakeSegment,
} from "@swarmlane/testkit";
import { createPlatform } from "../platform.ts";
import { createFakeDisk, loaded, swarm } from "./layered-store.fake.ts";
import { createPersistentStorage } from "./persistent-storage.ts";

const clock = createSimulatedClock();
const settings = { ...defaultEngineSettings, httpDownloadProbability: 0 };
const ids = { seeder: "aa".repeat(20) as PeerId, taker: "bb".repeat(20) as PeerId };

const far = (id: string): SegmentInfo => fakeSegment(1, { id, masterSwarmId: swarm, priority: 9 });

/** A page that was reloaded: its player asks once, for what nobody has, and no more. It has "1" on its disk. */
function createSeeder() {
  const disk = createFakeDisk();
  disk.held.set(JSON.stringify([swarm, "1"]), loaded("1"));
  const code: { arrive: () => void } = { arrive: () => undefined };
  const importDisk = (): Promise<IdbStoreModule> =>
    new Promise((resolve) => {
      code.arrive = () => resolve({ createIdbStore: () => ({ ...disk, noteLive() {} }) });
    });
  const persistent = createPersistentStorage({
    description: { type: "indexeddb", name: "s", maxBytes: 1e9, maxAge: 1e9, persist: false },
    limits: defaultLimits,
    settings,
    platform: { ...createPlatform(), clock },
    importDisk,
    tellAmount: () => undefined,
    warn: (error) => ports.emit({ type: "warning", error }),
  });
  const ports = { ...createFakePorts({ clock }), store: persistent.store };
  const engine = persistent.watch(createEngine(ports, settings, ids.seeder));
  const load = () => engine.load({ ...loadOf([far("nowhere")]), streamSwarmId: "m+V0" });
  return { engine, disk, code, load };
}

function createTaker() {
  const ports = createFakePorts({ clock });
  const engine = createEngine(ports, settings, ids.taker);
  const load = () => engine.load({ ...loadOf([far("1")]), streamSwarmId: "m+V0" });
  const peers = () => ports.eventsOf("segment/loaded").map(({ peerId }) => peerId);
  return { engine, load, peers };
}

const loadOf = (queue: SegmentInfo[]) => ({ queue, expectsPeers: true, delivered: [] });

type Step = "connects" | "loads" | "waits" | "is listed";

/** Every order of what may happen around a list that comes late; a `load` comes before its list. */
const orders: Step[][] = [
  ["connects", "loads", "waits", "is listed"],
  ["loads", "connects", "waits", "is listed"],
  ["loads", "waits", "connects", "is listed"],
  ["loads", "waits", "is listed", "connects"],
];

interface Scene {
  readonly seeder: ReturnType<typeof createSeeder>;
  readonly taker: ReturnType<typeof createTaker>;
  readonly connects: () => Promise<void>;
  readonly destroy: () => Promise<void>;
}

function createScene(): Scene {
  const [seeder, taker] = [createSeeder(), createTaker()];
  const pair = createChannelPair({ clock, latency: 5 });
  return {
    ...{ seeder, taker },
    async connects() {
      const id = 1 as ConnectionId;
      seeder.engine.connectionOpened(id, true, pair.a);
      taker.engine.connectionOpened(id, false, pair.b);
      seeder.engine.connectionAdmit(id, ids.taker, "10.0.0.2", "0b:02");
      taker.engine.connectionAdmit(id, ids.seeder, "10.0.0.1", "0a:01");
      await clock.advance(100);
    },
    async destroy() {
      await Promise.all([seeder.engine.destroy(), taker.engine.destroy()]);
    },
  };
}

describe.each(orders.map((steps) => [steps.join(", "), steps] as const))(
  "a seeder %s",
  (_, steps) => {
    test.each([
      ["its code comes after so many ms", defaultLimits.storageListWait + 500],
      ["its code comes after the tries to clean have ended", defaultLimits.storageDisk + 20_000],
    ])("seeds what it has: %s", async (_why, wait) => {
      const { seeder, taker, connects, destroy } = createScene();
      await taker.load();
      for (const step of steps) {
        if (step === "connects") await connects();
        if (step === "loads") await seeder.load();
        if (step === "waits") await clock.advance(wait);
        if (step === "is listed") seeder.code.arrive();
      }
      // Nothing else happens on its page. A disk that is out is tried again within so long.
      await clock.advance(2 * defaultLimits.storageRetryMax);
      expect(taker.peers()).toEqual([ids.seeder]);
      await destroy();
    });

    test("seeds what it has: the disk fails at first", async () => {
      const { seeder, taker, connects, destroy } = createScene();
      seeder.disk.mood = "fails";
      seeder.code.arrive();
      await taker.load();
      for (const step of steps) {
        if (step === "connects") await connects();
        if (step === "loads") await seeder.load();
        if (step === "waits") await clock.advance(5000);
        if (step === "is listed") seeder.disk.mood = "works";
      }
      await clock.advance(2 * defaultLimits.storageRetryMax);
      expect(taker.peers()).toEqual([ids.seeder]);
      await destroy();
    });
  },
);

import { describe, expect, test } from "vitest";
import { segmentStoreSuite } from "@swarmlane/testkit";
import { createLayeredScene, loaded, swarm } from "./layered-store.fake.ts";

segmentStoreSuite(
  "memory before a disk",
  () => createLayeredScene().store,
  () => createSmall(),
);

/** The room is that of memory and disk together. */
function createSmall() {
  const { store, disk } = createLayeredScene({ count: 3 });
  disk.room = 0;
  return {
    ...store,
    async clean(masterSwarmId: string, isLocked: (id: string) => boolean) {
      // What waits to be written is held, too.
      await store.flush();
      return store.clean(masterSwarmId, isLocked);
    },
  };
}

const isFree = (): boolean => false;

describe("writing", () => {
  test("a segment is stored before the disk has heard of it, and written in the next pause", async () => {
    const { store, disk, clock, limits } = createLayeredScene();
    await store.store(loaded("a"));
    expect(await store.read("a", swarm, "player")).toEqual(loaded("a"));
    await clock.advance(limits.storagePause - 1);
    expect(disk.writes).toEqual([]);
    await clock.advance(1);
    expect(disk.writes).toEqual([["a"]]);
  });

  test("what waits is written together, within the bound of a batch, one batch in a pause", async () => {
    const { store, disk, clock, limits } = createLayeredScene({
      limits: { storageBatchBytes: 250 },
    });
    for (const id of "abcde") await store.store(loaded(id));
    await clock.advance(limits.storagePause);
    expect(disk.writes).toEqual([["a", "b"]]);
    await clock.advance(limits.storagePause);
    expect(disk.writes).toEqual([
      ["a", "b"],
      ["c", "d"],
    ]);
    await clock.advance(limits.storagePause);
    expect(disk.writes.at(-1)).toEqual(["e"]);
  });

  test("deliveries without a pause hold a write up for a while, and no longer", async () => {
    const { store, disk, clock, limits } = createLayeredScene();
    const step = limits.storagePause - 1;
    let delivered = 0;
    for (; (delivered + 1) * step < limits.storageHoldUp; delivered += 1) {
      await store.store(loaded(String(delivered)));
      await clock.advance(step);
    }
    expect(disk.writes).toEqual([]);
    await store.store(loaded("last"));
    await clock.advance(step);
    expect(disk.writes).toEqual([expect.arrayContaining(["0", "last"])]);
  });

  test("a read of the disk is a delivery too: what is to be written lets it pass", async () => {
    const { store, disk, clock, limits } = createLayeredScene();
    await store.store(loaded("a"));
    await clock.advance(limits.storagePause - 1);
    await store.read("on the disk", swarm, "peer");
    await clock.advance(1);
    expect(disk.writes).toEqual([]);
    await clock.advance(limits.storagePause);
    expect(disk.writes).toEqual([["a"]]);
  });

  test("once half of the queue is full, no pause is waited for", async () => {
    const { store, disk, clock } = createLayeredScene({ limits: { storageQueueBytes: 500 } });
    await store.store(loaded("a"));
    await store.store(loaded("b"));
    await clock.advance(0);
    expect(disk.writes).toEqual([]);
    await store.store(loaded("c"));
    await clock.advance(0);
    expect(disk.writes).toEqual([["a", "b", "c"]]);
  });

  test("where the network is faster, the oldest are left out of the queue, but not of memory", async () => {
    const { store, disk, clock } = createLayeredScene({ limits: { storageQueueBytes: 250 } });
    for (const id of "abcde") await store.store(loaded(id));
    await clock.advance(100);
    expect(disk.writes).toEqual([["d", "e"]]);
    expect(await store.list(swarm)).toHaveLength(5);
  });

  test("what memory lets go before it is written is read from the queue", async () => {
    const { store } = createLayeredScene({ count: 1 });
    await store.store(loaded("a"));
    await store.store(loaded("b"));
    await store.clean(swarm, isFree);
    expect(await store.read("a", swarm, "player")).toEqual(loaded("a"));
    expect(await store.list(swarm)).toHaveLength(2);
  });

  test("a destroy writes what waits", async () => {
    const { store, disk } = createLayeredScene();
    await store.store(loaded("a"));
    await store.destroy();
    expect(disk.writes).toEqual([["a"]]);
  });

  test("nothing is left of it after a destroy: no timer, no try", async () => {
    const { store, clock, disk } = createLayeredScene();
    disk.mood = "fails";
    await store.store(loaded("a"));
    await clock.advance(500);
    await store.destroy();
    expect(clock.pending).toBe(0);
  });

  test("a store that is destroyed while its disk hangs leaves no timer and tries nothing again", async () => {
    const { store, disk, clock, limits } = createLayeredScene();
    await clock.settle();
    disk.mood = "hangs";
    const { probe } = disk;
    let probes = 0;
    disk.probe = () => {
      probes += 1;
      return probe();
    };
    store.lose(new Error("the connection was lost"));
    await clock.advance(limits.storageRetryMin + 100);
    expect(probes).toBe(1);
    await store.destroy();
    await clock.settle();
    expect(clock.pending).toBe(0);
    await clock.advance(60 * 60_000);
    expect(probes).toBe(1);
  });

  test("calls that wait for a disk that hangs end when the store is destroyed", async () => {
    const { store, disk, clock } = createLayeredScene();
    await clock.settle();
    disk.mood = "hangs";
    const calls = Promise.all([store.list(swarm), store.read("a", swarm, "player")]);
    await clock.settle();
    await store.destroy();
    expect(await calls).toEqual([[], undefined]);
    expect(clock.pending).toBe(0);
  });

  test("a disk full of what must be kept is one warning, and the next room ends it", async () => {
    const { store, disk, clock, limits, warnings } = createLayeredScene();
    disk.room = 0;
    for (const id of "ab") {
      await store.store(loaded(id));
      await clock.advance(limits.storagePause);
    }
    expect(warnings.map(({ message }) => message)).toEqual([
      "the storage is full, and everything in it is pinned or in use: new segments are kept in memory only",
    ]);
    disk.room = 1;
    await store.store(loaded("c"));
    await clock.advance(limits.storagePause);
    disk.room = 0;
    await store.store(loaded("d"));
    await clock.advance(limits.storagePause);
    expect(warnings).toHaveLength(2);
  });
});

describe("how much is stored", () => {
  test("is told at the start and after writes, at most once in a while, and only when it changed", async () => {
    const { store, clock, limits, amounts } = createLayeredScene();
    await clock.settle();
    expect(amounts).toEqual([{ bytes: 0, segments: 0, streams: 0 }]);
    for (const id of "abc") {
      await store.store(loaded(id));
      await clock.advance(limits.storagePause);
    }
    expect(amounts).toHaveLength(1);
    await clock.advance(limits.storageAmountInterval);
    expect(amounts.slice(1)).toEqual([{ bytes: 300, segments: 3, streams: 1 }]);
    await clock.advance(10 * limits.storageAmountInterval);
    expect(amounts).toHaveLength(2);
  });
});

describe("reading", () => {
  test("what only the disk has is listed and read, and then in memory for the player", async () => {
    const { store, disk, memory } = createLayeredScene();
    disk.held.set(JSON.stringify([swarm, "a"]), loaded("a"));
    expect((await store.list(swarm)).map(({ id }) => id)).toEqual(["a"]);
    await store.read("a", swarm, "peer");
    expect(await memory.list(swarm)).toEqual([]);
    expect(await store.read("a", swarm, "player")).toEqual(loaded("a"));
    expect(await memory.list(swarm)).toHaveLength(1);
  });

  test("the disk learns that the player uses what is in memory", async () => {
    const { store, disk } = createLayeredScene();
    await store.store(loaded("a"));
    await store.read("a", swarm, "peer");
    await store.read("a", swarm, "player");
    expect(disk.touched).toEqual(["a"]);
  });

  test("a list does not wait long for a slow disk, and it is told when there is more", async () => {
    const { store, disk, clock, limits, listable } = createLayeredScene();
    await store.store(loaded("a"));
    disk.held.set(JSON.stringify([swarm, "b"]), loaded("b"));
    const slow = 2 * limits.storageListWait;
    const { list } = disk;
    disk.list = async (masterSwarmId) => {
      await new Promise<void>((resolve) => clock.setTimeout(resolve, slow));
      return list(masterSwarmId);
    };
    const listed = store.list(swarm);
    await clock.advance(limits.storageListWait);
    expect(await listed).toHaveLength(1);
    expect(listable).toEqual([]);
    await clock.advance(slow);
    expect(listable).toHaveLength(1);
    disk.list = list;
    expect(await store.list(swarm)).toHaveLength(2);
    await clock.advance(slow);
    expect(listable).toHaveLength(1);
  });

  test("a clean does not wait for the disk", async () => {
    const { store, disk } = createLayeredScene({ count: 1 });
    await store.store(loaded("a"));
    await store.store(loaded("b"));
    disk.mood = "hangs";
    expect(await store.clean(swarm, isFree)).toEqual([]);
  });
});

describe("a clean", () => {
  test("does not name what memory dropped while it is on the disk or waits to be written", async () => {
    const { store, clock, limits } = createLayeredScene({ count: 1 });
    await store.store(loaded("a"));
    await store.store(loaded("b"));
    expect(await store.clean(swarm, isFree)).toEqual([]);
    await clock.advance(limits.storagePause);
    expect(await store.clean(swarm, isFree)).toEqual([]);
    expect(await store.list(swarm)).toHaveLength(2);
  });

  test("names what left the queue unwritten, though memory dropped it before", async () => {
    const { store, disk, clock, limits } = createLayeredScene({ count: 1 });
    disk.room = 0;
    await store.store(loaded("a"));
    await store.store(loaded("b"));
    expect(await store.clean(swarm, isFree)).toEqual([]);
    await clock.advance(limits.storagePause);
    expect(await store.clean(swarm, isFree)).toEqual(["a"]);
    expect((await store.list(swarm)).map(({ id }) => id)).toEqual(["b"]);
    expect(await store.clean(swarm, isFree)).toEqual([]);
  });

  test("names what the disk dropped, unless memory has it, with the clean that follows", async () => {
    const { store, disk, clock, limits } = createLayeredScene({ count: 1 });
    await store.store(loaded("a"));
    await store.store(loaded("b"));
    await clock.advance(limits.storagePause);
    expect(await store.clean(swarm, isFree)).toEqual([]);
    disk.held.clear();
    disk.gone.push("a", "b");
    await store.clean(swarm, isFree);
    await clock.settle();
    expect(await store.clean(swarm, isFree)).toEqual(["a"]);
    expect((await store.list(swarm)).map(({ id }) => id)).toEqual(["b"]);
  });

  test("does not know while the disk is out, and after the disk has lost count", async () => {
    const { store, disk, clock, limits } = createLayeredScene();
    await store.store(loaded("a"));
    await clock.advance(limits.storagePause);
    expect(await store.clean(swarm, isFree)).toEqual([]);
    store.lose(new Error("closed"));
    expect(await store.clean(swarm, isFree)).toBe("unknown");
    disk.clean = () => Promise.resolve("unknown");
    await clock.advance(2 * limits.storageRetryMax);
    await store.clean(swarm, isFree);
    await clock.settle();
    expect(await store.clean(swarm, isFree)).toBe("unknown");
    disk.clean = () => Promise.resolve([]);
    await store.clean(swarm, isFree);
    await clock.settle();
    expect(await store.clean(swarm, isFree)).toEqual([]);
  });
});

describe("a disk that is out", () => {
  test.each(["fails", "hangs"] as const)(
    "when it %s, memory takes over with one warning, and what waits is written when it is back",
    async (mood) => {
      const { store, disk, clock, warnings, limits } = createLayeredScene();
      await clock.settle();
      disk.mood = mood;
      await store.store(loaded("a"));
      await clock.advance(limits.storagePause + limits.storageDisk);
      expect(warnings.map(({ code }) => code)).toEqual(["STORAGE_DEGRADED"]);
      expect(await store.read("a", swarm, "player")).toEqual(loaded("a"));
      const missing = store.read("missing", swarm, "player");
      await clock.advance(limits.storageDisk);
      expect(await missing).toBeUndefined();
      await store.store(loaded("b"));
      await clock.advance(60_000);
      expect(warnings).toHaveLength(1);
      expect(await store.list(swarm)).toHaveLength(2);
      if (mood === "hangs") return;
      disk.mood = "works";
      await clock.advance(2 * limits.storageRetryMax);
      expect(disk.writes.at(-1)).toEqual(["a", "b"]);
    },
  );

  test("a write that hangs is not asked for again while it does", async () => {
    const { store, disk, clock, limits } = createLayeredScene();
    let asked = 0;
    let release: () => void = () => undefined;
    const { storeAll } = disk;
    disk.storeAll = async (segments) => {
      asked += 1;
      await new Promise<void>((resolve) => (release = resolve));
      return storeAll(segments);
    };
    await store.store(loaded("a"));
    await clock.advance(limits.storageDisk + 10 * limits.storageRetryMax);
    expect(asked).toBe(1);
    disk.storeAll = storeAll;
    release();
    await clock.advance(2 * limits.storageRetryMax);
    await store.store(loaded("b"));
    await clock.advance(limits.storagePause);
    // The try that opens it again finds nothing left to write.
    expect(disk.writes).toEqual([["a"], [], ["b"]]);
  });

  test("what it could not list is asked for again when it is back", async () => {
    const { store, disk, clock, limits, listable } = createLayeredScene();
    disk.held.set(JSON.stringify([swarm, "a"]), loaded("a"));
    disk.mood = "fails";
    expect(await store.list(swarm)).toEqual([]);
    await clock.advance(limits.storageRetryMin / 2);
    expect(listable).toEqual([]);
    disk.mood = "works";
    await clock.advance(limits.storageRetryMin);
    expect(listable).toHaveLength(1);
    expect(await store.list(swarm)).toHaveLength(1);
  });

  test("it is tried at growing distances", async () => {
    const { store, disk, clock } = createLayeredScene();
    const start = clock.now();
    const tries: number[] = [];
    disk.probe = () => {
      tries.push(clock.now() - start);
      return Promise.reject(new Error("out"));
    };
    store.lose(new Error("closed"));
    await clock.advance(20_000);
    expect(tries).toEqual([1000, 3000, 7000, 15_000]);
  });

  test("one that is out again after it was back is another warning", async () => {
    const { store, clock, warnings } = createLayeredScene();
    await clock.settle();
    store.lose(new Error("closed"));
    await clock.advance(120_000);
    store.lose(new Error("closed again"));
    expect(warnings.map(({ message }) => message)).toEqual([
      "Error: closed; segments are kept in memory",
      "Error: closed again; segments are kept in memory",
    ]);
  });

  test("damaged records are told once in a while, however many there are", async () => {
    const { store, clock, warnings, limits } = createLayeredScene();
    for (let i = 0; i < 3; i += 1) store.noteDamage(new Error("damaged"));
    expect(warnings).toHaveLength(1);
    await clock.advance(limits.warningCoalesce);
    store.noteDamage(new Error("damaged"));
    expect(warnings).toHaveLength(2);
  });
});

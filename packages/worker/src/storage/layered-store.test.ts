import { describe, expect, test } from "vitest";
import { segmentStoreSuite } from "@swarmlane/testkit";
import { createLayeredScene, loaded, swarm } from "./layered-store.fake.ts";

segmentStoreSuite("memory before a disk", () => createLayeredScene().store);

const isFree = (): boolean => false;

describe("writing", () => {
  test("a segment is stored before the disk has heard of it", async () => {
    const { store, disk, clock } = createLayeredScene();
    await store.store(loaded("a"));
    expect(disk.writes).toEqual([]);
    expect(await store.read("a", swarm, "player")).toEqual(loaded("a"));
    await clock.advance(0);
    expect(disk.writes).toEqual([["a"]]);
  });

  test("what waits is written together, within the bound of a batch", async () => {
    const { store, disk, clock } = createLayeredScene({ limits: { storageBatchBytes: 250 } });
    for (const id of "abcde") await store.store(loaded(id));
    await clock.advance(0);
    expect(disk.writes).toEqual([["a", "b"], ["c", "d"], ["e"]]);
  });

  test("where the network is faster, the oldest are left out of the queue, but not of memory", async () => {
    const { store, disk, clock } = createLayeredScene({ limits: { storageQueueBytes: 250 } });
    for (const id of "abcde") await store.store(loaded(id));
    await clock.advance(0);
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

  test("a disk full of what must be kept is one warning, and the next room ends it", async () => {
    const { store, disk, clock, warnings } = createLayeredScene();
    disk.room = 0;
    for (const id of "ab") {
      await store.store(loaded(id));
      await clock.advance(0);
    }
    expect(warnings.map(({ message }) => message)).toEqual([
      "the storage is full of what is pinned or in use: new segments are in memory only",
    ]);
    disk.room = 1;
    await store.store(loaded("c"));
    await clock.advance(0);
    disk.room = 0;
    await store.store(loaded("d"));
    await clock.advance(0);
    expect(warnings).toHaveLength(2);
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

  test("a list does not wait long for a slow disk, and the clean says that there is more", async () => {
    const { store, disk, clock, limits } = createLayeredScene();
    await store.store(loaded("a"));
    disk.held.set(JSON.stringify([swarm, "b"]), loaded("b"));
    disk.mood = "hangs";
    const listed = store.list(swarm);
    await clock.advance(limits.storageListWait);
    expect(await listed).toHaveLength(1);
    disk.mood = "works";
    expect(await store.clean(swarm, () => true)).toBe(true);
    expect(await store.list(swarm)).toHaveLength(2);
  });
});

describe("a disk that is out", () => {
  test.each(["fails", "hangs"] as const)(
    "T20: when it %s, memory takes over with one warning, and what waits is written when it is back",
    async (mood) => {
      const { store, disk, clock, warnings, limits } = createLayeredScene();
      await clock.settle();
      disk.mood = mood;
      await store.store(loaded("a"));
      await clock.advance(limits.storageDisk);
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
    await clock.advance(0);
    // The try that opens it again finds nothing left to write.
    expect(disk.writes).toEqual([["a"], [], ["b"]]);
  });

  test("what it could not list is asked for again when it is back", async () => {
    const { store, disk, clock, limits } = createLayeredScene();
    disk.held.set(JSON.stringify([swarm, "a"]), loaded("a"));
    disk.mood = "fails";
    expect(await store.list(swarm)).toEqual([]);
    expect(await store.clean(swarm, isFree)).toBe(false);
    disk.mood = "works";
    await clock.advance(limits.storageRetryMin);
    expect(await store.clean(swarm, isFree)).toBe(true);
    expect(await store.list(swarm)).toHaveLength(1);
    expect(await store.clean(swarm, isFree)).toBe(false);
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
      "Error: closed; memory takes over",
      "Error: closed again; memory takes over",
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

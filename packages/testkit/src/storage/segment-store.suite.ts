/** What every SegmentStore must do. Anywhere. */
import { describe, expect, test } from "vitest";
import type { LoadedSegment, SegmentStore } from "@swarmlane/contract";
import { fakeSegment } from "../engine-fakes/fake-segments.ts";
import { syntheticBytes } from "../origin/synthetic-bytes.ts";

const swarm = "master";

type Create = () => SegmentStore | Promise<SegmentStore>;

/**
 * `create` gives an empty store with room for ten segments of 100 bytes, `createSmall` one with room for three.
 * Where the clean of a store never resolves to "unknown", set `tellsDropped`.
 */
export function segmentStoreSuite(
  title: string,
  create: Create,
  createSmall?: Create,
  { tellsDropped = false } = {},
): void {
  describe(`${title} is a segment store`, () => {
    test("a stored segment is read back with all its metadata", async () => {
      const store = await create();
      await store.store(loaded("a"));
      expect(await store.read("a", swarm, "player")).toEqual(loaded("a"));
      expect(await store.read("a", swarm, "peer")).toEqual(loaded("a"));
    });

    test("it lists its segments of a master swarm, and none of others", async () => {
      const store = await create();
      await store.store(loaded("a"));
      await store.store(loaded("b"));
      await store.store(loaded("c", "other"));
      const listed = await store.list(swarm);
      expect(listed.map(({ id }) => id).sort()).toEqual(["a", "b"]);
      expect(listed).toContainEqual(loaded("a").info);
    });

    test("the same id in two master swarms is two segments", async () => {
      const store = await create();
      await store.store(loaded("a"));
      await store.store(loaded("a", "other"));
      expect((await store.read("a", "other", "player"))?.info.masterSwarmId).toBe("other");
      expect((await store.read("a", swarm, "player"))?.info.masterSwarmId).toBe(swarm);
    });

    test("the newest of one id replaces the former", async () => {
      const store = await create();
      await store.store(loaded("a"));
      const newer = { ...loaded("a"), data: syntheticBytes("newer", 10).buffer };
      await store.store(newer);
      expect(await store.list(swarm)).toHaveLength(1);
      const found = await store.read("a", swarm, "player");
      expect(new Uint8Array(found?.data ?? new ArrayBuffer())).toEqual(syntheticBytes("newer", 10));
    });

    test("a segment that was never stored is undefined", async () => {
      const store = await create();
      expect(await store.read("a", swarm, "player")).toBeUndefined();
      expect(await store.list(swarm)).toEqual([]);
    });

    test.each(["constructor", "__proto__", "a|b", "ключ", "x".repeat(10_000)])(
      "any string is an id: %.20s",
      async (id) => {
        const store = await create();
        expect(await store.read(id, id, "player")).toBeUndefined();
        await store.store(loaded(id, id));
        expect((await store.read(id, id, "peer"))?.info.id).toBe(id);
      },
    );

    test("a segment can be read more than once: its bytes are not given away", async () => {
      const store = await create();
      await store.store(loaded("a"));
      await store.read("a", swarm, "player");
      expect((await store.read("a", swarm, "player"))?.data.byteLength).toBe(100);
    });

    test("calls that are made at once do not get into each other's way", async () => {
      const store = await create();
      const ids = ["a", "b", "c", "d", "e", "f", "g", "h"];
      await Promise.all(ids.map((id) => store.store(loaded(id))));
      const found = await Promise.all(ids.map((id) => store.read(id, swarm, "peer")));
      expect(found).toEqual(ids.map((id) => loaded(id)));
      expect(await store.list(swarm)).toHaveLength(ids.length);
    });

    test("a list is metadata alone", async () => {
      const store = await create();
      await store.store(loaded("a"));
      expect(await store.list(swarm)).toEqual([loaded("a").info]);
    });

    test("cleaning a store within its limits drops nothing, and names nothing", async () => {
      const store = await create();
      await store.store(loaded("a"));
      const dropped = await store.clean(swarm, () => false);
      expect(tellsDropped ? [[]] : [[], "unknown"]).toContainEqual(dropped);
      expect(await store.list(swarm)).toHaveLength(1);
    });

    if (createSmall !== undefined) {
      test("beyond its limits, locked segments stay and others are dropped", async () => {
        const store = await createSmall();
        const isLocked = (id: string): boolean => id === "a";
        await store.store(loaded("a"));
        await store.clean(swarm, isLocked);
        for (const id of ["b", "c", "d", "e"]) {
          await store.store(loaded(id));
          await store.clean(swarm, isLocked);
        }
        const listed = (await store.list(swarm)).map(({ id }) => id).sort();
        expect(listed).toContain("a");
        expect(listed).toContain("e");
        expect(listed.length).toBeLessThanOrEqual(3);
        expect(await store.read("a", swarm, "peer")).toEqual(loaded("a"));
      });

      test("a clean names the dropped segments, or says that it does not know them", async () => {
        const store = await createSmall();
        /** What a reader of the answers believes to be held. */
        let believed = new Set<string>();
        for (const id of ["a", "b", "c", "d", "a", "e", "f", "g"]) {
          await store.store(loaded(id));
          await store.store(loaded(id, "other"));
          believed.add(id);
          const dropped = await store.clean(swarm, () => false);
          const listed = (await store.list(swarm)).map((info) => info.id);
          if (dropped === "unknown") {
            expect(tellsDropped).toBe(false);
            believed = new Set(listed);
          } else for (const one of dropped) believed.delete(one);
          expect([...believed].sort()).toEqual(listed.sort());
        }
      });
    }

    test("nothing is left after destroy", async () => {
      const store = await create();
      await store.store(loaded("a"));
      await store.destroy();
      expect(await store.read("a", swarm, "player")).toBeUndefined();
    });
  });
}

function loaded(id: string, masterSwarmId = swarm): LoadedSegment {
  return {
    info: fakeSegment(1, { id, masterSwarmId }),
    data: syntheticBytes(id, 100).buffer,
    requestUrl: "https://origin.test/asked",
    responseUrl: "https://origin.test/answered",
    downloadBandwidth: 1.5,
  };
}

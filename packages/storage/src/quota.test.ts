/** A quota as Chromium keeps it: before a write it counts what the write brings, and not what it deletes. */
import "fake-indexeddb/auto";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { createStoreScene, dump, loaded, swarm } from "./idb-store.fake.ts";

/** Bytes, of payloads; whatever else is written counts a little. */
const quota = { bytes: Infinity };
const little = 10;

beforeEach(() => {
  quota.bytes = Infinity;
  const held = new Map<string, number>();
  const incoming = new WeakMap<IDBTransaction, number>();
  const nameOf = (store: IDBObjectStore, key: unknown): string =>
    JSON.stringify([store.transaction.db.name, key]);
  const put = methodOf("put");
  const remove = methodOf("delete");
  const puts = vi.spyOn(IDBObjectStore.prototype, "put");
  puts.mockImplementation(function (this: IDBObjectStore, value: unknown, key?: IDBValidKey) {
    const isPayload = value instanceof ArrayBuffer;
    const bytes = isPayload ? value.byteLength : little;
    const sum = (incoming.get(this.transaction) ?? 0) + bytes;
    incoming.set(this.transaction, sum);
    const usage = [...held.values()].reduce((all, one) => all + one, 0);
    if (usage + sum > quota.bytes) throw new DOMException("full", "QuotaExceededError");
    if (isPayload) {
      this.transaction.addEventListener("complete", () => held.set(nameOf(this, key), bytes));
    }
    return put.apply(this, key === undefined ? [value] : [value, key]);
  });
  const removes = vi.spyOn(IDBObjectStore.prototype, "delete");
  removes.mockImplementation(function (this: IDBObjectStore, key: IDBValidKey | IDBKeyRange) {
    this.transaction.addEventListener("complete", () => held.delete(nameOf(this, key)));
    return remove.apply(this, [key]);
  });
  return () => {
    puts.mockRestore();
    removes.mockRestore();
  };
});

/** Unbound. */
function methodOf(name: "put" | "delete") {
  return Reflect.get(IDBObjectStore.prototype, name) as (...given: unknown[]) => never;
}

const full = { code: "STORAGE_DEGRADED", message: expect.stringContaining("Quota") as string };

async function openFull(ids: string, pinned = "") {
  const scene = createStoreScene({ limits: { storageSlack: 0 } });
  onTestFinished(() => scene.store.destroy());
  for (const id of ids) {
    scene.time.now += 1;
    await scene.store.storeAll([loaded(id)]);
  }
  await scene.store.clean(swarm, (id) => pinned.includes(id));
  return scene;
}

async function kept(name: string): Promise<string> {
  const records = (await dump(name, "records")) as { id: string }[];
  return records.map(({ id }) => id).join("");
}

test("a write that it does not allow is told and changes nothing; those that follow make room", async () => {
  const { store, name } = await openFull("abcde");
  quota.bytes = 550;
  await expect(store.storeAll([loaded("f")])).rejects.toMatchObject(full);
  expect(await kept(name)).toBe("abcde");
  await store.storeAll([loaded("f")]);
  expect(await kept(name)).toBe("cdef");
  // And go on doing so, without another failure.
  for (const id of "ghijk") await store.storeAll([loaded(id)]);
  expect(await kept(name)).toBe("hijk");
});

test("what a queue needs stays: then there is no room, until the queue moves on", async () => {
  const { store, name } = await openFull("abcde", "abcde");
  quota.bytes = 570;
  for (let tries = 0; tries < 3; tries += 1) {
    await expect(store.storeAll([loaded("f")])).rejects.toMatchObject(full);
  }
  expect(await kept(name)).toBe("abcde");
  await store.clean(swarm, (id) => "de".includes(id));
  await store.storeAll([loaded("f")]);
  expect(await kept(name)).toContain("def");
});

test("of several that do not all fit, those that fit are stored", async () => {
  const { store, name } = await openFull("abcde", "abcde");
  quota.bytes = 670;
  const three = [loaded("f"), loaded("g"), loaded("h")];
  await expect(store.storeAll(three)).rejects.toMatchObject(full);
  const { stored, refused } = await store.storeAll(three);
  expect([stored, refused].map(({ length }) => length)).toEqual([1, 2]);
  expect(await kept(name)).toBe("abcdef");
});

test("after a while it is seen whether there is more room by now, and nobody hears of it when there is not", async () => {
  const { store, name, time } = await openFull("abcde");
  quota.bytes = 550;
  await expect(store.storeAll([loaded("f")])).rejects.toMatchObject(full);
  await store.storeAll([loaded("f")]);
  time.now += 10 * 60_000;
  for (const id of "ghij") await store.storeAll([loaded(id)]);
  expect((await kept(name)).length).toBeLessThanOrEqual(5);
  quota.bytes = Infinity;
  time.now += 10 * 60_000;
  for (const id of "klmnop") await store.storeAll([loaded(id)]);
  expect((await kept(name)).length).toBeGreaterThan(5);
});

test("when it falls far below what is there, half of what nobody needs goes at each try, until a write comes through", async () => {
  const { store, name, another } = await openFull("abcdefghij", "j");
  quota.bytes = 360;
  let failures = 0;
  const tryOnce = () =>
    store.storeAll([loaded("k")]).then(
      () => true,
      () => void (failures += 1),
    );
  await vi.waitFor(async () => expect(await tryOnce()).toBe(true));
  expect(failures).toBeLessThan(6);
  const ids = await kept(name);
  expect(ids).toContain("j");
  expect(ids).toContain("k");
  // The books are right again, in this tab and the next.
  expect(await dump(name, "streams")).toMatchObject([
    { bytes: 100 * ids.length, segments: ids.length },
  ]);
  for (const one of [store, another()]) {
    const listed = await one.list(swarm);
    expect(
      listed
        .map(({ id }) => id)
        .sort()
        .join(""),
    ).toBe(ids);
  }
});

import { defaultEngineSettings, wireSegmentId } from "@swarmlane/contract";
import { createFakePorts, fakeBody, fakeSegment } from "@swarmlane/testkit";
import { expect, test } from "vitest";
import { createGuardedStore } from "./guarded-store.ts";
import { createStoreIndex } from "./store-index.ts";
import { createStoreReader } from "./store-reader.ts";

function scene() {
  const ports = createFakePorts();
  const store = createGuardedStore(ports, defaultEngineSettings, () => undefined);
  const index = createStoreIndex();
  const info = fakeSegment(1);
  const origin = { requestUrl: undefined, responseUrl: undefined, downloadBandwidth: 1 };
  const put = () => store.store(() => ({ info, data: fakeBody(1).buffer, ...origin }));
  return { ports, store, index, info, put, reader: createStoreReader(store, index) };
}

test("a segment that is stored while the player's read is under way is not missed", async () => {
  const { ports, info, put, reader } = scene();
  const read = ports.store.read.bind(ports.store);
  let isFirst = true;
  ports.store.read = async (...args) => {
    const found = await read(...args);
    if (isFirst) await put();
    isFirst = false;
    return found;
  };
  expect((await reader.forPlayer(info.id, "m"))?.info).toBe(info);
});

test("a peer gets undefined for what is not stored, or cannot be read", async () => {
  const { ports, index, info, put, reader } = scene();
  expect(await reader.forPeer(wireSegmentId(info))).toBeUndefined();
  await put();
  index.add(info);
  expect((await reader.forPeer(wireSegmentId(info)))?.byteLength).toBe(1000);
  ports.store.mood = "rejects";
  expect(await reader.forPeer(wireSegmentId(info))).toBeUndefined();
});

test("a peer's read is marked as one, so that it does not refresh the LRU", async () => {
  const { ports, index, info, put, reader } = scene();
  await put();
  index.add(info);
  const readers: string[] = [];
  const read = ports.store.read.bind(ports.store);
  ports.store.read = (id, master, who) => {
    readers.push(who);
    return read(id, master, who);
  };
  await reader.forPeer(wireSegmentId(info));
  await reader.forPlayer(info.id, "m");
  expect(readers).toEqual(["peer", "player"]);
});

import "fake-indexeddb/auto";
import { expect, onTestFinished, test } from "vitest";
import type { Asset } from "./asset.ts";
import { createAssetsStorage } from "./assets-storage.ts";
import { createStoreScene, dump, loaded, overwrite, swarm } from "./idb-store.fake.ts";

function setup(origin: "there" | "gone" | "broken" = "gone") {
  const scene = createStoreScene();
  const asked: string[] = [];
  const state = { origin };
  const assets = createAssetsStorage(
    { type: "indexeddb", name: scene.name, maxBytes: 1e6, maxAge: 1e6, persist: false },
    {
      platform: { now: () => scene.time.now, estimate: () => Promise.resolve({}) },
      fetch: (address) => {
        asked.push(address);
        if (state.origin === "gone") return Promise.reject(new TypeError("failed to fetch"));
        return Promise.resolve(
          new Response(null, { status: state.origin === "there" ? 200 : 503 }),
        );
      },
    },
  );
  onTestFinished(() => assets.destroy());
  return { ...scene, assets, asked, state };
}

const uri = "https://origin.test/master.m3u8";

function asset(changes: Partial<Asset> = {}): Asset {
  return {
    masterSwarmId: swarm,
    masterManifestUri: uri,
    requestUri: uri,
    responseUri: `${uri}?redirected`,
    data: "#EXTM3U\n",
    ...changes,
  };
}

const init = (): Asset =>
  asset({
    requestUri: "https://origin.test/init.mp4",
    requestRange: "bytes=0-9",
    data: new ArrayBuffer(10),
  });

test("what was stored comes back as it was, text as text, with its range", async () => {
  const { assets, time } = setup();
  await assets.storeAsset(asset());
  await assets.storeAsset(init());
  time.now += 60_000;
  expect(await assets.getAsset(uri, undefined, swarm)).toMatchObject(asset());
  expect(await assets.getAsset(init().requestUri, "bytes=0-9", swarm)).toMatchObject(init());
  expect(await assets.getAsset(init().requestUri, undefined, swarm)).toBeUndefined();
  expect(await assets.getAsset(uri, undefined, "other")).toBeUndefined();
});

test("a playlist comes from its origin while that is there, everything else at once", async () => {
  const { assets, asked, state, time } = setup("there");
  await assets.storeAsset(asset());
  await assets.storeAsset(init());
  expect(await assets.getAsset(uri, undefined, swarm)).toBeUndefined();
  expect(await assets.getAsset(init().requestUri, "bytes=0-9", swarm)).toBeDefined();
  // It was loaded just now.
  expect(asked).toEqual([]);
  time.now += 60_000;
  expect(await assets.getAsset(uri, undefined, swarm)).toBeUndefined();
  expect(asked).toEqual([uri]);
  state.origin = "broken";
  expect(await assets.getAsset(uri, undefined, swarm)).toMatchObject(asset());
});

test("a playlist that did not come, though its origin was taken to be there, is asked about", async () => {
  const { assets, asked } = setup("gone");
  await assets.storeAsset(asset());
  expect(await assets.getAsset(uri, undefined, swarm)).toBeUndefined();
  expect(await assets.getAsset(uri, undefined, swarm)).toMatchObject(asset());
  expect(asked).toEqual([uri]);
});

test("a manifest is a playlist whether it is text or bytes", async () => {
  const { assets, time } = setup("there");
  const data = new TextEncoder().encode('<?xml version="1.0"?><MPD/>').buffer;
  await assets.storeAsset(asset({ data }));
  time.now += 60_000;
  expect(await assets.getAsset(uri, undefined, swarm)).toBeUndefined();
});

test("what was damaged on the disk is dropped, and what is no asset is not stored", async () => {
  const { assets, name } = setup();
  await assets.storeAsset(init());
  await assets.storeAsset({ nonsense: true } as unknown as Asset);
  await assets.storeAsset(undefined as unknown as Asset);
  await overwrite(name, "payloads", new ArrayBuffer(9), [swarm, ["bytes=0-9", init().requestUri]]);
  expect(await assets.getAsset(init().requestUri, "bytes=0-9", swarm)).toBeUndefined();
  expect(await dump(name, "records")).toEqual([]);
});

test("assets count for their stream, and are not listed as its segments", async () => {
  const { assets, store, name } = setup();
  await store.storeAll([loaded("a")]);
  await assets.storeAsset(init());
  expect(await dump(name, "streams")).toMatchObject([{ bytes: 110, segments: 1 }]);
  expect(await store.list(swarm)).toHaveLength(1);
});

test("a database that is out is nobody's error: the engines would not catch it", async () => {
  const { assets, name } = setup();
  await overwrite(name, "streams", { masterSwarmId: 1 }).catch(() => undefined);
  await assets.destroy();
  await expect(assets.storeAsset(asset())).resolves.toBeUndefined();
  await expect(assets.getAsset(uri, undefined, swarm)).resolves.toBeUndefined();
});

import type { PlaylistLoaderContext } from "hls.js";
import { beforeEach, expect, test, vi } from "vitest";
import { createFakeStream, FakeInnerLoader, hlsConfig, policy } from "./player-stream.fake.ts";
import { createPlaylistLoaderClass } from "./playlist-loader.ts";

beforeEach(() => {
  FakeInnerLoader.made = [];
});

function setup(config = hlsConfig()) {
  const fake = createFakeStream();
  const told: string[] = [];
  const Loader = createPlaylistLoaderClass({
    stream: () => fake.stream,
    onSource: () => told.push("source"),
    onPlaylist: () => told.push("playlist"),
  });
  const loader = new Loader(config);
  const inner = FakeInnerLoader.made[0];
  const onSuccess = vi.fn(() => told.push("hls.js"));
  const callbacks = { onSuccess, onError: vi.fn(), onTimeout: vi.fn() };
  const load = (type: string, url: string, body: unknown, responseUrl = url) => {
    const context = { type, url } as unknown as PlaylistLoaderContext;
    loader.load(context, policy, callbacks);
    const [, , overheard] = (inner?.load.mock.calls.at(-1) ?? []) as unknown as [
      unknown,
      unknown,
      typeof callbacks,
    ];
    const response = { url: responseUrl, data: body };
    (overheard.onSuccess as (...args: unknown[]) => void)(
      response,
      loader.stats,
      context,
      "details",
    );
    return response;
  };
  return { ...fake, loader, inner, told, load, callbacks };
}

test("a playlist is read before hls.js reads it, and passed on as it is", () => {
  const { load, manifests, told, callbacks, loader, inner } = setup();
  const response = load(
    "manifest",
    "https://a.example/m.m3u8",
    "#EXTM3U",
    "https://b.example/m.m3u8",
  );
  expect(manifests).toEqual([
    { url: "https://a.example/m.m3u8", responseUrl: "https://b.example/m.m3u8", body: "#EXTM3U" },
  ]);
  expect(told).toEqual(["source", "playlist", "hls.js"]);
  expect(callbacks.onSuccess).toHaveBeenCalledWith(
    response,
    loader.stats,
    expect.anything(),
    "details",
  );
  expect(loader.stats).toBe(inner?.stats);
  expect([loader.getCacheAge?.(), loader.getResponseHeader?.("age")]).toEqual([7, "age header"]);
});

test("a low-latency refresh is the same playlist", () => {
  const { load, manifests } = setup();
  load("level", "https://a.example/v.m3u8?t=1&_HLS_msn=5&_HLS_part=2", "#EXTM3U");
  expect(manifests[0]?.url).toBe("https://a.example/v.m3u8?t=1");
});

test("a registry that throws does not cost the playlist", () => {
  const { load, own, callbacks, fallbacks } = setup();
  own.addManifest = () => {
    throw new Error("a bug");
  };
  load("level", "https://a.example/v.m3u8", "#EXTM3U");
  expect(callbacks.onSuccess).toHaveBeenCalledTimes(1);
  expect(fallbacks).toHaveLength(1);
});

test("a player inside the player is ignored", () => {
  const { load, manifests, told } = setup(hlsConfig({ primarySessionId: "main" }));
  load("manifest", "https://ads.example/m.m3u8", "#EXTM3U");
  expect([manifests, told]).toEqual([[], ["hls.js"]]);
});

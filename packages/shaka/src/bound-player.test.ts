/** A player with an engine, over Shaka's networking and a loader that does what the test says. */
import { describe, expect, test } from "vitest";
import { bindPlayer } from "./bound-player.ts";
import { registerSchemes, unregisterSchemes } from "./schemes.ts";
import { createFakePlayer } from "./testing/player.fake.ts";
import { createFakeShaka, FakeShakaError } from "./testing/shaka.fake.ts";
import { base, createFakeCore, mediaPlaylist, multivariant } from "./testing/stream.fake.ts";

const master = `${base}master.m3u8`;
const media = `${base}media.m3u8`;
const segment = (number: number, query = "") => `${base}${number}.m4s${query}`;
const bytes = (length: number) => new Uint8Array(length).fill(7).buffer;

const isPlain = ({ headers }: { headers: object }) => !("Authorization" in headers);

function setUp() {
  const shaka = createFakeShaka();
  const player = createFakePlayer();
  const core = createFakeCore();
  registerSchemes(shaka.library);
  const bound = bindPlayer(shaka.library, player, core, isPlain);
  const { types } = shaka;
  shaka.responses.set(master, multivariant);
  shaka.responses.set(media, mediaPlaylist());

  function ask(uri: string, more: Parameters<typeof shaka.request>[3] = {}) {
    const context = { type: types.MEDIA_SEGMENT };
    return shaka.request(player.engine, types.SEGMENT, uri, { context, ...more });
  }
  async function load(uri: string, type: number, isPreload = false) {
    const context = { type, isPreload };
    await shaka.request(player.engine, types.MANIFEST, uri, { context }).operation.promise;
  }
  async function loadStream(): Promise<void> {
    player.uri = master;
    player.emit("loading");
    await load(master, types.MASTER_PLAYLIST);
    await load(media, types.MEDIA_PLAYLIST);
  }
  return { shaka, player, core, bound, types, ask, load, loadStream };
}

async function failureOf(promise: Promise<unknown>): Promise<FakeShakaError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof FakeShakaError) return error;
  throw new Error(`not an error of Shaka: ${String(error)}`);
}

describe("a media segment", () => {
  test("comes through the stream, from the address that Shaka asked for", async () => {
    const { ask, core, loadStream, shaka } = setUp();
    await loadStream();
    const { operation } = ask(segment(1, "?CMCD=bl%3D4"));
    expect(core.queue()).toContain(segment(1, "?CMCD=bl%3D4"));
    core.bring(segment(1, "?CMCD=bl%3D4"), bytes(9));
    const response = await operation.promise;
    expect(response).toMatchObject({ originalUri: segment(1, "?CMCD=bl%3D4"), status: 200 });
    expect(response.uri).toBe(segment(1, "?CMCD=bl%3D4#final"));
    expect(response.data).toEqual(bytes(9));
    expect(shaka.alone).not.toContain(segment(1, "?CMCD=bl%3D4"));
  });

  test("of which nothing is known about the network gives no bandwidth sample", async () => {
    const { ask, core, loadStream } = setUp();
    await loadStream();
    const [first] = core.stream.registry.renditions[0]?.segmentsFrom("0", 1) ?? [];
    core.cache.set(first?.id ?? "", bytes(50_000));
    const { operation, progress } = ask(segment(0));
    expect(await operation.promise).toMatchObject({ fromCache: true });
    expect(progress).toEqual([]);
  });

  test("from the cache looks as fast as the network was measured", async () => {
    const { ask, core, loadStream } = setUp();
    await loadStream();
    const first = ask(segment(0));
    core.arrive(segment(0), 100_000);
    core.bring(segment(0), bytes(100_000), { took: 800 });
    await first.operation.promise;
    const [next] = core.stream.registry.renditions[0]?.segmentsFrom("1", 1) ?? [];
    core.cache.set(next?.id ?? "", bytes(100_000));
    const { operation, progress } = ask(segment(1));
    expect(await operation.promise).toMatchObject({ fromCache: false });
    const ms = progress.reduce((sum, call) => sum + call.ms, 0);
    // 100 kB at 1 Mbit/s, and the time to the first byte.
    expect(ms).toBeGreaterThan(780);
    expect(ms).toBeLessThan(1000);
    expect(progress.at(-1)?.remaining).toBe(0);
  });

  test("is aborted by Shaka, and leaves the queue", async () => {
    const { ask, core, loadStream, shaka } = setUp();
    await loadStream();
    const { operation } = ask(segment(0));
    await operation.abort();
    expect(await failureOf(operation.promise)).toMatchObject({ code: 7001 });
    expect(shaka.alone).not.toContain(segment(0));
    expect(core.warnings).toEqual([]);
  });

  test("that the origin does not have fails as Shaka's own request would", async () => {
    const { ask, core, loadStream, types } = setUp();
    await loadStream();
    const { operation } = ask(segment(0));
    core.fail(segment(0), { code: "HTTP_STATUS", status: 404 });
    const error = await failureOf(operation.promise);
    expect(error).toMatchObject({ category: 1, severity: 1, code: 1001 });
    expect(error.data).toEqual([segment(0), 404, null, {}, types.SEGMENT, segment(0)]);
  });

  test.each([401, 403])(
    "that the origin refuses to us (%i) is requested by Shaka itself",
    async (status) => {
      const { ask, core, loadStream, shaka } = setUp();
      await loadStream();
      const { operation } = ask(segment(0));
      shaka.responses.set(segment(0), "with a token");
      core.fail(segment(0), { code: "HTTP_STATUS", status });
      expect(new TextDecoder().decode((await operation.promise).data)).toBe("with a token");
      expect(core.warnings).toHaveLength(1);
    },
  );

  test("takes no longer than Shaka's timeout allows", async () => {
    const { ask, loadStream } = setUp();
    await loadStream();
    const { operation } = ask(segment(0), { retryParameters: { timeout: 5 } });
    expect(await failureOf(operation.promise)).toMatchObject({ code: 1003, severity: 1 });
  });

  test("that we fail to bring is loaded by Shaka alone, with one warning", async () => {
    const { ask, core, loadStream, shaka } = setUp();
    await loadStream();
    core.stream.request = () => Promise.reject(new TypeError("a bug"));
    shaka.responses.set(segment(0), "from the origin");
    const response = await ask(segment(0)).operation.promise;
    expect(new TextDecoder().decode(response.data)).toBe("from the origin");
    expect(core.stream.statistics.fallbacks).toBe(1);
    expect(core.warnings).toHaveLength(1);
  });
});

describe("what is not a whole media segment goes around the stream", () => {
  test.each([
    ["an init segment", `${base}init.mp4`, { context: { type: 0 } }],
    ["a HEAD request", segment(0), { method: "HEAD" }],
    ["part of a segment", segment(0), { headers: { Range: "bytes=0-99" } }],
    ["a request that only Shaka can make", segment(0), { headers: { Authorization: "a" } }],
    ["an unusual range", segment(0), { headers: { Range: "bytes=-5" } }],
  ])("%s", async (_, uri, more) => {
    const { ask, core, loadStream, shaka } = setUp();
    await loadStream();
    ask(uri, more);
    expect(shaka.alone).toContain(uri);
    expect(core.queue()).toEqual([]);
  });

  test("a segment of a low-latency stream, which is appended while it arrives", async () => {
    const { ask, core, loadStream, shaka } = setUp();
    const parts = "#EXT-X-PART-INF:PART-TARGET=0.5\n#EXT-X-SERVER-CONTROL:PART-HOLD-BACK=1.5";
    const playlist = mediaPlaylist({ isLive: true }).replace("#EXT-X-MAP", `${parts}\n#EXT-X-MAP`);
    shaka.responses.set(media, playlist);
    await loadStream();
    const streamDataCallback = () => undefined;
    ask(segment(0), { streamDataCallback });
    expect(shaka.alone).toContain(segment(0));
    expect(core.queue()).toEqual([]);
    ask(segment(1));
    expect(core.queue()).toContain(segment(1));
  });

  test("a key, and a manifest that cannot be read", async () => {
    const { core, load, player, shaka, types } = setUp();
    shaka.responses.set(master, "not a playlist");
    await load(master, types.MASTER_PLAYLIST);
    shaka.request(player.engine, types.KEY, `${base}key.bin`);
    expect(shaka.alone).toEqual([master, `${base}key.bin`]);
    expect(core.warnings).toHaveLength(1);
  });
});

describe("several players on a page", () => {
  test("each request goes to its player's engine, and others are Shaka's own", async () => {
    const { ask, core, loadStream, shaka, types } = setUp();
    const other = createFakePlayer();
    const second = createFakeCore();
    const stranger = createFakePlayer();
    bindPlayer(shaka.library, other, second, isPlain);
    await loadStream();
    for (const uri of [master, media]) {
      const context = { type: types.MEDIA_PLAYLIST };
      await shaka.request(other.engine, types.MANIFEST, uri, { context }).operation.promise;
    }
    ask(segment(0));
    shaka.request(other.engine, types.SEGMENT, segment(3));
    shaka.request(stranger.engine, types.SEGMENT, segment(5));
    expect(core.queue()[0]).toBe(segment(0));
    expect(second.queue()[0]).toBe(segment(3));
    expect(shaka.alone).toContain(segment(5));
  });
});

describe("the life of an engine", () => {
  test("another source starts with an empty registry", async () => {
    const { core, loadStream, player } = setUp();
    await loadStream();
    expect(core.stream.registry.manifestUrl).toBe(master);
    player.emit("unloading");
    expect(core.stream.registry.manifestUrl).toBeUndefined();
  });

  test("a preloaded stream is known when it is played, and not before", async () => {
    const { ask, core, load, player, shaka, types } = setUp();
    player.uri = "https://origin.example/other.m3u8";
    shaka.responses.set(player.uri, multivariant.replace("media", "other"));
    player.emit("loading");
    await load(player.uri, types.MASTER_PLAYLIST);
    await load(master, types.MASTER_PLAYLIST, true);
    await load(media, types.MEDIA_PLAYLIST, true);
    ask(segment(0), { context: { type: types.MEDIA_SEGMENT, isPreload: true } });
    expect(core.stream.registry.manifestUrl).toBe(player.uri);
    player.uri = master;
    player.emit("loading");
    expect(core.stream.registry.manifestUrl).toBe(master);
    ask(segment(0));
    expect(core.queue()).toContain(segment(0));
    expect(core.stream.statistics.unknownMediaRequests).toBe(0);
    // Shaka goes on calling it a preload.
    shaka.responses.set(media, mediaPlaylist({ count: 8 }));
    await load(media, types.MEDIA_PLAYLIST, true);
    expect(core.stream.registry.renditions[0]?.timing()?.end).toBe(16);
  });

  test("a destroyed engine leaves the player as it was, and open requests are loaded by Shaka", async () => {
    const { ask, bound, core, loadStream, player, shaka } = setUp();
    await loadStream();
    const { operation } = ask(segment(0));
    shaka.responses.set(segment(0), "from the origin");
    bound.unbind();
    await core.stream.destroy();
    expect(new TextDecoder().decode((await operation.promise).data)).toBe("from the origin");
    expect(player.engine.filters.size).toBe(0);
    expect(player.listeners.size).toBe(0);
    expect(core.stream.statistics.fallbacks).toBe(0);
  });

  test("without the plugins Shaka loads by itself", async () => {
    const { ask, loadStream, shaka } = setUp();
    await loadStream();
    unregisterSchemes(shaka.library);
    ask(segment(0));
    expect(shaka.alone).toContain(segment(0));
  });
});

describe("a live stream", () => {
  async function playLive(more: Record<string, unknown> = {}) {
    const all = setUp();
    Object.assign(all.player.settings, more);
    Object.assign(all.player.timeline, { isLive: true, delay: 6 });
    all.shaka.responses.set(media, mediaPlaylist({ isLive: true }));
    await all.loadStream();
    all.player.emit("streaming");
    return all;
  }

  test("is played one segment from the end of its window, with a buffer one segment shorter", async () => {
    const { player } = await playLive();
    expect(player.timeline.delay).toBe(10);
    expect(player.settings["streaming.bufferingGoal"]).toBe(8);
    player.emit("unloading");
    expect(player.settings["streaming.bufferingGoal"]).toBe(10);
  });

  test("is played where the site wants it", async () => {
    const { player } = await playLive({ "manifest.defaultPresentationDelay": 4 });
    expect(player.timeline.delay).toBe(6);
    expect(player.settings["streaming.bufferingGoal"]).toBe(10);
  });

  test("keeps the buffer that the site chose, during playback too", async () => {
    const chosen = await playLive({ "streaming.bufferingGoal": 20 });
    expect(chosen.player.settings["streaming.bufferingGoal"]).toBe(20);
    const changed = await playLive();
    changed.player.configure("streaming.bufferingGoal", 5);
    changed.player.emit("unloading");
    expect(changed.player.settings["streaming.bufferingGoal"]).toBe(5);
  });
});

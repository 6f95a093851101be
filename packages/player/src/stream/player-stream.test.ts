import { hls, type RequestMatch } from "@swarmlane/manifest";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createPlayerStream } from "./create-player-stream.ts";
import { DeliveryError, type SegmentMatch, type SegmentRequestOptions } from "./delivery.ts";
import type { PlayerStreamOptions } from "./player-stream.ts";
import { createFakeLoader } from "./stream-loader.fake.ts";

const base = "https://cdn.example/";
const multivariant = [
  "#EXTM3U",
  '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="en",LANGUAGE="en",DEFAULT=YES,URI="audio.m3u8"',
  '#EXT-X-STREAM-INF:BANDWIDTH=800000,RESOLUTION=640x360,CODECS="avc1.4d401e,mp4a.40.2",AUDIO="a"',
  "low.m3u8",
  '#EXT-X-STREAM-INF:BANDWIDTH=2000000,RESOLUTION=1280x720,CODECS="avc1.4d401f,mp4a.40.2",AUDIO="a"',
  "high.m3u8",
].join("\n");

function playlist(name: string, count = 30): string {
  const segments = Array.from({ length: count }, (_, n) => `#EXTINF:4,\n${name}-${n}.ts`);
  return ["#EXTM3U", "#EXT-X-TARGETDURATION:4", ...segments, "#EXT-X-ENDLIST"].join("\n");
}

function setup(options: Partial<PlayerStreamOptions> = {}) {
  const loader = createFakeLoader();
  const warnings: string[] = [];
  const head = { position: 0, rate: 1 };
  const stream = createPlayerStream({
    loader,
    formats: [hls],
    playhead: () => head,
    warn: (message) => warnings.push(message),
    ...options,
  });
  stream.addManifest({ url: `${base}master.m3u8?token=1`, body: multivariant });
  for (const name of ["low", "high", "audio"]) {
    stream.addManifest({ url: `${base}${name}.m3u8`, body: playlist(name) });
  }
  const match = (name: string): SegmentMatch => {
    const found: RequestMatch = stream.find({ url: base + name }, true);
    if (!stream.canRequest(found)) throw new Error(`${name} is a ${found.type}`);
    return found;
  };
  /** The player asks for a segment of 4 s whose number says when it begins. */
  const ask = (name: string, more: SegmentRequestOptions = {}) => {
    const startTime = Number(/-(\d+)/.exec(name)?.[1]) * 4;
    return stream.request(match(name), { url: base + name, startTime, ...more });
  };
  const company = () => loader.emit("peer_connect", { id: "bb", remoteAddress: "" });
  const queue = () =>
    loader.queue.map(({ url, priority }) => [url.slice(base.length), Math.round(priority)]);
  return { loader, stream, warnings, head, ask, match, queue, company };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

test("addresses may be relative to the page, as sites write them", () => {
  vi.stubGlobal("document", { baseURI: `${base}page/` });
  const { stream } = setup({});
  stream.reset();
  stream.addManifest({ url: "../master.m3u8", body: multivariant });
  stream.addManifest({ url: "/low.m3u8", body: playlist("low") });
  expect(stream.registry.swarmId).toBe(`${base}master.m3u8`);
  expect(stream.find({ url: "../low-3.ts" }, true).type).toBe("segment");
  vi.unstubAllGlobals();
});

describe("the queue", () => {
  test("the segment that the player waits for is first, the next ones are never urgent", () => {
    const { ask, queue, loader } = setup();
    void ask("low-0.ts");
    expect(queue().slice(0, 3)).toEqual([
      ["low-0.ts", 0],
      ["low-1.ts", 6],
      ["low-2.ts", 8],
    ]);
    expect(loader.queue[1]?.priority).toBeGreaterThan(loader.settings.requiredSegmentsPriority);
  });

  test("while the player waits for something urgent, few others join the queue; then the whole window", async () => {
    const { ask, queue, loader } = setup();
    const first = ask("low-0.ts");
    expect(queue()).toHaveLength(3);
    loader.bring(`${base}low-0.ts`, 1000);
    await first;
    expect(queue()[0]).toEqual(["low-1.ts", 6]);
    expect(queue().at(-1)).toEqual(["low-29.ts", 116]);
  });

  test("with peers, a segment that is not needed soon may wait for them; without, it is urgent", async () => {
    const { ask, loader, company, head } = setup();
    head.position = 0;
    void ask("low-5.ts");
    // Peers may be about to connect.
    expect(loader.queued(`${base}low-5.ts`).priority).toBe(20);
    await vi.advanceTimersByTimeAsync(3500);
    expect(loader.queued(`${base}low-5.ts`).priority).toBe(6);
    company();
    expect(loader.queued(`${base}low-5.ts`).priority).toBe(20);
  });

  test("what a player waits for is urgent, wherever it says that it is", () => {
    const { ask, loader, company, head } = setup();
    company();
    // Before the first frame of a live stream the media element is at 0.
    Object.assign(head, { isWaiting: true });
    void ask("low-15.ts");
    expect(loader.queued(`${base}low-15.ts`).priority).toBe(0);
    expect(loader.queued(`${base}low-17.ts`).priority).toBe(8);
  });

  test("a request that has waited for peers for some seconds is urgent", async () => {
    const { ask, loader, company } = setup();
    company();
    void ask("low-10.ts");
    await vi.advanceTimersByTimeAsync(5000);
    expect(loader.queued(`${base}low-10.ts`).priority).toBe(6);
  });

  test("a segment becomes urgent when the playhead comes near", async () => {
    const { ask, loader, company, head, stream } = setup();
    company();
    void ask("low-3.ts");
    loader.emit("piece_bytes_downloaded", "p2p", 10, "bb", loader.queued(`${base}low-3.ts`));
    expect(loader.queued(`${base}low-3.ts`).priority).toBe(12);
    head.position = 8;
    await vi.advanceTimersByTimeAsync(600);
    stream.update();
    expect(loader.queued(`${base}low-3.ts`).priority).toBe(4);
  });

  test("audio and video are in one queue and one swarm, by the time at which they are needed", async () => {
    const { ask, loader, queue } = setup();
    const [video, audio] = [ask("low-0.ts"), ask("audio-0.ts")];
    loader.bring(`${base}low-0.ts`, 1000);
    loader.bring(`${base}audio-0.ts`, 1000);
    await Promise.all([video, audio]);
    const names = queue().map(([name]) => name);
    expect(names.slice(2, 6).sort()).toEqual(["audio-2.ts", "audio-3.ts", "low-2.ts", "low-3.ts"]);
    expect(new Set(loader.swarms)).toEqual(new Set([`${base}master.m3u8`]));
    expect(new Set(loader.queue.map(({ streamId }) => streamId)).size).toBe(2);
  });

  test("a switch of quality moves the queue, and keeps what the player still waits for", () => {
    const { ask, queue } = setup();
    void ask("low-3.ts");
    void ask("high-4.ts");
    const names = queue().map(([name]) => name);
    expect(names).toContain("low-3.ts");
    expect(names).not.toContain("low-5.ts");
    expect(names).toContain("high-5.ts");
  });

  test("a seek moves the queue", async () => {
    const { ask, queue, head, loader } = setup();
    const first = ask("low-0.ts");
    loader.bring(`${base}low-0.ts`, 1000);
    await first;
    head.position = 80;
    void ask("low-20.ts");
    const names = queue().map(([name]) => name);
    expect(names[0]).toBe("low-20.ts");
    expect(names).not.toContain("low-1.ts");
  });

  test("the loader is told only when something changed", async () => {
    const { ask, loader, stream, head } = setup();
    void ask("low-0.ts");
    const { loads } = loader;
    for (const position of [0.1, 0.2, 0.3]) {
      head.position = position;
      await vi.advanceTimersByTimeAsync(600);
      stream.update();
    }
    expect(loader.loads - loads).toBeLessThanOrEqual(1);
  });

  test("with the identity of 0.6 the swarm is that of the variant", () => {
    const { ask, loader } = setup({ identity: "p2p-media-loader-0.6", swarmId: "site" });
    void ask("high-0.ts");
    expect(loader.swarms.at(-1)).toBe("site+V1");
  });

  test("gaps are left out, and so is what the player has", async () => {
    const { ask, queue, loader } = setup();
    const first = ask("low-0.ts");
    loader.bring(`${base}low-0.ts`, 1000);
    await first;
    const second = ask("low-1.ts");
    loader.bring(`${base}low-1.ts`, 1000);
    await second;
    expect(queue().map(([name]) => name)).not.toContain("low-0.ts");
    expect(queue().map(([name]) => name)).not.toContain("low-1.ts");
  });
});

describe("deliveries", () => {
  test("from the origin, with its own times", async () => {
    const { ask, loader, stream } = setup();
    const answer = ask("low-0.ts?cmcd=1".replace("?cmcd=1", ""));
    await vi.advanceTimersByTimeAsync(1000);
    loader.bring(`${base}low-0.ts`, 100_000, { took: 240, firstByte: 40 });
    const { data, source, responseUrl, timing, bandwidth } = await answer;
    expect(data.byteLength).toBe(100_000);
    expect({ source, responseUrl }).toEqual({ source: "http", responseUrl: `${base}low-0.ts` });
    expect(bandwidth).toBe(4_000_000);
    expect(timing.end - timing.first).toBeCloseTo(200);
    expect(timing.first - timing.start).toBeCloseTo(40);
    expect(stream.statistics.delivered).toEqual({ http: 1, p2p: 0, cache: 0 });
  });

  test("from a peer and from the cache, the speed is that of the network", async () => {
    const { ask, loader } = setup();
    const first = ask("low-0.ts");
    loader.bring(`${base}low-0.ts`, 100_000, { took: 240, firstByte: 40 });
    await first;
    const second = ask("low-1.ts");
    loader.bring(`${base}low-1.ts`, 100_000, { took: 2, peerId: "bb" });
    const fast = await second;
    expect(fast).toMatchObject({ source: "p2p", peerId: "bb", bandwidth: 4_000_000 });
    loader.bring(`${base}low-2.ts`, 50_000, { took: 5000, peerId: "bb" });
    const cached = await ask("low-2.ts");
    expect(cached).toMatchObject({ source: "cache", bandwidth: 4_000_000 });
    expect(cached.timing.end - cached.timing.first).toBeCloseTo(100);
  });

  test("what was loaded ahead is not kept on the page", async () => {
    const { ask, loader } = setup();
    void ask("low-0.ts");
    const ahead = loader.queued(`${base}low-1.ts`);
    loader.bring(`${base}low-1.ts`, 1000, { peerId: "bb" });
    expect(ahead.data).toBeUndefined();
    const { data, source } = await ask("low-1.ts");
    expect([data.byteLength, source]).toEqual([1000, "cache"]);
  });

  test("progress is that of the running attempt", () => {
    const { ask, loader } = setup();
    const seen: number[] = [];
    void ask("low-0.ts", { onProgress: (loaded) => seen.push(loaded) });
    const segment = loader.queued(`${base}low-0.ts`);
    loader.emit("segment_state_change", segment, "p2p", "");
    loader.emit("piece_bytes_downloaded", "p2p", 10, "bb", segment);
    loader.emit("piece_bytes_downloaded", "p2p", 5, "bb", segment);
    loader.emit("segment_state_change", segment, "http", "");
    loader.emit("piece_bytes_downloaded", "http", 7, undefined, segment);
    expect(seen).toEqual([10, 15, 7]);
  });

  test("the address that the player asks for is the one that is loaded", () => {
    const { stream, match, loader } = setup();
    void stream.request(match("low-0.ts"), { url: `${base}low-0.ts?CMCD=mtp%3D1`, startTime: 0 });
    expect(loader.queue[0]?.url).toBe(`${base}low-0.ts?CMCD=mtp%3D1`);
  });

  test("a request that waits takes the address of a fresh manifest, because a token may have expired", () => {
    const { stream, ask, loader, company } = setup();
    company();
    void ask("low-3.ts");
    expect(loader.queue[0]?.url).toBe(`${base}low-3.ts`);
    const body = playlist("low").replaceAll(".ts", ".ts?token=2");
    stream.addManifest({ url: `${base}low.m3u8`, body });
    expect(loader.queue[0]?.url).toBe(`${base}low-3.ts?token=2`);
  });
});

describe("failures", () => {
  const outcome = async (promise: Promise<unknown>) => {
    const error = await promise.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(DeliveryError);
    const { failure, status } = error as DeliveryError;
    return [failure, status];
  };

  test("the origin's status reaches the player", async () => {
    const { ask, loader } = setup();
    const answer = ask("low-0.ts");
    loader.fail(`${base}low-0.ts`, { code: "HTTP_STATUS", status: 503 });
    expect(await outcome(answer)).toEqual(["http", 503]);
  });

  test.each([401, 403])(
    "a refusal (%s) is no answer: the player's own request may carry a token",
    async (status) => {
      const { ask, loader } = setup();
      const answer = ask("low-0.ts");
      loader.fail(`${base}low-0.ts`, { code: "HTTP_STATUS", status });
      expect(await outcome(answer)).toEqual(["unavailable", status]);
    },
  );

  test.each([
    ["HTTP_TIMEOUT", "timeout"],
    ["HTTP_TRUNCATED", "http"],
    ["WORKER_UNAVAILABLE", "unavailable"],
    ["CALLBACK_FAILED", "unavailable"],
  ])("%s is %s", async (code, failure) => {
    const { ask, loader } = setup();
    const answer = ask("low-0.ts");
    loader.fail(`${base}low-0.ts`, { code });
    expect(await outcome(answer)).toEqual([failure, 0]);
  });

  test("a bad copy of one peer is not the end", async () => {
    const { ask, loader } = setup();
    const answer = ask("low-0.ts");
    loader.fail(`${base}low-0.ts`, { code: "P2P_VALIDATION_FAILED" }, "bb");
    loader.bring(`${base}low-0.ts`, 10);
    expect((await answer).source).toBe("http");
  });

  test("the player's abort takes the segment out of the queue's front", async () => {
    const { ask, loader } = setup();
    const controller = new AbortController();
    const answer = ask("low-0.ts", { signal: controller.signal });
    controller.abort();
    expect(await outcome(answer)).toEqual(["aborted", 0]);
    loader.bring(`${base}low-0.ts`, 10);
  });

  test("a loader that refuses the queue, or says nothing, is given up, with one warning", async () => {
    const { ask, loader, warnings } = setup();
    loader.refusal = new TypeError("simultaneousHttpDownloads: must be a number");
    expect(await outcome(ask("low-0.ts"))).toEqual(["unavailable", 0]);
    const silent = outcome(ask("low-1.ts"));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await silent).toEqual(["unavailable", 0]);
    expect(warnings).toHaveLength(1);
  });

  test("a bad manifest is one warning, and nothing is counted as unknown", () => {
    const loader = createFakeLoader();
    const warnings: string[] = [];
    const stream = createPlayerStream({
      loader,
      formats: [hls],
      playhead: () => ({ position: 0, rate: 1 }),
      warn: (message) => warnings.push(message),
    });
    stream.addManifest({ url: `${base}x.m3u8`, body: "<html>" });
    expect(stream.find({ url: `${base}0.ts` }, true).type).toBe("unknown");
    expect(warnings).toHaveLength(1);
    expect(stream.statistics.unknownMediaRequests).toBe(0);
  });

  test("media that no manifest names is counted", () => {
    const { stream } = setup();
    expect(stream.find({ url: `${base}nowhere.ts` }, true).type).toBe("unknown");
    stream.find({ url: `${base}key.bin` }, false);
    expect(stream.statistics.unknownMediaRequests).toBe(1);
  });
});

test("another source aborts what is open and leaves nothing of the first one in the queue", async () => {
  const { ask, loader, stream } = setup();
  const answer = ask("low-0.ts");
  stream.reset();
  await expect(answer).rejects.toMatchObject({ failure: "aborted" });
  expect(loader.queue).toEqual([]);
  expect(stream.registry.manifestUrl).toBeUndefined();
});

test("destroy leaves no timer and no loader, and what comes late is harmless", async () => {
  const { ask, loader, stream } = setup();
  const answer = ask("low-0.ts");
  const segment = loader.queued(`${base}low-0.ts`);
  await Promise.all([
    expect(answer).rejects.toMatchObject({ failure: "aborted" }),
    stream.destroy(),
  ]);
  expect(loader.isDestroyed).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
  loader.emit("segment_loaded", Object.assign(segment, { data: new ArrayBuffer(1) }));
});

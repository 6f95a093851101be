import { hls, type RequestMatch } from "@swarmlane/manifest";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createPlayerStream } from "./create-player-stream.ts";
import type { Playhead } from "./player-stream.ts";
import { createFakeLoader } from "./stream-loader.fake.ts";

const base = "https://cdn.example/";
const segments = Array.from({ length: 6 }, (_, n) => `#EXTINF:4,\n${n}.ts`);
const playlist = ["#EXTM3U", "#EXT-X-TARGETDURATION:4", ...segments, "#EXT-X-ENDLIST"].join("\n");

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function setup() {
  const loader = createFakeLoader();
  const warnings: string[] = [];
  let head: Playhead = { position: 0, rate: 1, hasPlayed: false };
  const stream = createPlayerStream({
    loader,
    formats: [hls],
    playhead: () => head,
    warn: (message) => warnings.push(message),
    startsAlone: true,
  });
  stream.addManifest({ url: `${base}v.m3u8`, body: playlist });
  const match = (n: number): RequestMatch => stream.find({ url: `${base}${n}.ts` }, true);
  const ask = (n: number) => {
    const found = match(n);
    if (!stream.canRequest(found)) throw new Error(`${n} is the player's`);
    return stream.request(found, { startTime: n * 4 });
  };
  /** The player has loaded it itself. */
  const adopt = (n: number, bytes = 1000) =>
    stream.adopt(match(n), {
      ...{ data: new ArrayBuffer(bytes), responseUrl: `${base}${n}.ts` },
      ...{ downloadTime: 40, startTime: n * 4 },
    });
  const play = async () => {
    head = { position: 0.1, rate: 1, hasPlayed: true };
    stream.update();
    await vi.advanceTimersByTimeAsync(0);
  };
  const queue = () => loader.queue.map(({ url }) => url.slice(base.length));
  return { loader, stream, warnings, match, ask, adopt, play, queue };
}

test("the player loads its first segment itself, and the loader is told of nothing", () => {
  const { stream, match, loader } = setup();
  expect(stream.canRequest(match(0))).toBe(false);
  expect(stream.canRequest(match(1))).toBe(false);
  expect(loader.loads).toBe(0);
});

test("what the player loaded is handed over with the first picture, and shared like the rest", async () => {
  const { stream, match, adopt, play, loader, queue } = setup();
  stream.canRequest(match(0));
  adopt(0);
  expect(loader.loads).toBe(0);
  await play();
  expect(loader.provided).toEqual(new Map([[loader.queued(`${base}0.ts`).id, 1000]]));
  expect(queue()).toEqual(["1.ts", "2.ts", "3.ts", "4.ts", "5.ts", "0.ts"]);
  loader.bring(`${base}0.ts`, 1000);
  await vi.advanceTimersByTimeAsync(0);
  stream.addManifest({ url: `${base}v.m3u8`, body: playlist });
  expect(queue()).not.toContain("0.ts");
  expect(stream.statistics).toMatchObject({ delivered: { http: 1 }, fallbacks: 0 });
});

test("the segment after it waits for the loader, and comes from there", async () => {
  const { adopt, ask, play, loader } = setup();
  adopt(0);
  const second = ask(1);
  expect(loader.loads).toBe(0);
  await play();
  loader.bring(`${base}1.ts`, 500, { peerId: "bb" });
  await expect(second).resolves.toMatchObject({ source: "p2p" });
});

test("a paused player has no picture that moves: after 1.5 s with its first segment it need not have one", async () => {
  const { adopt, loader } = setup();
  adopt(0);
  await vi.advanceTimersByTimeAsync(1499);
  expect(loader.loads).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(loader.loads).toBe(1);
});

test("a player that needs a second segment to begin gets it after half a second", async () => {
  const { adopt, ask, loader } = setup();
  adopt(0);
  void ask(1);
  await vi.advanceTimersByTimeAsync(499);
  expect(loader.loads).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(loader.queued(`${base}1.ts`).priority).toBeLessThan(6);
});

test("an origin that brings nothing keeps the loader out for three seconds", async () => {
  const { stream, match, ask, loader } = setup();
  stream.canRequest(match(0));
  await vi.advanceTimersByTimeAsync(2999);
  expect(stream.canRequest(match(0))).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  void ask(0);
  expect(loader.queue).not.toHaveLength(0);
});

test("a stream that is destroyed meanwhile starts nothing afterwards", async () => {
  const { adopt, stream, loader } = setup();
  adopt(0);
  await stream.destroy();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(loader.loads).toBe(0);
});

test("a loader that refuses what was loaded costs nothing but the sharing", () => {
  const { adopt, loader, warnings } = setup();
  loader.provide = () => {
    throw new TypeError("refused");
  };
  adopt(0);
  expect(warnings).toEqual(["What the player loaded itself could not be shared."]);
});

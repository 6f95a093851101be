import type { SegmentInfo } from "@swarmlane/contract";
import { expect, test } from "vitest";
import { createEventClock } from "../clock/event-clock.ts";
import { createTimeline, type StreamOptions } from "../origin/timeline.ts";
import { createPlayer, hlsJs, type PlayerOptions } from "./player.ts";

const recording: StreamOptions = { segmentSeconds: 4, bitRate: 1_000_000, seconds: 40 };
const live: StreamOptions = { ...recording, seconds: Infinity, windowSeconds: 28 };

interface SceneOptions {
  readonly stream: StreamOptions;
  readonly player?: Partial<PlayerOptions>;
  /** ms that a segment takes, or undefined for one that does not come by itself. */
  readonly takes?: (sequence: number) => number | undefined;
  readonly prioritiesInSeconds?: boolean;
}

/** A player over a loader that brings each segment after a while. */
function open(scene: SceneOptions) {
  const { stream, player: changes, takes = () => 100, prioritiesInSeconds = false } = scene;
  const clock = createEventClock();
  const timeline = createTimeline(stream);
  const queues: { at: number; queue: readonly [sequence: number, priority: number][] }[] = [];
  const notes: string[] = [];
  const played: number[] = [];
  const stalls: number[] = [];
  const awaited = new Set<number>();

  function load(queue: readonly SegmentInfo[]): void {
    queues.push({
      at: clock.now(),
      queue: queue.map((info) => [Number(info.sequence), info.priority] as const),
    });
    const first = Number(queue[0]?.sequence);
    const ms = takes(first);
    if (awaited.has(first) || ms === undefined) return;
    awaited.add(first);
    clock.setTimeout(() => {
      awaited.delete(first);
      player.delivered(first);
    }, ms);
  }

  const player = createPlayer({
    clock,
    timeline,
    options: { ...hlsJs, append: 0, firstPicture: 0, ...changes },
    getPlaylist: (onLoaded) => {
      const asOf = clock.now();
      clock.setTimeout(() => onLoaded(asOf), 10);
    },
    load,
    isThere: () => Promise.resolve(false),
    lateness: () => 0,
    phase: 0,
    prioritiesInSeconds,
    notes: {
      started: () => notes.push(`started at ${clock.now()}`),
      played: (sequence) => played.push(sequence),
      stalled: (ms) => stalls.push(ms),
      skipped: () => notes.push("skipped"),
      ended: () => notes.push("ended"),
    },
  });
  player.start();
  return { clock, player, queues, notes, played, stalls };
}

test("a recording is played from the first segment to the last, without a stall", async () => {
  const { clock, notes, played, stalls, player } = open({ stream: recording });
  await clock.run(60_000);
  expect(notes).toEqual(["started at 110", "ended"]);
  expect(played).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(stalls).toEqual([]);
  expect([player.isOver, player.position]).toEqual([true, 40]);
});

test("the queue is the one of the 0.6 engine: from the awaited segment on, priorities count from the playhead", async () => {
  const { clock, queues } = open({ stream: recording });
  await clock.run(350);
  const firsts = queues.map(({ queue }) => JSON.stringify(queue.slice(0, 2)));
  expect([...new Set(firsts)]).toEqual([
    "[[0,0],[1,1]]",
    "[[1,1],[2,2]]",
    "[[2,2],[3,3]]",
    "[[3,3],[4,4]]",
  ]);
  expect(queues[0]?.queue).toHaveLength(10);
});

test("when the playhead enters a segment, the one that is awaited becomes more urgent", async () => {
  const { clock, queues } = open({
    stream: recording,
    takes: (sequence) => (sequence === 2 ? undefined : 100),
  });
  await clock.run(5000);
  expect(queues.slice(-2).map(({ queue }) => queue[0])).toEqual([
    [2, 2],
    [2, 1],
  ]);
});

test("no more is buffered than the player wants", async () => {
  const { clock, queues } = open({ stream: recording, player: { bufferSeconds: 12 } });
  await clock.run(3000);
  expect(queues.at(-1)?.queue[0]?.[0]).toBe(3);
  await clock.run(4500);
  expect(queues.at(-1)?.queue[0]?.[0]).toBe(4);
});

test("a segment that comes too late is one stall, as long as it was missing", async () => {
  const { clock, stalls, notes, queues } = open({
    stream: recording,
    takes: (sequence) => (sequence === 2 ? 10_000 : 100),
  });
  await clock.run(60_000);
  // Segments 0 and 1 are played from 110 to 8,110 ms; segment 2 comes at 210 + 10,000.
  expect(stalls).toEqual([10_210 - 8110]);
  expect(notes).toContain("ended");
  // hls.js reports the stall, and the engine counts what is missing as the next one to be played.
  expect(queues.filter(({ queue }) => queue[0]?.[0] === 2).at(-1)).toMatchObject({
    at: 8610,
    queue: expect.arrayContaining([[2, 0]]) as unknown,
  });
});

test("a live player starts three segments behind the edge, and loads what appears", async () => {
  const { clock, played, stalls, notes, queues } = open({ stream: live });
  await clock.run(21_000);
  expect(queues[0]?.queue).toEqual([
    [4, 0],
    [5, 1],
    [6, 2],
  ]);
  expect(played).toEqual([4, 5, 6, 7, 8, 9]);
  expect([stalls, notes]).toEqual([[], ["started at 110"]]);
});

test("a live player whose next segment left the window jumps to the edge", async () => {
  const { clock, notes, played } = open({
    stream: live,
    takes: (sequence) => (sequence === 5 ? 60_000 : 100),
  });
  await clock.run(120_000);
  expect(notes.filter((note) => note === "skipped")).toHaveLength(1);
  expect(played.slice(0, 2)).toEqual([4, 5]);
  expect(played[2]).toBeGreaterThan(10);
});

test("a segment that failed is asked for again a second later", async () => {
  let asked = 0;
  const { clock, player, played } = open({
    stream: recording,
    takes: (sequence) => (sequence === 0 && (asked += 1) === 1 ? undefined : 100),
  });
  await clock.run(50);
  player.failed(0);
  await clock.run(2000);
  expect(asked).toBe(2);
  expect(played).toEqual([0]);
});

test("a pause stands still without a stall, and a seek plays on from there", async () => {
  const { clock, player, played, stalls } = open({
    stream: recording,
    player: { bufferSeconds: 8 },
  });
  await clock.run(1000);
  player.pause();
  await clock.run(30_000);
  expect(player.position).toBeCloseTo(0.89);
  player.resume();
  player.seek(32);
  await clock.run(37_000);
  expect(played).toEqual([0, 8, 9]);
  expect(stalls).toEqual([]);
});

test("priorities count segments from the playhead, or the seconds until a segment is played", async () => {
  const last = async (prioritiesInSeconds: boolean) => {
    const { clock, queues, player } = open({ stream: recording, prioritiesInSeconds });
    await clock.run(5000);
    const { at, queue } = queues.at(-1) ?? { at: 0, queue: [] };
    player.stop();
    return queue.map(([sequence, priority]) => [sequence * 4 - at / 1000, priority] as const);
  };
  for (const [, priority] of await last(false)) expect(Number.isInteger(priority)).toBe(true);
  // The player started within the first half second.
  for (const [ahead, priority] of await last(true)) {
    expect(priority).toBeGreaterThanOrEqual(ahead);
    expect(priority).toBeLessThan(ahead + 0.5);
  }
});

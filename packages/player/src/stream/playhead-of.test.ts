import { expect, test } from "vitest";
import { playheadOf } from "./playhead-of.ts";

const ranges = (...list: [number, number][]) => ({
  length: list.length,
  start: (index: number) => list[index]?.[0] ?? NaN,
  end: (index: number) => list[index]?.[1] ?? NaN,
});
const media = (currentTime: number, buffered: [number, number][], played: [number, number][]) => ({
  ...{ currentTime, playbackRate: 1 },
  ...{ buffered: ranges(...buffered), played: ranges(...played) },
});

test.each<[string, ReturnType<typeof media>, object]>([
  ["nothing loaded yet", media(0, [], []), { position: 0, isWaiting: true }],
  ["a first segment that begins a little late", media(0, [[0.08, 2]], []), { position: 0 }],
  ["live, before the first seek", media(0, [[100, 102]], []), { position: 100 }],
  ["playing", media(5, [[0, 9]], [[0, 5]]), { position: 5, hasPlayed: true }],
  [
    "a seek to where nothing is",
    media(50, [[0, 9]], [[0, 5]]),
    { position: 50, isWaiting: true, hasPlayed: true },
  ],
  [
    "a stall at the end of the buffer",
    media(9, [[0, 9]], [[0, 9]]),
    { position: 9, isWaiting: true, hasPlayed: true },
  ],
])("%s", (_, element, expected) => {
  expect(playheadOf(element)).toEqual({ rate: 1, hasPlayed: false, ...expected });
});

test("a player without a media element waits", () => {
  expect(playheadOf(null)).toEqual({ position: 0, rate: 1, isWaiting: true });
});

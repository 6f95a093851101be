import type { ManifestSegment, Rendition, RenditionTiming } from "@swarmlane/manifest";
import { expect, test } from "vitest";
import { liveRoomOf } from "./live-room.ts";
import type { Track } from "./upcoming.ts";
import { urgentWindowOf } from "./urgent-window.ts";

const recorded = (targetDuration: number): RenditionTiming => ({
  ...{ isLive: false, isLowLatency: false, targetDuration },
  ...{ start: 0, end: 600 },
});
const live = (targetDuration: number, segments: number): RenditionTiming => ({
  ...recorded(targetDuration),
  ...{ isLive: true, start: 100, end: 100 + segments * targetDuration },
});
const track = (timing: RenditionTiming, bandwidth: number): Track => ({
  rendition: { bandwidth, timing: () => timing } as Rendition,
  from: { duration: timing.targetDuration } as ManifestSegment,
  offset: 0,
});
const at = (position: number) => ({ position, rate: 1 });

test.each<[string, Track, number, number | undefined, number]>([
  ["a recorded stream: a segment and a half", track(recorded(6), 1e6), 0, 20e6, 9],
  ["short segments: some seconds", track(recorded(2), 1e6), 0, 20e6, 4],
  ["a slow network: three downloads", track(recorded(4), 2e6), 0, 2.5e6, 10],
  ["never more than 15 s", track(recorded(10), 2e6), 0, 1e6, 15],
  ["nothing measured yet", track(recorded(4), 2e6), 0, undefined, 6],
  ["live, ten of twelve seconds behind", track(live(2, 6), 1e6), 102, 20e6, 4],
  ["live, close to the edge", track(live(2, 6), 1e6), 106, 20e6, 2],
])("%s", (_, one, position, bandwidth, expected) => {
  expect(urgentWindowOf([one], at(position), bandwidth)).toBe(expected);
});

test.each([
  ["six segments of 2 s", live(2, 6), { latency: 10, buffer: 8 }],
  ["a window of ten minutes", live(6, 100), { latency: 60, buffer: 54 }],
  ["a window of three segments", live(4, 3), undefined],
  ["a recorded stream", recorded(4), undefined],
  ["a low-latency stream", { ...live(4, 6), isLowLatency: true }, undefined],
  ["nothing known", undefined, undefined],
])("room of %s", (_, timing, expected) => {
  expect(liveRoomOf(timing)).toEqual(expected);
});

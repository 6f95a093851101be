import { expect, test } from "vitest";
import { rememberedSegments, type SegmentCell } from "../model/segment-map.ts";
import { createLoadedSegments, type LoadedSegment } from "./loaded-segments.ts";

function loaded(url: string, start: number, more: Partial<LoadedSegment> = {}): LoadedSegment {
  const whole = { range: undefined, kind: "video", height: 270 } as const;
  return { url, start, end: start + 2, ...whole, ...more };
}

function cell(url: string, range?: string): SegmentCell {
  const segment = { id: url, url, range, streamId: "V0", sequence: "1" };
  return { key: url, segment, state: "cached", reason: "", source: "http" };
}

test("the segment at the playhead plays, of video and of audio", () => {
  let position = 1;
  const segments = createLoadedSegments(() => position);
  segments.add(loaded("/v1", 0));
  segments.add(loaded("/v2", 2));
  segments.add(loaded("/a1", 0, { kind: "audio", height: undefined }));
  const playing = () =>
    ["/v1", "/v2", "/a1", "/unknown"].filter((url) => segments.isPlaying(cell(url)));
  expect(playing()).toEqual(["/v1", "/a1"]);
  position = 2;
  expect(playing()).toEqual(["/v2"]);
});

test("after a switch of quality the newest one plays", () => {
  const segments = createLoadedSegments(() => 1);
  segments.add(loaded("/low", 0));
  segments.add(loaded("/high", 0, { height: 540 }));
  expect(segments.isPlaying(cell("/low"))).toBe(false);
  segments.add(loaded("/low", 0));
  expect(segments.isPlaying(cell("/low"))).toBe(true);
});

test("byte ranges of one file are segments of their own", () => {
  const segments = createLoadedSegments(() => 1);
  segments.add(loaded("/file", 0, { range: "bytes=0-9" }));
  segments.add(loaded("/file", 2, { range: "bytes=10-19" }));
  expect(segments.isPlaying(cell("/file", "bytes=0-9"))).toBe(true);
  expect(segments.isPlaying(cell("/file", "bytes=10-19"))).toBe(false);
});

test("one segment tells the quality of its row; audio has none", () => {
  const segments = createLoadedSegments(() => 0);
  segments.add(loaded("/v2", 2));
  segments.add(loaded("/a1", 0, { kind: "audio", height: undefined }));
  const quality = (...urls: string[]) =>
    segments.qualityOf({ streamId: "V0", cells: urls.map((url) => cell(url)) });
  expect(quality("/v1", "/v2")).toBe("270p");
  expect(quality("/a1")).toBeUndefined();
});

test("an endless stream leaves only its newest segments", () => {
  const segments = createLoadedSegments(() => 1);
  segments.add(loaded("/first", 0));
  for (let n = 0; n < rememberedSegments; n++) segments.add(loaded(`/${n}`, 10));
  expect(segments.isPlaying(cell("/first"))).toBe(false);
});

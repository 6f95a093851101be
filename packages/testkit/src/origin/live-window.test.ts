import { expect, test } from "vitest";
import { liveWindow } from "./live-window.ts";

const vod = [
  "#EXTM3U",
  "#EXT-X-TARGETDURATION:2",
  "#EXT-X-MEDIA-SEQUENCE:0",
  "#EXT-X-PLAYLIST-TYPE:VOD",
  ...[0, 1, 2, 3, 4].flatMap((n) => ["#EXTINF:2.0,", `${n}.ts`]),
  "#EXT-X-ENDLIST",
].join("\n");

const shown = (playlist: string) => playlist.split("\n").filter((line) => line.endsWith(".ts"));

test("a session begins with a full window", () => {
  const playlist = liveWindow(vod, 0, { size: 3 });
  expect(shown(playlist)).toEqual(["0.ts", "1.ts", "2.ts"]);
  expect(playlist).toContain("#EXT-X-MEDIA-SEQUENCE:0");
  expect(playlist).not.toMatch(/ENDLIST|VOD/);
});

test("the window slides by one segment in a segment's time", () => {
  expect(shown(liveWindow(vod, 1.9, { size: 3 }))).toEqual(["0.ts", "1.ts", "2.ts"]);
  const later = liveWindow(vod, 2, { size: 3 });
  expect(shown(later)).toEqual(["1.ts", "2.ts", "3.ts"]);
  expect(later).toContain("#EXT-X-MEDIA-SEQUENCE:1");
});

test("the broadcast ends with the recording", () => {
  const playlist = liveWindow(vod, 1000, { size: 3 });
  expect(shown(playlist)).toEqual(["2.ts", "3.ts", "4.ts"]);
  expect(playlist).toContain("#EXT-X-ENDLIST");
});

test("an endless broadcast begins again at the end of the recording", () => {
  const at = (elapsed: number) => liveWindow(vod, elapsed, { size: 3, isEndless: true });
  expect(at(4).split("\n")).toEqual([
    ...["#EXTM3U", "#EXT-X-TARGETDURATION:2", "#EXT-X-MEDIA-SEQUENCE:2"],
    ...[2, 3, 4].flatMap((n) => ["#EXTINF:2.0,", `${n}.ts`]),
    "",
  ]);
  expect(at(6).split("\n")).toEqual([
    ...["#EXTM3U", "#EXT-X-TARGETDURATION:2", "#EXT-X-MEDIA-SEQUENCE:3"],
    ...[3, 4].flatMap((n) => ["#EXTINF:2.0,", `${n}.ts`]),
    ...["#EXT-X-DISCONTINUITY", "#EXTINF:2.0,", "0.ts?lap=1", ""],
  ]);
  expect(at(10)).toMatch(/SEQUENCE:5\n#EXT-X-DISCONTINUITY\n#EXTINF:2.0,\n0.ts\?lap=1\n/);
  expect(at(12)).toMatch(/MEDIA-SEQUENCE:6\n#EXT-X-DISCONTINUITY-SEQUENCE:1\n#EXTINF:2.0,\n1.ts/);
  expect(at(1_000_002).split("\n")).toContain("#EXT-X-DISCONTINUITY-SEQUENCE:100000");
});

test("a master playlist is left alone", () => {
  const master = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nv0/media.m3u8\n";
  expect(liveWindow(master, 10)).toBe(master);
});

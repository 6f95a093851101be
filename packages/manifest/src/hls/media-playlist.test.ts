/** Media playlists: which segments they list, and what a player's requests are. */
import { describe, expect, test } from "vitest";
import { livePlaylist, sequences, testRegistry } from "../registry.fake.ts";
import { hls } from "./hls-stream.ts";

const vod = (lines: readonly string[]) =>
  ["#EXTM3U", "#EXT-X-TARGETDURATION:4", ...lines, "#EXT-X-ENDLIST"].join("\n");

describe("segments", () => {
  test("are numbered by media sequence, and have the times that the playlist says", () => {
    const registry = testRegistry(hls);
    registry.accept(
      "index.m3u8",
      vod([
        "#EXT-X-MEDIA-SEQUENCE:7",
        "#EXTINF:4.0,title, with a comma",
        "a.ts",
        "#EXTINF: 2.5",
        "sub/b.ts?token=1",
        "#EXTINF:1",
        "https://other.example/c.ts",
      ]),
    );
    const [rendition] = registry.renditions;
    const segments = rendition?.segmentsFrom("0", 10) ?? [];
    expect(sequences(segments)).toEqual(["7", "8", "9"]);
    expect(segments.map((segment) => segment.url)).toEqual([
      "https://cdn.example/live/a.ts",
      "https://cdn.example/live/sub/b.ts?token=1",
      "https://other.example/c.ts",
    ]);
    expect(segments.map((segment) => [segment.startTime, segment.duration])).toEqual([
      [0, 4],
      [4, 2.5],
      [6.5, 1],
    ]);
    expect(rendition?.timing()).toEqual({
      isLive: false,
      targetDuration: 4,
      start: 0,
      end: 7.5,
      isLowLatency: false,
    });
    expect(rendition?.segmentAt(4)?.sequence).toBe("8");
    expect(rendition?.segmentAt(100)).toBeUndefined();
    expect(sequences(rendition?.segmentsFrom("8", 1) ?? [])).toEqual(["8"]);
  });

  test("of one file have the byte ranges that players ask for, with and without offsets", () => {
    const registry = testRegistry(hls);
    registry.accept(
      "index.m3u8",
      vod([
        '#EXT-X-MAP:URI="all.mp4",BYTERANGE="800@0"',
        "#EXTINF:4,",
        "#EXT-X-BYTERANGE:1000@800",
        "all.mp4",
        "#EXTINF:4,",
        "#EXT-X-BYTERANGE:500",
        "all.mp4",
      ]),
    );
    expect(registry.what("all.mp4", "0-799")).toBe("init");
    expect(registry.what("all.mp4", "800-1799")).toBe("0");
    expect(registry.what("all.mp4", "1800-2299")).toBe("1");
    // Some other part of the file, or all of it: known, and not a segment.
    expect(registry.what("all.mp4", "800-1800")).toBe("other");
    expect(registry.what("all.mp4")).toBe("other");
  });

  test("keep their discontinuity sequence and their dates, also those before the first date", () => {
    const registry = testRegistry(hls);
    registry.accept(
      "index.m3u8",
      vod([
        "#EXT-X-DISCONTINUITY-SEQUENCE:3",
        "#EXTINF:4,",
        "a.ts",
        "#EXT-X-DISCONTINUITY",
        "#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:10.000Z",
        "#EXTINF:4,",
        "b.ts",
        "#EXTINF:4,",
        "c.ts",
      ]),
    );
    const segments = registry.renditions[0]?.segmentsFrom("0", 10) ?? [];
    expect(segments.map((segment) => segment.discontinuity)).toEqual([3, 4, 4]);
    expect(segments.map((segment) => new Date(segment.programDateTime ?? 0).toISOString())).toEqual(
      ["2026-01-01T00:00:06.000Z", "2026-01-01T00:00:10.000Z", "2026-01-01T00:00:14.000Z"],
    );
  });

  test("that are gaps are listed, and not shared", () => {
    const registry = testRegistry(hls);
    registry.accept("index.m3u8", vod(["#EXTINF:4,", "#EXT-X-GAP", "a.ts", "#EXTINF:4,", "b.ts"]));
    const segments = registry.renditions[0]?.segmentsFrom("0", 10) ?? [];
    expect(segments.map(({ isGap, isShared }) => [isGap, isShared])).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  test("without a usable duration last as long as the target duration", () => {
    const registry = testRegistry(hls);
    const durations = ["-4", "0", "NaN", "1e400", "999999999999", ""];
    registry.accept(
      "index.m3u8",
      vod(durations.flatMap((duration, n) => [`#EXTINF:${duration},`, `${n}.ts`])),
    );
    const segments = registry.renditions[0]?.segmentsFrom("0", 10) ?? [];
    expect(segments.map((segment) => segment.duration)).toEqual([4, 4, 4, 1, 4, 4]);
  });

  test("say how long they are where the playlist does not", () => {
    const registry = testRegistry(hls);
    registry.accept("index.m3u8", "#EXTM3U\n#EXTINF:3,\na.ts\n#EXTINF:5,\nb.ts\n");
    expect(registry.renditions[0]?.timing()?.targetDuration).toBe(5);
  });

  test("are addresses with EXTINF only, as for hls.js", () => {
    const registry = testRegistry(hls);
    registry.accept("index.m3u8", vod(["stray.ts", "#EXTINF:4,", "a.ts"]));
    expect(registry.what("stray.ts")).toBe("unknown");
    expect(registry.what("a.ts")).toBe("0");
  });
});

describe("requests of a player", () => {
  test("are told apart: initialisation, keys, parts, hints, playlists, and whatever else", () => {
    const registry = testRegistry(hls);
    registry.accept(
      "index.m3u8",
      livePlaylist(1, 2, [
        "#EXT-X-PART-INF:PART-TARGET=0.5",
        '#EXT-X-MAP:URI="init.mp4"',
        '#EXT-X-KEY:METHOD=AES-128,URI="https://keys.example/k?id=1",IV=0x00000000000000000000000000000001',
      ]) +
        [
          '#EXT-X-PART:DURATION=0.5,URI="seg3.0.ts"',
          '#EXT-X-PART:DURATION=0.5,URI="parts.ts",BYTERANGE="100@0"',
          '#EXT-X-PART:DURATION=0.5,URI="parts.ts",BYTERANGE="50"',
          '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="seg3.1.ts"',
          '#EXT-X-PRELOAD-HINT:TYPE=MAP,URI="init2.mp4"',
        ].join("\n"),
    );
    expect(registry.what("seg1.ts")).toBe("1");
    expect(registry.what("init.mp4")).toBe("init");
    expect(registry.what("https://keys.example/k?id=1")).toBe("key");
    expect(registry.what("seg3.0.ts")).toBe("part");
    expect(registry.what("parts.ts", "100-149")).toBe("part");
    expect(registry.what("seg3.1.ts")).toBe("part");
    expect(registry.what("init2.mp4")).toBe("init");
    expect(registry.what("index.m3u8?_HLS_msn=3")).toBe("manifest");
    expect(registry.what("ad.ts")).toBe("unknown");
    expect(registry.renditions[0]?.timing()?.isLowLatency).toBe(true);
  });

  test("for a segment whose address was announced as a part before are for the segment", () => {
    const registry = testRegistry(hls);
    const hint = '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="seg3.ts",BYTERANGE-START=0';
    registry.accept("index.m3u8", livePlaylist(1, 2) + hint);
    expect(registry.what("seg3.ts")).toBe("part");
    registry.accept("index.m3u8", livePlaylist(2, 2));
    expect(registry.what("seg3.ts")).toBe("3");
    registry.accept("index.m3u8", livePlaylist(2, 2) + hint);
    expect(registry.what("seg3.ts")).toBe("3");
  });

  test("for a widened range of an encrypted initialisation segment are for that", () => {
    const registry = testRegistry(hls);
    registry.accept(
      "index.m3u8",
      vod(['#EXT-X-MAP:URI="init.mp4",BYTERANGE="700@100"', "#EXTINF:4,", "a.m4s"]),
    );
    expect(registry.what("init.mp4", "80-799")).toBe("other");
    expect(registry.what("a.m4s", "0-0")).toBe("other");
  });

  test("may have another query: CMCD, a token, a session", () => {
    const registry = testRegistry(hls);
    registry.accept(
      "index.m3u8?session=1",
      vod(["#EXTINF:4,", "a.ts?token=1", "#EXTINF:4,", "b.ts?token=1"]),
    );
    expect(registry.what("a.ts?token=1&CMCD=br%3D300")).toBe("0");
    expect(registry.what("a.ts?CMCD=br%3D300&token=1")).toBe("0");
    expect(registry.what("b.ts?token=2")).toBe("1");
    expect(registry.what("b.ts")).toBe("1");
    expect(registry.what("index.m3u8?session=2")).toBe("manifest");
  });

  test("may be on a host that no manifest names", () => {
    const registry = testRegistry(hls);
    registry.accept("index.m3u8", livePlaylist(1, 2));
    expect(registry.what("https://other.example/live/seg2.ts")).toBe("2");
  });

  test("are not guessed at when the query names the segment", () => {
    const registry = testRegistry(hls);
    registry.accept(
      "index.m3u8",
      vod([1, 2, 3].flatMap((n) => ["#EXTINF:4,", `get?segment=${n}&token=a`])),
    );
    expect(registry.what("get?segment=2&token=a&CMCD=x")).toBe("1");
    expect(registry.what("get?segment=2&token=b")).toBe("unknown");
    expect(registry.what("get?segment=9&token=a")).toBe("unknown");
  });

  test("are not guessed at when two hosts have different files at one path", () => {
    const registry = testRegistry(hls);
    registry.accept(
      "index.m3u8",
      vod(["#EXTINF:4,", "https://a.example/1.ts", "#EXTINF:4,", "https://b.example/1.ts"]),
    );
    expect(registry.what("https://b.example/1.ts?CMCD=x")).toBe("1");
    expect(registry.what("https://c.example/1.ts")).toBe("unknown");
  });
});

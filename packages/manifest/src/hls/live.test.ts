/** Live playlists: windows that slide, updates that skip, streams that start over. */
import { describe, expect, test } from "vitest";
import { limits } from "../limits.ts";
import { livePlaylist, sequences, testRegistry } from "../registry.fake.ts";
import { hls } from "./hls-stream.ts";

const stream = () => {
  const registry = testRegistry(hls);
  const segments = () => sequences(registry.renditions[0]?.segmentsFrom("0", 1_000) ?? []);
  const isShared = (path: string) => {
    const match = registry.match(path);
    return match.type === "segment" && match.segment.isShared;
  };
  return { ...registry, registry, segments, isShared };
};

describe("a window that slides", () => {
  test("lists what the newest playlist lists, at the times that it had before", () => {
    const { registry, accept, segments } = stream();
    expect(accept("live.m3u8", livePlaylist(10, 3))).toEqual(["loaded"]);
    expect(accept("live.m3u8", livePlaylist(12, 3))).toEqual(["refreshed"]);
    expect(segments()).toEqual(["12", "13", "14"]);
    const [rendition] = registry.renditions;
    expect(rendition?.segmentAt(6)?.sequence).toBe("13");
    expect(rendition?.timing()).toMatchObject({ isLive: true, start: 4, end: 10 });
    expect(accept("live.m3u8", livePlaylist(12, 3))).toEqual([]);
  });

  test("still finds a segment that has just left, and forgets it later", () => {
    const { accept, what } = stream();
    accept("live.m3u8", livePlaylist(10, 3));
    accept("live.m3u8", livePlaylist(13, 3));
    expect(what("seg10.ts")).toBe("10");
    const longAgo = 10 + limits.retention / 2 + 1;
    accept("live.m3u8", livePlaylist(longAgo - 1, 3));
    expect(what("seg11.ts")).toBe("11");
    accept("live.m3u8", livePlaylist(longAgo + 2, 3));
    expect(what("seg11.ts")).toBe("unknown");
  });

  test("continues after loads that the player missed", () => {
    const { registry, accept, what } = stream();
    accept("live.m3u8", livePlaylist(10, 3));
    accept("live.m3u8", livePlaylist(20, 3));
    expect(what("seg12.ts")).toBe("12");
    expect(what("seg15.ts")).toBe("unknown");
    expect(registry.renditions[0]?.segmentsFrom("15", 1)[0]).toMatchObject({
      sequence: "20",
      startTime: 20,
    });
  });

  test("grows backwards when a playlist with more history is loaded", () => {
    const { registry, accept, segments } = stream();
    accept("live.m3u8", livePlaylist(10, 3));
    expect(accept("live.m3u8", livePlaylist(8, 6))).toEqual(["refreshed"]);
    expect(segments()).toEqual(["8", "9", "10", "11", "12", "13"]);
    expect(registry.renditions[0]?.timing()).toMatchObject({ start: -4, end: 8 });
  });

  test("keeps its segments when tokens change, and takes the new addresses", () => {
    const { registry, accept, what } = stream();
    const withToken = (token: string) => livePlaylist(10, 3).replaceAll(".ts", `.ts?t=${token}`);
    accept("live.m3u8", withToken("a"));
    for (const token of "bcdefgh")
      expect(accept("live.m3u8", withToken(token))).toEqual(["refreshed"]);
    expect(registry.renditions[0]?.segmentsFrom("11", 1)[0]?.url).toContain("seg11.ts?t=h");
    expect(what("seg11.ts?t=h")).toBe("11");
    expect(what("seg11.ts?t=g")).toBe("11");
  });

  test("ends when the playlist says so, also with fewer segments than before", () => {
    const { registry, accept, segments } = stream();
    accept("live.m3u8", livePlaylist(10, 3));
    expect(accept("live.m3u8", livePlaylist(10, 2) + "#EXT-X-ENDLIST")).toEqual(["ended"]);
    expect(segments()).toEqual(["10", "11"]);
    expect(registry.renditions[0]?.timing()?.isLive).toBe(false);
  });

  test("may be empty", () => {
    const { registry, accept, segments } = stream();
    accept("live.m3u8", livePlaylist(0, 0));
    expect(registry.renditions[0]?.timing()).toMatchObject({ isLive: true, start: 0, end: 0 });
    accept("live.m3u8", livePlaylist(0, 2));
    expect(segments()).toEqual(["0", "1"]);
  });
});

describe("a delta update", () => {
  const skip = (count: number) => [`#EXT-X-SKIP:SKIPPED-SEGMENTS=${count}`];

  test("is merged with the playlist before it", () => {
    const { registry, accept, segments } = stream();
    const date = "#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00Z";
    accept("live.m3u8", livePlaylist(10, 6, ["#EXT-X-DISCONTINUITY-SEQUENCE:4", date]));
    const delta = ["#EXTM3U", "#EXT-X-TARGETDURATION:2", "#EXT-X-MEDIA-SEQUENCE:12"];
    accept(
      "live.m3u8",
      [
        ...delta,
        "#EXT-X-DISCONTINUITY-SEQUENCE:4",
        ...skip(3),
        ...[15, 16].flatMap((n) => ["#EXTINF:2,", `seg${n}.ts`]),
        "#EXT-X-DISCONTINUITY",
        "#EXTINF:2,",
        "seg17.ts",
      ].join("\n"),
    );
    expect(segments()).toEqual(["12", "13", "14", "15", "16", "17"]);
    const [, last] = registry.renditions[0]?.segmentsFrom("16", 2) ?? [];
    expect(last).toMatchObject({ sequence: "17", startTime: 14, discontinuity: 5 });
    expect(new Date(last?.programDateTime ?? 0).toISOString()).toBe("2026-01-01T00:00:14.000Z");
  });

  test("without the playlist before it is refused, and nothing is lost", () => {
    const { accept, load, segments } = stream();
    expect(load("live.m3u8", livePlaylist(10, 3, skip(2)))).toMatchObject({
      type: "rejected",
      error: { code: "MANIFEST_UNSUPPORTED" },
    });
    accept("live.m3u8", livePlaylist(10, 3));
    expect(load("live.m3u8", livePlaylist(20, 3, skip(2))).type).toBe("rejected");
    expect(segments()).toEqual(["10", "11", "12"]);
  });
});

describe("a playlist from a cache that lags behind", () => {
  test("takes nothing back", () => {
    const { accept, segments, isShared } = stream();
    accept("live.m3u8", livePlaylist(12, 3));
    expect(accept("live.m3u8", livePlaylist(11, 3))).toEqual([]);
    expect(segments()).toEqual(["12", "13", "14"]);
    expect(isShared("seg14.ts")).toBe(true);
  });
});

describe("a pathway that lags behind the one before", () => {
  test("gives its addresses, and takes no segment back", () => {
    const { registry, accept, segments, what } = stream();
    accept("live.m3u8", livePlaylist(12, 3));
    const elsewhere = livePlaylist(11, 3).replaceAll("seg", "https://two.example/other/seg");
    expect(accept("live.m3u8?pathway=two", elsewhere)).toEqual(["refreshed"]);
    expect(segments()).toEqual(["12", "13", "14"]);
    expect(what("https://two.example/other/seg13.ts")).toBe("13");
    expect(registry.renditions[0]?.segmentsFrom("13", 1)[0]?.url).toContain("two.example");
  });
});

describe("a stream that starts over", () => {
  test("does not share numbers that meant other segments", () => {
    const { accept, segments, isShared } = stream();
    accept("live.m3u8", livePlaylist(10, 3));
    expect(accept("live.m3u8", livePlaylist(0, 3))).toEqual(["restarted"]);
    expect(segments()).toEqual(["0", "1", "2"]);
    expect(isShared("seg2.ts")).toBe(false);
    accept("live.m3u8", livePlaylist(11, 3));
    expect(isShared("seg12.ts")).toBe(false);
    expect(isShared("seg13.ts")).toBe(true);
  });

  test("is noticed by the names of the files", () => {
    const { accept } = stream();
    accept("live.m3u8", livePlaylist(10, 3));
    const other = livePlaylist(9, 3).replaceAll("seg", "run2-");
    expect(accept("live.m3u8", other)).toEqual(["restarted"]);
  });

  test("is noticed by its dates", () => {
    const { accept, isShared } = stream();
    const dated = (date: string) => livePlaylist(10, 3, [`#EXT-X-PROGRAM-DATE-TIME:${date}`]);
    accept("live.m3u8", dated("2026-01-01T00:00:00Z"));
    expect(accept("live.m3u8", dated("2026-01-01T00:00:01Z"))).toEqual([]);
    expect(accept("live.m3u8", dated("2026-01-01T09:00:00Z"))).toEqual(["restarted"]);
    expect(isShared("seg12.ts")).toBe(false);
  });

  test("is noticed by its discontinuities", () => {
    const { accept } = stream();
    const numbered = (n: number) => [`#EXT-X-DISCONTINUITY-SEQUENCE:${n}`];
    accept("live.m3u8", livePlaylist(10, 3, numbered(3)));
    expect(accept("live.m3u8", livePlaylist(10, 4, numbered(0)))).toEqual(["restarted"]);
  });

  test("is what a playlist with an end becomes that is live again", () => {
    const { accept, isShared } = stream();
    accept("live.m3u8", livePlaylist(0, 3) + "#EXT-X-ENDLIST");
    expect(accept("live.m3u8", livePlaylist(0, 5))).toEqual(["restarted"]);
    expect(isShared("seg2.ts")).toBe(false);
    expect(isShared("seg3.ts")).toBe(true);
  });
});

/** Multivariant playlists: the renditions in them, and their ids. */
import { describe, expect, test } from "vitest";
import { livePlaylist, testRegistry, type TestRegistry } from "../registry.fake.ts";
import { hls } from "./hls-stream.ts";

interface Variant {
  readonly uri: string;
  readonly bandwidth?: number;
  readonly more?: string;
}

const variant = ({ uri, bandwidth = 1_000_000, more = "RESOLUTION=640x360" }: Variant) =>
  `#EXT-X-STREAM-INF:BANDWIDTH=${bandwidth},${more}\n${uri}`;
const playlist = (...lines: readonly string[]) => ["#EXTM3U", ...lines].join("\n");

/** Ids by the address of the playlist, for which a segment is loaded. */
function idsOf(
  registry: TestRegistry,
  paths: readonly string[],
): Record<string, string | undefined> {
  const ids: Record<string, string | undefined> = {};
  for (const [n, path] of paths.entries()) {
    registry.accept(path, livePlaylist(1, 1).replace("seg1", `${n}-of-test`));
    const match = registry.match(
      new URL(`${n}-of-test.ts`, new URL(path, "https://cdn.example/live/")).href,
    );
    ids[path] = match.type === "segment" ? match.segment.streamId : undefined;
  }
  return ids;
}

const load = (text: string) => {
  const registry = testRegistry(hls);
  registry.accept("master.m3u8?user=1", text);
  return registry;
};

describe("renditions", () => {
  test("are the variants, the audio beside them, and what is not shared", () => {
    const registry = load(
      playlist(
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",LANGUAGE="en",CHANNELS="2",URI="en.m3u8"',
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="In the video",LANGUAGE="de"',
        '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="English",URI="subs.m3u8"',
        '#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID="c",NAME="CC",INSTREAM-ID="CC1"',
        variant({ uri: "low.m3u8", more: 'RESOLUTION=640x360,AUDIO="a",SUBTITLES="s"' }),
        variant({ uri: "high.m3u8", bandwidth: 2_000_000, more: 'RESOLUTION=1280x720,AUDIO="a"' }),
        '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=100000,RESOLUTION=640x360,URI="iframes.m3u8"',
        '#EXT-X-IMAGE-STREAM-INF:BANDWIDTH=1000,RESOLUTION=160x90,CODECS="jpeg",URI="images.m3u8"',
      ),
    );
    expect(registry.renditions.map(({ kind, notShared }) => [kind, notShared])).toEqual([
      ["audio", undefined],
      ["text", "kind"],
      ["main", undefined],
      ["main", undefined],
      ["trick", "kind"],
      ["image", "kind"],
    ]);
    expect(registry.swarmId).toBe("https://cdn.example/live/master.m3u8");
    expect(registry.manifestUrl).toBe("https://cdn.example/live/master.m3u8?user=1");
    expect(registry.renditions[2]?.properties).toEqual({ RESOLUTION: "640x360" });
    expect(registry.renditions[2]?.streamSwarmId).toBe(
      `https://cdn.example/live/master.m3u8+${registry.renditions[2]?.streamId ?? ""}`,
    );
    expect(registry.renditions[2]?.timing()).toBeUndefined();
    registry.accept("subs.m3u8", livePlaylist(1, 1).replaceAll(".ts", ".vtt"));
    expect(registry.match("seg1.vtt")).toEqual({ type: "other", kind: "text" });
  });

  test("have the same ids for every viewer: with another query, host, order and bandwidth", () => {
    const entries = [
      variant({ uri: "low.m3u8", more: 'RESOLUTION=640x360,CODECS="avc1.4d401e,mp4a.40.2"' }),
      variant({ uri: "high.m3u8", more: 'RESOLUTION=1280x720,CODECS="avc1.64001f,mp4a.40.2"' }),
    ];
    const one = idsOf(load(playlist(...entries)), ["low.m3u8", "high.m3u8"]);
    const measured = entries.map((entry) => entry.replace("1000000", "1234567"));
    const elsewhere = measured
      .reverse()
      .map((entry) =>
        entry
          .replace("m3u8", "m3u8?t=2")
          .replace('"avc1.4d401e,mp4a.40.2"', '"mp4a.40.2, avc1.4d401e"'),
      );
    const other = idsOf(load(playlist(...elsewhere)), ["low.m3u8?t=2", "high.m3u8?t=2"]);
    expect(other["low.m3u8?t=2"]).toBe(one["low.m3u8"]);
    expect(other["high.m3u8?t=2"]).toBe(one["high.m3u8"]);
    expect(one["low.m3u8"]).not.toBe(one["high.m3u8"]);
  });

  test("that are alike otherwise differ by their bandwidth", () => {
    const text = playlist(
      variant({ uri: "a.m3u8", bandwidth: 1_000_000 }),
      variant({ uri: "b.m3u8", bandwidth: 2_000_000 }),
    );
    const ids = idsOf(load(text), ["a.m3u8", "b.m3u8"]);
    expect(ids["a.m3u8"]).not.toBe(ids["b.m3u8"]);
  });

  test("of which the playlist says nothing differ by their path", () => {
    const text = playlist(variant({ uri: "a.m3u8" }), variant({ uri: "b.m3u8" }));
    const ids = idsOf(load(text), ["a.m3u8", "b.m3u8"]);
    expect(ids["a.m3u8"]).not.toBe(ids["b.m3u8"]);
  });

  test("with one address are one rendition, whatever audio groups they are listed with", () => {
    const lines = [
      variant({ uri: "v.m3u8", more: 'CODECS="avc1.4d401e,mp4a.40.2",AUDIO="aac"' }),
      variant({
        uri: "v.m3u8",
        bandwidth: 1_500_000,
        more: 'CODECS="avc1.4d401e,ec-3",AUDIO="dolby"',
      }),
    ];
    const one = load(playlist(...lines));
    const other = load(playlist(...lines.reverse()));
    expect(one.renditions).toHaveLength(1);
    expect(other.renditions.map((rendition) => rendition.streamId)).toEqual(
      one.renditions.map((rendition) => rendition.streamId),
    );
  });

  test("on several pathways are one rendition, video and audio", () => {
    const pathway = (name: string) => [
      `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aud-${name}",NAME="English",URI="https://${name}.example/a.m3u8"`,
      variant({
        uri: `https://${name}.example/360.m3u8`,
        more: `RESOLUTION=640x360,AUDIO="aud-${name}",PATHWAY-ID="${name}"`,
      }),
      variant({
        uri: `https://${name}.example/720.m3u8`,
        more: `RESOLUTION=1280x720,AUDIO="aud-${name}",PATHWAY-ID="${name}"`,
      }),
    ];
    const registry = load(
      playlist('#EXT-X-CONTENT-STEERING:SERVER-URI="/steer"', ...pathway("one"), ...pathway("two")),
    );
    expect(registry.renditions.map(({ kind }) => kind)).toEqual(["audio", "main", "main"]);
    registry.accept("https://one.example/360.m3u8", livePlaylist(1, 2));
    registry.accept("https://two.example/360.m3u8", livePlaylist(2, 2));
    expect(registry.what("https://one.example/seg1.ts")).toBe("1");
    expect(registry.what("https://two.example/seg3.ts")).toBe("3");
    const ids = new Set(
      ["https://one.example/seg2.ts", "https://two.example/seg2.ts"].map((url) => {
        const match = registry.match(url);
        return match.type === "segment" ? match.segment.id : match.type;
      }),
    );
    expect(ids.size).toBe(1);
  });

  test("on a pathway clone are found by their path", () => {
    const registry = load(
      playlist(
        variant({ uri: "v/360.m3u8" }),
        variant({ uri: "v/720.m3u8", more: "RESOLUTION=1280x720" }),
      ),
    );
    registry.accept("https://clone.example/live/v/360.m3u8?c=1", livePlaylist(1, 1));
    const match = registry.match("https://clone.example/live/v/seg1.ts");
    expect(match.type === "segment" && match.rendition).toBe(registry.renditions[0]);
  });
});

describe("playlists in any order", () => {
  test("a media playlist alone is the stream, and is shared", () => {
    const registry = testRegistry(hls);
    registry.accept("live.m3u8?user=1", livePlaylist(1, 2));
    expect(registry.renditions).toHaveLength(1);
    expect(registry.swarmId).toBe("https://cdn.example/live/live.m3u8");
    expect(registry.match("seg1.ts")).toMatchObject({ segment: { isShared: true } });
  });

  test("a multivariant playlist that comes late gives the rendition its name", () => {
    const registry = testRegistry(hls);
    registry.accept("360.m3u8", livePlaylist(1, 2));
    const [rendition] = registry.renditions;
    const outcome = registry.load("master.m3u8", playlist(variant({ uri: "360.m3u8" })));
    expect(outcome).toMatchObject({ type: "accepted", renditionsChanged: true });
    expect(registry.renditions).toEqual([rendition]);
    expect(registry.match("seg1.ts")).toMatchObject({
      segment: { swarmId: "https://cdn.example/live/master.m3u8", isShared: true },
    });
  });

  test("a multivariant playlist that is loaded again changes nothing", () => {
    const text = playlist(variant({ uri: "360.m3u8" }));
    const registry = load(text);
    registry.accept("360.m3u8", livePlaylist(1, 2));
    expect(registry.load("master.m3u8?user=2", text)).toMatchObject({ renditionsChanged: false });
    expect(registry.what("seg1.ts")).toBe("1");
  });

  test("a multivariant playlist that lists other variants later takes their playlists as its own", () => {
    const registry = load(
      playlist(variant({ uri: "360.m3u8" }), variant({ uri: "old.m3u8", more: "RESOLUTION=1x1" })),
    );
    const next = playlist(
      variant({ uri: "360.m3u8" }),
      variant({ uri: "new.m3u8", more: "RESOLUTION=2x2" }),
    );
    expect(registry.load("master.m3u8?user=2", next)).toMatchObject({ renditionsChanged: true });
    expect(registry.what("master.m3u8?user=3")).toBe("manifest");
    registry.accept("old.m3u8", livePlaylist(1, 1));
    registry.accept("new.m3u8", livePlaylist(7, 1));
    expect(registry.match("seg1.ts")).toMatchObject({ rendition: { notShared: "unlisted" } });
    expect(registry.match("seg7.ts")).toMatchObject({ rendition: registry.renditions[1] });
  });

  test("one of another stream is refused", () => {
    const registry = load(playlist(variant({ uri: "360.m3u8" })));
    expect(registry.load("ad.m3u8", playlist(variant({ uri: "ad/360.m3u8" })))).toMatchObject({
      error: { code: "MANIFEST_UNSUPPORTED" },
    });
  });

  test("a playlist that is not listed is known, and not shared", () => {
    const registry = load(playlist(variant({ uri: "360.m3u8" })));
    registry.accept("https://ads.example/ad.m3u8", livePlaylist(1, 2));
    expect(registry.match("https://ads.example/seg1.ts")).toMatchObject({
      type: "segment",
      segment: { isShared: false },
      rendition: { notShared: "unlisted" },
    });
  });

  test("relative addresses refer to where a playlist was redirected to", () => {
    const registry = load(playlist(variant({ uri: "360.m3u8" })));
    registry.load("360.m3u8", livePlaylist(1, 2), "https://edge.example/x/360.m3u8");
    expect(registry.what("https://edge.example/x/seg1.ts")).toBe("1");
    expect(registry.what("https://edge.example/x/360.m3u8")).toBe("manifest");
  });
});

describe("variables", () => {
  test("are replaced everywhere, imported and read from the address", () => {
    const registry = testRegistry(hls);
    registry.accept(
      "master.m3u8?base=x",
      playlist(
        '#EXT-X-DEFINE:QUERYPARAM="base"',
        '#EXT-X-DEFINE:NAME="path",VALUE="{$base}/{$base}"',
        variant({ uri: "{$path}/v.m3u8" }),
      ),
    );
    registry.accept(
      "x/x/v.m3u8",
      livePlaylist(1, 1, ['#EXT-X-DEFINE:IMPORT="base"']).replace(
        "seg1",
        () => "{$base}-{$base}$&",
      ),
    );
    expect(registry.what("x/x/x-x$&.ts")).toBe("1");
  });

  test("that are not defined make the playlist invalid, as for players", () => {
    const registry = testRegistry(hls);
    expect(registry.load("a.m3u8", livePlaylist(1, 1).replace("seg1", "{$no}"))).toMatchObject({
      error: { code: "MANIFEST_INVALID" },
    });
  });
});

describe("the identity of 0.6", () => {
  const text = playlist(
    variant({ uri: "low.m3u8" }),
    variant({ uri: "high.m3u8", more: "RESOLUTION=1280x720" }),
    variant({ uri: "low.m3u8", bandwidth: 5 }),
    '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",URI="en.m3u8"',
  );

  test("names variants by their place", () => {
    const registry = testRegistry(hls, { identity: "p2p-media-loader-0.6" });
    registry.accept("master.m3u8?user=1", text);
    registry.accept("high.m3u8", livePlaylist(5, 1));
    expect(registry.match("seg5.ts")).toMatchObject({
      segment: {
        id: "https://cdn.example/live/master.m3u8+V1+5",
        swarmId: "https://cdn.example/live/master.m3u8",
        streamId: "V1",
        sequence: "5",
      },
    });
  });

  test("has no stream id without variants", () => {
    const registry = testRegistry(hls, { identity: "p2p-media-loader-0.6" });
    registry.accept("live.m3u8?user=1", livePlaylist(5, 1));
    expect(registry.match("seg5.ts")).toMatchObject({
      segment: {
        id: "https://cdn.example/live/live.m3u8+5",
        swarmId: "https://cdn.example/live/live.m3u8",
        streamId: undefined,
      },
    });
  });
});

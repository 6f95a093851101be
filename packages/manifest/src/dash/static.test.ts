/** Static MPDs: which segments they describe, and what a player's requests are. */
import { describe, expect, test } from "vitest";
import { sequences, testRegistry } from "../registry.fake.ts";
import { dash } from "./dash-stream.ts";
import { audio, mpd, numbered, period, representation, timeline, video } from "./dash.fake.ts";

const twentySeconds = { attributes: 'mediaPresentationDuration="PT20S"' };

function load(periods: string, options = twentySeconds) {
  const registry = testRegistry(dash);
  const changes = registry.accept("vod.mpd?user=1", mpd(periods, options));
  return {
    ...registry,
    changes,
    registry,
    all: (index = 0) => registry.renditions[index]?.segmentsFrom("-10000", 1_000) ?? [],
  };
}

describe("SegmentTemplate", () => {
  test("with $Number$ and a duration", () => {
    const { registry, all, what, match } = load(
      period(
        video(
          representation(
            '<SegmentTemplate media="v/$RepresentationID$-$Number%05d$.m4s" initialization="v/init-$RepresentationID$.mp4" duration="3600" timescale="900" startNumber="10" presentationTimeOffset="77"/>',
          ),
        ),
      ),
    );
    expect(registry.swarmId).toBe("https://cdn.example/live/vod.mpd");
    expect(sequences(all())).toEqual(["0", "4000", "8000", "12000", "16000"]);
    expect(all()[1]).toMatchObject({
      url: "https://cdn.example/live/v/v0-00011.m4s",
      range: undefined,
      startTime: 4,
      duration: 4,
      isShared: true,
    });
    expect(registry.renditions[0]?.timing()).toEqual({
      isLive: false,
      targetDuration: 4,
      start: 0,
      end: 20,
      isLowLatency: false,
    });
    expect(what("v/v0-00014.m4s")).toBe("16000");
    expect(what("v/v0-00014.m4s?CMCD=x")).toBe("16000");
    expect(what("https://other.example/live/v/v0-00014.m4s")).toBe("16000");
    expect(what("v/init-v0.mp4")).toBe("init");
    expect(what("vod.mpd?user=2")).toBe("manifest");
    expect(what("v/v0-00014.m4s", "0-0")).toBe("other");
    // Before the first, after the last, not padded, of another representation.
    for (const name of ["v0-00009", "v0-00015", "v0-14", "v1-00011"]) {
      expect(match(`v/${name}.m4s`)).toEqual({ type: "unknown" });
    }
    expect(registry.renditions[0]?.segmentAt(8)?.sequence).toBe("8000");
    expect(sequences(registry.renditions[0]?.segmentsFrom("8001", 1) ?? [])).toEqual(["12000"]);
  });

  test("with $Time$ and a timeline, with repeats and gaps", () => {
    const { all, what } = load(
      period(
        video(
          representation(
            timeline(
              ['t="1000" d="2000" r="1"', 'd="1000"', 't="8000" d="3000" r="-1"'],
              'media="$RepresentationID$/$Time$.m4s" timescale="1000" presentationTimeOffset="1000"',
            ),
          ),
        ),
      ),
    );
    expect(sequences(all())).toEqual([
      "0",
      "2000",
      "4000",
      "7000",
      "10000",
      "13000",
      "16000",
      "19000",
    ]);
    expect(what("v0/5000.m4s")).toBe("4000");
    expect(what("v0/11000.m4s")).toBe("10000");
    expect(what("v0/11001.m4s")).toBe("unknown");
  });

  test("with $Number$ and a timeline", () => {
    const { all, what } = load(
      period(
        video(
          representation(
            timeline(['t="0" d="2" r="2"', 't="10" d="2"'], 'media="$Number$.m4s" startNumber="5"'),
          ),
        ),
      ),
    );
    expect(sequences(all())).toEqual(["0", "2000", "4000", "10000"]);
    expect(what("8.m4s")).toBe("10000");
    expect(what("5.m4s")).toBe("0");
  });

  test("has exact times beyond 53 bits", () => {
    const start = 17_671_392_000_000_123n;
    const { all, what } = load(
      period(
        video(
          representation(
            timeline(
              [`t="${start}" d="20000001" r="3"`],
              `media="$Time$.m4s" timescale="10000000" presentationTimeOffset="${start}"`,
            ),
          ),
        ),
      ),
    );
    expect(all().map((segment) => segment.url)).toEqual(
      [0n, 1n, 2n, 3n].map((n) => `https://cdn.example/live/${start + n * 20_000_001n}.m4s`),
    );
    expect(what(`${start + 60_000_003n}.m4s`)).toBe("6000");
  });

  test("leaves out what the period cuts off", () => {
    const { all } = load(
      period(
        video(
          representation(
            timeline(['t="0" d="2" r="20"'], 'media="$Time$.m4s" presentationTimeOffset="5"'),
          ),
        ),
        'start="PT0S" duration="PT6S"',
      ),
    );
    expect(sequences(all())).toEqual(["-1000", "1000", "3000", "5000"]);
  });

  test("inherits from the adaptation set and the period", () => {
    const { registry, all } = load(
      period(
        '<SegmentTemplate timescale="10" duration="20"/>' +
          video(
            '<SegmentTemplate media="$RepresentationID$_$Bandwidth$_$Number$.m4s"/>' +
              representation() +
              representation("", 'id="v1" bandwidth="2000000" width="1280" height="720"'),
          ),
      ),
    );
    expect(registry.renditions).toHaveLength(2);
    expect(all(1)[0]?.url).toBe("https://cdn.example/live/v1_2000000_1.m4s");
    expect(all(1)).toHaveLength(10);
  });

  test("names the segment in the query", () => {
    const { what } = load(
      period(
        video(representation('<SegmentTemplate media="get?n=$Number$&amp;token=a" duration="2"/>')),
      ),
    );
    expect(what("get?n=3&token=a&CMCD=x")).toBe("4000");
    expect(what("get?CMCD=x&token=a&n=4")).toBe("6000");
    // The token may be part of what says which segment it is.
    expect(what("get?n=3&token=b")).toBe("unknown");
  });

  test("with $SubNumber$ names parts", () => {
    const { what, all } = load(
      period(
        video(representation('<SegmentTemplate media="$Number$_$SubNumber$.m4s" duration="2"/>')),
      ),
    );
    expect(what("3_1.m4s")).toBe("part");
    expect(all()).toEqual([]);
  });

  test("escapes dollar signs and whatever means something in an expression", () => {
    const { what, all } = load(
      period(
        video(
          representation(
            '<SegmentTemplate media="a(b)+$$x$RepresentationID$.$Number$" duration="2"/>',
            'id="[v.0]$" bandwidth="1"',
          ),
        ),
      ),
    );
    const [first] = all();
    expect(first?.url).toBe("https://cdn.example/live/a(b)+$x[v.0]$.1");
    expect(what(first?.url ?? "")).toBe("0");
    expect(what("a(b)+$xavb0]$.1")).toBe("unknown");
  });

  test("on several base addresses", () => {
    const registry = testRegistry(dash);
    registry.accept(
      "vod.mpd",
      mpd(period(video(representation(numbered))), {
        ...twentySeconds,
        head: '<BaseURL serviceLocation="a">https://a.example/x/</BaseURL><BaseURL serviceLocation="b">https://b.example/y/</BaseURL>',
      }),
    );
    const [rendition] = registry.renditions;
    expect(rendition?.segmentsFrom("0", 1)[0]?.url).toBe("https://a.example/x/v0/1.m4s");
    expect(registry.what("https://b.example/y/v0/2.m4s")).toBe("2000");
    // The player has moved to the other host: so do the segments that follow.
    expect(rendition?.segmentsFrom("4000", 1)[0]?.url).toBe("https://b.example/y/v0/3.m4s");
    expect(registry.what("https://b.example/y/v0/init.mp4")).toBe("init");
  });
});

describe("SegmentList", () => {
  test("with a duration and ranges", () => {
    const { all, what } = load(
      period(
        video(
          representation(
            '<SegmentList duration="4" timescale="2"><Initialization sourceURL="all.mp4" range="0-99"/><SegmentURL media="all.mp4" mediaRange="100-199"/><SegmentURL media="all.mp4" mediaRange="200-299"/></SegmentList>',
          ),
        ),
      ),
    );
    expect(sequences(all())).toEqual(["0", "2000"]);
    expect(all()[1]).toMatchObject({ range: { start: 200, end: 299 }, startTime: 2, duration: 2 });
    expect(what("all.mp4", "0-99")).toBe("init");
    expect(what("all.mp4", "100-199")).toBe("0");
    expect(what("all.mp4", "100-299")).toBe("unknown");
  });

  test("with a timeline, and addresses of the base", () => {
    const { all } = load(
      period(
        video(
          representation(
            '<BaseURL>dir/</BaseURL><SegmentList><SegmentTimeline><S t="0" d="3"/><S d="2"/></SegmentTimeline><SegmentURL media="a.m4s"/><SegmentURL media="b.m4s"/><SegmentURL media="c.m4s"/></SegmentList>',
          ),
        ),
      ),
    );
    expect(all().map(({ sequence, url }) => [sequence, url])).toEqual([
      ["0", "https://cdn.example/live/dir/a.m4s"],
      ["3000", "https://cdn.example/live/dir/b.m4s"],
    ]);
  });
});

describe("SegmentBase", () => {
  const single = period(
    video(
      representation(
        '<BaseURL>v.mp4</BaseURL><SegmentBase indexRange="800-891" timescale="1000" presentationTimeOffset="500"><Initialization range="0-799"/></SegmentBase>',
      ),
    ),
  );

  /** Version 0, two segments of 2 and 3 seconds. */
  function sidx(): Uint8Array {
    const bytes = new Uint8Array(56);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, 56);
    bytes.set([0x73, 0x69, 0x64, 0x78], 4);
    view.setUint32(16, 90_000);
    view.setUint32(20, 45_000);
    view.setUint32(24, 10);
    view.setUint16(30, 2);
    view.setUint32(32, 1_000);
    view.setUint32(36, 180_000);
    view.setUint32(44, 500);
    view.setUint32(48, 270_000);
    return bytes;
  }

  test("has segments as soon as its index is known", () => {
    const { registry, all, what, changes } = load(single);
    expect(changes).toEqual([]);
    expect(registry.renditions[0]?.timing()).toBeUndefined();
    expect(what("v.mp4", "0-799")).toBe("init");
    expect(what("v.mp4", "800-891")).toBe("index");
    expect(what("v.mp4", "902-1901")).toBe("other");
    const outcome = registry.addIndex({
      url: "https://cdn.example/live/v.mp4?CMCD=x",
      range: { start: 800, end: 891 },
      bytes: sidx(),
    });
    expect(outcome).toMatchObject({ type: "accepted", changes: [{ change: "loaded" }] });
    expect(sequences(all())).toEqual(["0", "2000"]);
    // The index ends at 856, and the first segment begins ten bytes after that.
    expect(all().map(({ range }) => range)).toEqual([
      { start: 866, end: 1865 },
      { start: 1866, end: 2365 },
    ]);
    expect(what("v.mp4", "1866-2365")).toBe("2000");
    expect(registry.renditions[0]?.timing()).toMatchObject({ start: 0, end: 5, targetDuration: 3 });
  });

  test("keeps its index when the manifest is loaded again", () => {
    const { registry, accept, all } = load(single);
    registry.addIndex({ url: "https://cdn.example/live/v.mp4", bytes: sidx() });
    accept("vod.mpd", mpd(single, twentySeconds));
    expect(sequences(all())).toEqual(["0", "2000"]);
  });

  test("without an index range finds it in what the player loads", () => {
    const { registry, all, what } = load(
      period(video(representation("<BaseURL>v.mp4</BaseURL><SegmentBase/>"))),
    );
    expect(what("v.mp4", "0-1500")).toBe("index");
    const bytes = new Uint8Array(8 + 56);
    bytes.set([0, 0, 0, 8, 0x66, 0x72, 0x65, 0x65]);
    bytes.set(sidx(), 8);
    registry.addIndex({
      url: "https://cdn.example/live/v.mp4",
      range: { start: 0, end: 63 },
      bytes,
    });
    expect(all()[0]?.range).toEqual({ start: 74, end: 1073 });
    expect(what("v.mp4", "0-1500")).toBe("other");
  });

  test("that is cut off, or lists other indexes, is a named error", () => {
    const { registry } = load(single);
    const url = "https://cdn.example/live/v.mp4";
    for (const length of [0, 7, 8, 20, 55]) {
      expect(registry.addIndex({ url, bytes: sidx().slice(0, length) })).toMatchObject({
        error: { code: "MANIFEST_INVALID" },
      });
    }
    const nested = sidx();
    nested[32] = 0x80;
    expect(registry.addIndex({ url, bytes: nested })).toMatchObject({
      error: { code: "MANIFEST_UNSUPPORTED" },
    });
    expect(registry.addIndex({ url: `${url}x`, bytes: sidx() }).type).toBe("rejected");
  });
});

describe("periods", () => {
  test("follow each other on one timeline, and renditions go on", () => {
    const { registry, all, what } = load(
      period(video(representation(numbered)), 'id="a" duration="PT4S"') +
        period(video(representation(numbered.replace("$Number$", "b$Number$"))), 'id="b"'),
      { attributes: 'mediaPresentationDuration="PT8S"' },
    );
    expect(registry.renditions).toHaveLength(1);
    expect(all().map(({ sequence, discontinuity }) => [sequence, discontinuity])).toEqual([
      ["0", 0],
      ["2000", 0],
      ["4000", 1],
      ["6000", 1],
    ]);
    expect(what("v0/b2.m4s")).toBe("6000");
    expect(registry.renditions[0]?.segmentAt(5)?.sequence).toBe("4000");
  });

  test("with the same addresses are not guessed at", () => {
    const same = video(representation(numbered));
    const { what } = load(period(same, 'id="a" duration="PT4S"') + period(same, 'id="b"'), {
      attributes: 'mediaPresentationDuration="PT8S"',
    });
    expect(what("v0/1.m4s")).toBe("other");
  });
});

describe("renditions", () => {
  test("are told apart by what they declare, and not by ids and order", () => {
    const sets = [
      video(
        representation(numbered) +
          representation(numbered, 'id="v1" bandwidth="2000000" width="1280" height="720"'),
      ),
      audio(representation(numbered, 'id="a0" bandwidth="64000" codecs="mp4a.40.2"')),
      audio(representation(numbered, 'id="a1" bandwidth="64000" codecs="mp4a.40.2"'), 'lang="de"'),
      '<AdaptationSet mimeType="text/vtt" lang="en"><Representation id="t0" bandwidth="256"><BaseURL>subs.vtt</BaseURL></Representation></AdaptationSet>',
      '<AdaptationSet mimeType="image/jpeg"><EssentialProperty schemeIdUri="http://dashif.org/guidelines/thumbnail_tile" value="10x1"/><SegmentTemplate media="thumb$Number$.jpg" duration="2"/><Representation id="th" bandwidth="1"/></AdaptationSet>',
      video(
        '<EssentialProperty schemeIdUri="http://dashif.org/guidelines/trickmode" value="1"/>' +
          representation(numbered, 'id="tr" bandwidth="1"'),
      ),
    ];
    const one = load(period(sets.join(""))).registry;
    expect(one.renditions.map(({ kind, notShared }) => [kind, notShared])).toEqual([
      ["main", undefined],
      ["main", undefined],
      ["audio", undefined],
      ["audio", undefined],
      ["text", "kind"],
      ["image", "kind"],
      ["trick", "kind"],
    ]);
    expect(one.what("subs.vtt")).toBe("other");
    expect(one.what("thumb2.jpg")).toBe("other");
    const idsOf = (registry: typeof one) =>
      registry.renditions.map((rendition) => rendition.streamId).sort();
    expect(new Set(idsOf(one)).size).toBe(7);
    const renamed = sets
      .reverse()
      .join("")
      .replaceAll('id="v', 'id="w')
      .replaceAll('bandwidth="64000"', 'bandwidth="64123"');
    expect(idsOf(load(period(renamed)).registry)).toEqual(idsOf(one));
  });

  test("that are alike differ by bandwidth, and then by id", () => {
    const alike = (id: string, bandwidth: number) =>
      representation(numbered, `id="${id}" bandwidth="${bandwidth}" width="640" height="360"`);
    const ids = (...content: string[]) =>
      load(period(video(content.join("")))).registry.renditions.map(({ streamId }) => streamId);
    expect(new Set(ids(alike("a", 1), alike("b", 2), alike("c", 2))).size).toBe(3);
    expect(ids(alike("a", 1))).toEqual(ids(alike("b", 2)));
    expect(new Set(ids(alike("a", 1), alike("a", 1))).size).toBe(2);
  });
});

describe("an MPD that is not supported", () => {
  test.each([
    ["xlink", '<Period xlink:href="https://ads.example/p" xmlns:xlink="x"/>'],
    ["patterns", period(video(representation(timeline(['t="0" d="2" p="1"']))))],
  ])("for %s is a named error", (_, content) => {
    const outcome = testRegistry(dash).load("a.mpd", mpd(content, twentySeconds));
    expect(outcome).toMatchObject({ error: { code: "MANIFEST_UNSUPPORTED" } });
  });
});

/** Manifests that are broken or hostile: a named error, nothing thrown, and bounded time and memory. */
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { dash } from "./dash/dash-stream.ts";
import {
  liveMpd,
  mpd,
  numbered,
  period,
  representation,
  timeline,
  video,
} from "./dash/dash.fake.ts";
import { manifestErrorCodes } from "./errors.ts";
import { hls } from "./hls/hls-stream.ts";
import { limits } from "./limits.ts";
import { createManifestRegistry } from "./registry.ts";
import { livePlaylist } from "./registry.fake.ts";
import type { ManifestOutcome } from "./request.ts";

vi.setConfig({ testTimeout: 60_000 });

const url = "https://cdn.example/live/manifest";
const open = () =>
  createManifestRegistry({ formats: [hls, dash], now: () => Date.UTC(2026, 0, 1, 1) });

function load(body: string | Uint8Array): ManifestOutcome {
  return open().addManifest({ url, body });
}

/** Does what a player would do with a registry after a manifest. Fails if anything throws or takes too long. */
function use(registry: ReturnType<typeof open>): void {
  for (const rendition of registry.renditions.slice(0, 5)) {
    const timing = rendition.timing();
    const segments = rendition.segmentsFrom("0", 5);
    rendition.segmentAt(timing?.end ?? 0);
    rendition.segmentAt(Number.NaN);
    expect(segments.length).toBeLessThanOrEqual(5);
    for (const segment of segments) {
      const match = registry.find(segment);
      if (match.type === "segment") expect(match.segment.streamId).toBe(segment.streamId);
      registry.find({ url: `${segment.url}&x=1`, range: { start: 0 } });
    }
  }
  registry.find({ url: "no address" });
}

const failure = (outcome: ManifestOutcome) =>
  outcome.type === "rejected" ? outcome.error.code : outcome.type;

describe("what is no manifest", () => {
  test.each([
    ["nothing", ""],
    ["a page", "<!doctype html><html><body>404</body></html>"],
    ["bytes", Uint8Array.from({ length: 5_000 }, (_, n) => (n * 31) % 256)],
    ["another format", '<SmoothStreamingMedia MajorVersion="2"/>'],
  ])("is a named error: %s", (_, body) => {
    expect(failure(load(body))).toBe("MANIFEST_UNSUPPORTED");
  });

  test("is a named error if it only begins like one", () => {
    expect(failure(load("#EXTM3U"))).toBe("MANIFEST_INVALID");
    expect(failure(load("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1"))).toBe("MANIFEST_INVALID");
    expect(failure(load("<MPD"))).toBe("MANIFEST_UNSUPPORTED");
    expect(failure(load("<MPD "))).toBe("MANIFEST_INVALID");
    expect(failure(load("<MPD><Period></MPD>"))).toBe("MANIFEST_INVALID");
    expect(failure(load("<Patch />"))).toBe("MANIFEST_UNSUPPORTED");
  });

  test("is a named error if its address cannot be shared", () => {
    const outcome = open().addManifest({
      url: "blob:https://a.example/1",
      body: livePlaylist(1, 1).replace("seg1", "https://a.example/1"),
    });
    expect(failure(outcome)).toBe("MANIFEST_UNSUPPORTED");
    expect(failure(open().addManifest({ url: "/a.m3u8", body: livePlaylist(1, 1) }))).toBe(
      "MANIFEST_INVALID",
    );
    const long = `https://cdn.example/${"a".repeat(limits.swarmIdLength)}.m3u8`;
    expect(failure(open().addManifest({ url: long, body: livePlaylist(1, 1) }))).toBe(
      "MANIFEST_UNSUPPORTED",
    );
  });

  test("keeps what was known before", () => {
    const registry = open();
    registry.addManifest({ url, body: livePlaylist(1, 3) });
    for (const body of ["", "#EXTM3U", livePlaylist(1, 3).replace("seg1", "http://[")]) {
      expect(registry.addManifest({ url, body }).type).toBe("rejected");
    }
    expect(registry.find({ url: "https://cdn.example/live/seg3.ts" }).type).toBe("segment");
  });
});

describe("numbers that cannot be", () => {
  test.each([
    ["a negative sequence", livePlaylist(1, 1).replace("SEQUENCE:1", "SEQUENCE:-1")],
    ["a huge sequence", livePlaylist(1, 1).replace("SEQUENCE:1", "SEQUENCE:99999999999999999999")],
    ["a range before the file", livePlaylist(1, 1, ["#EXT-X-BYTERANGE:99999999999999999@1"])],
    ["skipping backwards", livePlaylist(1, 1, ["#EXT-X-SKIP:SKIPPED-SEGMENTS=-1"])],
    ["a duration", liveMpd(period(video(representation(numbered)), 'start="-PT1S"'))],
    [
      "a timescale of zero",
      mpd(period(video(representation(numbered.replace("media", 'timescale="0" media'))))),
    ],
    ["periods in the wrong order", mpd(period("", 'start="PT9S"') + period("", 'start="PT1S"'))],
    [
      "a timeline that runs backwards",
      mpd(period(video(representation(timeline(['t="9" d="1"', 't="1" d="1"']))))),
    ],
    ["a fraction", mpd(period(video(representation(timeline(['t="0" d="1.5"'])))))],
    [
      "a padded template",
      mpd(
        period(
          video(representation(numbered.replace("$Number$", "$Number%0999d$"))),
          'duration="PT9S"',
        ),
      ),
    ],
    ["a range", mpd(period(video(representation('<SegmentBase indexRange="9-1"/>'))))],
  ])("are a named error, or no segments: %s", (_, body) => {
    const registry = open();
    const outcome = registry.addManifest({ url, body });
    if (outcome.type === "rejected") expect(outcome.error.code).toBe("MANIFEST_INVALID");
    else use(registry);
  });
});

describe("manifests that cost too much", () => {
  /** Generous, since the machine may be busy: without limits these would take minutes, or never end. */
  const milliseconds = 10_000;
  const timed = (body: string) => {
    const registry = open();
    const start = performance.now();
    const outcome = registry.addManifest({ url, body });
    use(registry);
    expect(performance.now() - start).toBeLessThan(milliseconds);
    return failure(outcome);
  };

  test("are refused", () => {
    expect(timed("#EXTM3U\n" + "#".repeat(limits.manifestLength))).toBe("MANIFEST_TOO_LARGE");
    expect(timed(livePlaylist(0, limits.segmentsPerRendition + 1))).toBe("MANIFEST_TOO_LARGE");
    expect(timed(`${livePlaylist(0, 0)}#EXTINF:1,\n${"a".repeat(limits.lineLength + 1)}`)).toBe(
      "MANIFEST_TOO_LARGE",
    );
    const variants = Array.from(
      { length: limits.renditions + 1 },
      (_, n) => `#EXT-X-STREAM-INF:BANDWIDTH=${n}\n${n}.m3u8`,
    );
    expect(timed(["#EXTM3U", ...variants].join("\n"))).toBe("MANIFEST_TOO_LARGE");
    expect(timed(`<MPD>${"<a>".repeat(100_000)}`)).toBe("MANIFEST_TOO_LARGE");
    expect(timed(`<MPD>${"<a/>".repeat(limits.xmlElements)}</MPD>`)).toBe("MANIFEST_TOO_LARGE");
  });

  test("with definitions that contain one another are refused", () => {
    const definitions = Array.from(
      { length: 60 },
      (_, n) => `#EXT-X-DEFINE:NAME="v${n + 1}",VALUE="{$v${n}}{$v${n}}"`,
    );
    expect(
      timed(
        [
          "#EXTM3U",
          '#EXT-X-DEFINE:NAME="v0",VALUE="aa"',
          ...definitions,
          "#EXTINF:1,",
          "{$v60}",
        ].join("\n"),
      ),
    ).toBe("MANIFEST_TOO_LARGE");
  });

  test("with entities that contain one another are refused", () => {
    const bomb = `<!DOCTYPE MPD [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><MPD><BaseURL>&b;</BaseURL></MPD>`;
    expect(timed(bomb)).toBe("MANIFEST_INVALID");
  });

  test("with a thousand million segments are read, and nothing is expanded", () => {
    const registry = open();
    const body = mpd(
      period(
        video(
          representation(
            timeline(['t="0" d="1" r="999999999"'], 'media="$Time$.m4s" timescale="1000"'),
          ),
        ),
      ),
      { attributes: 'mediaPresentationDuration="PT9999999S"' },
    );
    expect(registry.addManifest({ url, body }).type).toBe("accepted");
    expect(registry.find({ url: "https://cdn.example/live/987654321.m4s" })).toMatchObject({
      segment: { sequence: "987654321" },
    });
    expect(registry.renditions[0]?.segmentsFrom("0", Infinity)).toHaveLength(
      limits.segmentsPerCall,
    );
    expect(
      timed(
        body.replace(
          "<SegmentTimeline>",
          `<SegmentTimeline>${'<S d="1" r="9007199254740991"/>'.repeat(3)}`,
        ),
      ),
    ).toBe("MANIFEST_INVALID");
  });

  test("with timelines that each representation inherits are read once", () => {
    const entries = Array.from({ length: 10_000 }, (_, n) => `t="${n * 3}" d="2"`);
    const many = Array.from({ length: 200 }, (_, n) =>
      representation("", `id="r${n}" bandwidth="${n}"`),
    );
    const body = liveMpd(period(video(timeline(entries) + many.join(""))));
    expect(timed(body)).toBe("accepted");
    const lists = Array.from({ length: 10_000 }, (_, n) => `<SegmentURL media="${n}"/>`).join("");
    expect(
      timed(mpd(period(video(`<SegmentList duration="1">${lists}</SegmentList>${many.join("")}`)))),
    ).toBe("MANIFEST_TOO_LARGE");
  });

  test("with base addresses that multiply are cut short", () => {
    const bases = Array.from(
      { length: 50 },
      (_, n) => `<BaseURL>https://${n}.example/</BaseURL>`,
    ).join("");
    const many = Array.from({ length: 2_000 }, (_, n) =>
      representation(numbered, `id="r${n}" bandwidth="${n}"`),
    );
    expect(timed(mpd(bases + period(bases + video(bases + many.join("")))))).toBe(
      "MANIFEST_TOO_LARGE",
    );
  });

  test("with lists of attributes that have no end take no time", () => {
    const line = "#EXT-X-MEDIA:TYPE=AUDIO" + ",".repeat(limits.lineLength - 100);
    expect(timed(["#EXTM3U", ...Array.from({ length: 900 }, () => line)].join("\n"))).toBe(
      "MANIFEST_INVALID",
    );
    const spaces = "#EXT-X-MEDIA:" + ", ".repeat(limits.lineLength / 2 - 100);
    expect(timed(["#EXTM3U", ...Array.from({ length: 900 }, () => spaces)].join("\n"))).toBe(
      "MANIFEST_INVALID",
    );
  });

  test("with every segment at one address, and requests that match none, take no time", () => {
    const registry = open();
    const lines = Array.from({ length: 100_000 }, (_, n) => `#EXTINF:1,\nget?s=${n}&t=a`);
    registry.addManifest({ url, body: ["#EXTM3U", ...lines].join("\n") });
    const start = performance.now();
    for (let n = 0; n < 5; n++) {
      expect(registry.find({ url: `https://cdn.example/live/get?s=${n}&t=b` }).type).toBe(
        "unknown",
      );
    }
    expect(performance.now() - start).toBeLessThan(milliseconds);
  });

  test("with adjacent numbers in a template take no time", () => {
    const media = "$Number$$Number$$Number$$Number$";
    const registry = open();
    registry.addManifest({
      url,
      body: mpd(
        period(
          video(
            representation(
              numbered.replace('media="$RepresentationID$/$Number$.m4s"', `media="${media}"`),
            ),
          ),
          'duration="PT9S"',
        ),
      ),
    });
    const start = performance.now();
    registry.find({ url: `https://cdn.example/live/${"1".repeat(2_000)}` });
    registry.find({ url: `https://cdn.example/live/${"1".repeat(79)}x` });
    expect(performance.now() - start).toBeLessThan(milliseconds);
    expect(
      timed(mpd(period(video(representation(numbered.replace("$Number$", "$Number$".repeat(9))))))),
    ).toBe("MANIFEST_UNSUPPORTED");
  });

  test("that were refreshed for days hold no more than their window", () => {
    const registry = open();
    for (let first = 0; first < 20_000; first += 5) {
      registry.addManifest({
        url,
        body: livePlaylist(first, 6).replaceAll(".ts", `.ts?t=${first}`),
      });
    }
    const found = Array.from({ length: 20_000 }, (_, n) =>
      registry.find({ url: `https://cdn.example/live/seg${n}.ts` }),
    ).filter((match) => match.type === "segment");
    expect(found.length).toBeLessThan(limits.retention / 2 + 10);
  });
});

describe("names that mean something to JavaScript", () => {
  test("are names like others", () => {
    const outcome = load(
      [
        "#EXTM3U",
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="__proto__",NAME="polluted",URI="a.m3u8"',
        '#EXT-X-MEDIA:TYPE=__proto__,GROUP-ID="polluted",NAME="polluted",URI="b.m3u8"',
        '#EXT-X-DEFINE:NAME="constructor",VALUE="x"',
        "#EXT-X-STREAM-INF:BANDWIDTH=1,__proto__=polluted",
        "{$constructor}.m3u8",
      ].join("\n"),
    );
    expect(outcome.type).toBe("accepted");
    expect("polluted" in {}).toBe(false);
    const body = mpd(period(video(representation(numbered, 'id="__proto__" constructor="1"'))));
    expect(load(body).type).toBe("accepted");
  });
});

describe("mutated manifests", () => {
  const samples = [
    livePlaylist(100, 6, [
      '#EXT-X-MAP:URI="init.mp4",BYTERANGE="100@0"',
      "#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00Z",
      "#EXT-X-SERVER-CONTROL:CAN-SKIP-UNTIL=12.0",
      "#EXT-X-BYTERANGE:100@5",
      '#EXT-X-KEY:METHOD=AES-128,URI="key",IV=0x000102030405060708090a0b0c0d0e0f',
    ]) + '#EXT-X-PART:DURATION=0.5,URI="part.mp4",BYTERANGE="10@0"\n#EXT-X-ENDLIST',
    [
      "#EXTM3U",
      '#EXT-X-DEFINE:NAME="x",VALUE="y"',
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",LANGUAGE="en",URI="{$x}.m3u8"',
      '#EXT-X-STREAM-INF:BANDWIDTH=1000,CODECS="avc1.4d401f,mp4a.40.2",RESOLUTION=640x360,AUDIO="a",PATHWAY-ID="p"',
      "video.m3u8",
    ].join("\n"),
    liveMpd(
      period(
        video(
          representation(
            timeline(
              ['t="1000" d="2" r="5"', 'd="3" r="-1"'],
              'media="$RepresentationID$-$Time$.m4s" timescale="2"',
            ),
          ) +
            representation(
              '<SegmentList duration="2"><SegmentURL media="a" mediaRange="0-9"/></SegmentList>',
              'id="l" bandwidth="2"',
            ) +
            representation(
              '<BaseURL>f.mp4</BaseURL><SegmentBase indexRange="0-9"><Initialization range="10-19"/></SegmentBase>',
              'id="b" bandwidth="3"',
            ),
        ),
      ),
    ),
    mpd(
      period(video(representation(numbered)), 'duration="PT10S"') +
        period(video(representation(numbered))),
    ),
  ];

  const pieces = fc.constantFrom(
    "-1",
    "0",
    "NaN",
    "1e9",
    "99999999999999999999",
    '"',
    "'",
    "<",
    ">",
    "&",
    "&amp;",
    "\n",
    "\0",
    "=",
    ",",
    "$Number$",
    "$Time%099d$",
    "{$x}",
    "__proto__",
    "P",
    "PT1S",
    "#EXTINF:",
    "#EXT-X-SKIP:SKIPPED-SEGMENTS=9",
    "#EXT-X-MEDIA-SEQUENCE:0",
    "#EXT-X-ENDLIST",
    "<S/>",
    'r="-1"',
    "</Period>",
    "<!--",
    "<![CDATA[",
    "😀",
    "\uD800",
  );
  const mutation = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    remove: fc.nat(30),
    insert: fc.oneof(pieces, fc.string({ maxLength: 5 })),
  });

  function mutate(
    text: string,
    mutations: readonly { at: number; remove: number; insert: string }[],
  ): string {
    let result = text;
    for (const { at, remove, insert } of mutations) {
      const index = Math.floor(at * result.length);
      result = result.slice(0, index) + insert + result.slice(index + remove);
    }
    return result;
  }

  test("are accepted or a named error, and leave a registry that works", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...samples),
        fc.array(fc.array(mutation, { maxLength: 4 }), { minLength: 1, maxLength: 4 }),
        fc.double({ min: 0.2, max: 1, noNaN: true }),
        (sample, loads, kept) => {
          const registry = open();
          for (const mutations of [...loads, []]) {
            const body = mutate(sample, mutations).slice(0, Math.ceil(sample.length * kept * 2));
            const outcome = registry.addManifest({ url, body });
            if (outcome.type === "rejected")
              expect(manifestErrorCodes).toContain(outcome.error.code);
            use(registry);
          }
          // A good manifest is accepted after any other, unless the registry belongs to another stream.
          const good = registry.addManifest({ url, body: sample });
          if (good.type === "rejected") expect(good.error.code).toBe("MANIFEST_UNSUPPORTED");
        },
      ),
      { numRuns: 400 },
    );
  });

  test("and mutated indexes are accepted or a named error", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.nat(60), (noise, keep) => {
        const registry = open();
        registry.addManifest({
          url,
          body: mpd(
            period(
              video(representation('<BaseURL>f.mp4</BaseURL><SegmentBase indexRange="0-99"/>')),
            ),
          ),
        });
        const header = Uint8Array.from([0, 0, 0, 56, 0x73, 0x69, 0x64, 0x78, 1]).slice(0, keep);
        const bytes = new Uint8Array([...header, ...noise]);
        const outcome = registry.addIndex({
          url: "https://cdn.example/live/f.mp4",
          range: { start: 0, end: 99 },
          bytes,
        });
        if (outcome.type === "rejected") expect(manifestErrorCodes).toContain(outcome.error.code);
        use(registry);
      }),
      { numRuns: 300 },
    );
  });
});

/** Dynamic MPDs: the clock, the window, updates and patches, streams that start over. */
import { describe, expect, test } from "vitest";
import { limits } from "../limits.ts";
import { sequences, testRegistry } from "../registry.fake.ts";
import { dash } from "./dash-stream.ts";
import {
  liveMpd,
  liveStart,
  mpd,
  numbered,
  period,
  representation,
  timeline,
  video,
} from "./dash.fake.ts";

/** A registry whose clock is that many seconds after the stream's beginning. */
function at(seconds: number) {
  const clock = { seconds };
  const registry = testRegistry(dash, { now: () => liveStart + clock.seconds * 1000 });
  return {
    ...registry,
    registry,
    clock,
    all: () => sequences(registry.renditions[0]?.segmentsFrom("-1000000", 1_000) ?? []),
  };
}

const numberedLive = (more = "") => liveMpd(period(video(representation(numbered))), more);
const timed = (first: number, count: number, more = "") =>
  liveMpd(period(video(representation(timeline([`t="${first}" d="2" r="${count - 1}"`])))), more);

describe("a template with a fixed duration", () => {
  test("has the segments that are complete by now, within the window", () => {
    const { registry, accept, all, clock, what } = at(21);
    accept("live.mpd", numberedLive());
    expect(all()).toEqual(["8000", "10000", "12000", "14000", "16000", "18000"]);
    expect(registry.renditions[0]?.timing()).toMatchObject({ isLive: true, start: 8, end: 20 });
    expect(registry.renditions[0]?.segmentsFrom("8000", 1)[0]?.programDateTime).toBe(
      liveStart + 8_000,
    );
    clock.seconds = 24;
    expect(all().at(-1)).toBe("22000");
    // One that has left the window, and one that the player believes to be there already.
    expect(what("v0/1.m4s")).toBe("0");
    expect(what("v0/13.m4s")).toBe("24000");
  });

  test("goes by the server's clock, which the manifest or the player knows", () => {
    const { accept, all, registry } = at(121);
    const utc =
      '<UTCTiming schemeIdUri="urn:mpeg:dash:utc:direct:2014" value="2026-01-01T00:00:21Z"/>';
    accept("live.mpd", numberedLive().replace("<Period", `${utc}<Period`));
    expect(all().at(-1)).toBe("18000");
    registry.setClockOffset(-90_000);
    expect(all().at(-1)).toBe("28000");
  });

  test("may be there early, or in chunks", () => {
    const early = at(20);
    early.accept(
      "live.mpd",
      numberedLive().replace('duration="2"', 'duration="2" availabilityTimeOffset="2"'),
    );
    expect(early.all().at(-1)).toBe("20000");
    const all = at(21);
    all.accept(
      "live.mpd",
      numberedLive().replace('duration="2"', 'duration="2" availabilityTimeOffset="INF"'),
    );
    expect(all.all().at(-1)).toBe("18000");
    const chunked = at(20);
    chunked.accept(
      "live.mpd",
      numberedLive().replace(
        'duration="2"',
        'duration="2" availabilityTimeOffset="1.5" availabilityTimeComplete="false"',
      ),
    );
    expect(chunked.all().at(-1)).toBe("18000");
    expect(chunked.registry.renditions[0]?.timing()?.isLowLatency).toBe(true);
  });

  test("begins in the future, and ends when the manifest says so", () => {
    const { accept, all, clock, registry } = at(-60);
    accept("live.mpd", numberedLive());
    expect(all()).toEqual([]);
    expect(registry.renditions[0]?.timing()).toMatchObject({ start: 0, end: 0 });
    clock.seconds = 100;
    expect(accept("live.mpd", numberedLive('mediaPresentationDuration="PT10S"'))).toEqual([
      "refreshed",
    ]);
    expect(all()).toEqual([]);
    expect(
      accept(
        "live.mpd",
        mpd(period(video(representation(numbered))), {
          attributes: 'mediaPresentationDuration="PT10S"',
        }),
      ),
    ).toEqual(["ended"]);
    expect(all()).toHaveLength(5);
  });
});

describe("a timeline", () => {
  test("slides, and what has just left is still found", () => {
    const { accept, all, what } = at(30);
    expect(accept("live.mpd", timed(10, 3))).toEqual(["loaded"]);
    expect(accept("live.mpd", timed(14, 3))).toEqual(["refreshed"]);
    expect(all()).toEqual(["14000", "16000", "18000"]);
    expect(what("v0/10.m4s")).toBe("10000");
    accept("live.mpd", timed(20, 3));
    expect(accept("live.mpd", timed(20, 3))).toEqual([]);
    expect(what("v0/10.m4s")).toBe("10000");
    accept("live.mpd", timed(12 + limits.retention, 3));
    expect(what("v0/10.m4s")).toBe("unknown");
    expect(what("v0/20.m4s")).toBe("20000");
  });

  test("keeps its numbers, also those of segments that have left", () => {
    const { accept, what } = at(30);
    const byNumber = (first: number, number: number) =>
      timed(first, 3).replace("$Time$.m4s", `$Number$.m4s" startNumber="${number}`);
    accept("live.mpd", byNumber(10, 6));
    accept("live.mpd", byNumber(14, 8));
    expect(what("v0/6.m4s")).toBe("10000");
    expect(what("v0/8.m4s")).toBe("14000");
    expect(what("v0/10.m4s")).toBe("18000");
  });

  test("that repeats to the end repeats until now", () => {
    const { accept, all } = at(20);
    accept("live.mpd", liveMpd(period(video(representation(timeline(['t="4" d="4" r="-1"']))))));
    expect(all()).toEqual(["4000", "8000", "12000", "16000"]);
  });
});

describe("periods", () => {
  const two = (ids: readonly string[]) =>
    liveMpd(
      ids
        .map((id) =>
          period(
            video(representation(timeline(['t="0" d="2" r="4"'], `media="${id}/$Time$.m4s"`))),
            `id="${id}" start="PT${Number(id.slice(1)) * 10}S"`,
          ),
        )
        .join(""),
    );

  test("that were dropped are still found for a while", () => {
    const { accept, registry, all, what } = at(100);
    accept("live.mpd", two(["p1", "p2"]));
    accept("live.mpd", two(["p2", "p3"]));
    expect(registry.renditions).toHaveLength(1);
    expect(what("p1/8.m4s")).toBe("18000");
    expect(all()).toHaveLength(10);
    const segments = registry.renditions[0]?.segmentsFrom("28000", 2) ?? [];
    expect(segments.map(({ discontinuity }) => discontinuity)).toEqual([1, 2]);
    accept("live.mpd", two(["p20"]));
    expect(what("p1/8.m4s")).toBe("unknown");
  });

  test("that a manifest leaves out for a moment are still found", () => {
    const { accept, what, registry } = at(30);
    accept("live.mpd", timed(10, 3));
    accept("live.mpd", liveMpd(""));
    expect(registry.renditions).toEqual([]);
    expect(what("v0/12.m4s")).toBe("12000");
    expect(accept("live.mpd", timed(12, 3))).toEqual(["loaded"]);
    expect(what("v0/16.m4s")).toBe("16000");
  });

  test("that are open and were dropped end where the next one begins", () => {
    const { accept, what, clock } = at(20);
    const open = (id: string, start: number, first: number) =>
      liveMpd(
        period(
          video(
            representation(numbered.replace('duration="2"', `duration="2" startNumber="${first}"`)),
          ),
          `id="${id}" start="PT${start}S"`,
        ),
      );
    accept("live.mpd", open("a", 0, 1));
    accept("live.mpd", open("b", 20, 100));
    expect(what("v0/5.m4s")).toBe("8000");
    expect(what("v0/101.m4s")).toBe("22000");
    clock.seconds = 20 + 2 * limits.retention;
    accept("live.mpd", open("b", 20, 100));
    expect(what("v0/5.m4s")).toBe("unknown");
  });

  test("that are announced without a start are left out", () => {
    const { accept, registry } = at(100);
    accept(
      "live.mpd",
      liveMpd(
        period(video(representation(timeline(['t="0" d="2"']))), 'id="a" start="PT0S"') +
          period(video(representation(numbered, 'id="x" bandwidth="1"')), 'id="b"'),
      ),
    );
    expect(registry.renditions).toHaveLength(1);
  });
});

describe("an older manifest from a cache", () => {
  test("takes nothing back", () => {
    const { accept, all } = at(30);
    accept("live.mpd", timed(14, 3, 'publishTime="2026-01-01T00:00:20Z"'));
    expect(accept("live.mpd", timed(12, 3, 'publishTime="2026-01-01T00:00:18Z"'))).toEqual([]);
    expect(all()).toEqual(["14000", "16000", "18000"]);
  });
});

describe("a stream that starts over", () => {
  const isShared = (registry: ReturnType<typeof at>, path: string) => {
    const match = registry.match(path);
    return match.type === "segment" ? match.segment.isShared : match.type;
  };

  test("with another beginning does not share times that meant other segments", () => {
    const registry = at(30);
    registry.accept("live.mpd", timed(10, 3));
    const later = timed(2, 3).replace("2026-01-01", "2026-01-02");
    expect(registry.accept("live.mpd", later)).toEqual(["restarted"]);
    expect(isShared(registry, "v0/2.m4s")).toBe(false);
    registry.accept("live.mpd", timed(14, 3).replace("2026-01-01", "2026-01-02"));
    expect(isShared(registry, "v0/14.m4s")).toBe(false);
    expect(isShared(registry, "v0/16.m4s")).toBe(true);
  });

  test("is noticed by times that jump back", () => {
    const registry = at(3_000);
    registry.accept("live.mpd", timed(1_000, 3));
    expect(registry.accept("live.mpd", timed(10, 3))).toEqual(["restarted"]);
    expect(isShared(registry, "v0/12.m4s")).toBe(false);
  });

  test("is what a recording becomes that is live again", () => {
    const registry = at(30);
    registry.accept(
      "live.mpd",
      mpd(period(video(representation(timeline(['t="0" d="2" r="4"'])))), {
        attributes: 'mediaPresentationDuration="PT10S"',
      }),
    );
    expect(registry.accept("live.mpd", timed(0, 7))).toEqual(["restarted"]);
    expect(isShared(registry, "v0/8.m4s")).toBe(false);
    expect(isShared(registry, "v0/10.m4s")).toBe(true);
  });
});

describe("another manifest", () => {
  test("is refused, but not where the manifest says that it has moved", () => {
    const { accept, load } = at(30);
    accept(
      "live.mpd",
      timed(10, 3).replace("<Period", "<Location>https://b.example/moved.mpd</Location><Period"),
    );
    expect(load("other.mpd", timed(10, 3))).toMatchObject({
      error: { code: "MANIFEST_UNSUPPORTED" },
    });
    expect(load("https://b.example/moved.mpd?x=1", timed(10, 3)).type).toBe("accepted");
  });
});

describe("a patch", () => {
  const base = timed(10, 3, 'id="live" publishTime="2026-01-01T00:00:16Z"').replace(
    "<Period",
    '<PatchLocation ttl="60">patch.mpp?t=1</PatchLocation><Period',
  );
  const patch = (operations: string, attributes = 'originalPublishTime="2026-01-01T00:00:16Z"') =>
    `<Patch xmlns="urn:mpeg:dash:schema:mpd-patch:2020" mpdId="live" publishTime="2026-01-01T00:00:18Z" ${attributes}>${operations}</Patch>`;
  const timelinePath =
    "/MPD/Period[@id='p0']/AdaptationSet[1]/Representation[@id='v0']/SegmentTemplate/SegmentTimeline";

  test("is applied to the manifest before it", () => {
    const { accept, all, what } = at(30);
    accept("live.mpd", base);
    expect(what("patch.mpp?t=2")).toBe("manifest");
    expect(
      accept(
        "patch.mpp?t=1",
        patch(
          `<replace sel="/MPD/@publishTime">2026-01-01T00:00:18Z</replace>
           <replace sel="/MPD/PatchLocation[1]"><PatchLocation ttl="60">patch.mpp?t=2</PatchLocation></replace>
           <replace sel="${timelinePath}/S[1]/@r">0</replace>
           <add sel="${timelinePath}/S[1]" pos="after"><S d="1" r="2"/></add>
           <add sel="${timelinePath}"><S t="20" d="2"/></add>
           <add sel="${timelinePath}/S[2]" type="@n">77</add>
           <remove sel="${timelinePath}/S[2]/@n"/>`,
        ),
      ),
    ).toEqual(["refreshed"]);
    expect(all()).toEqual(["10000", "12000", "13000", "14000", "20000"]);
    const next = 'originalPublishTime="2026-01-01T00:00:18Z"';
    accept(
      "patch.mpp?t=2",
      patch(
        `<remove sel="${timelinePath}/S[1]"/><add sel="${timelinePath}" pos="prepend"><S t="9" d="1"/></add>
         <add sel="${timelinePath}/S[2]" pos="before"><S t="10" d="2"/></add>`,
        next,
      ).replace("18Z", "19Z"),
    );
    expect(all()).toEqual(["9000", "10000", "12000", "13000", "14000", "20000"]);
    expect(what("v0/10.m4s")).toBe("10000");
  });

  test.each([
    ["for another version", patch("", 'originalPublishTime="2026-01-01T00:00:15Z"')],
    ["of another manifest", patch("").replace('mpdId="live"', 'mpdId="other"')],
    ["for what is not there", patch(`<remove sel="/MPD/Period[7]"/>`)],
    ["of the whole manifest", patch(`<remove sel="/MPD"/>`)],
    ["with an axis", patch(`<remove sel="/MPD/descendant::S[last()]"/>`)],
    ["with an unknown operation", patch(`<move sel="/MPD/Period"/>`)],
    ["with no selector", patch(`<remove/>`)],
  ])("%s is a named error, and changes nothing", (_, text) => {
    const { accept, load, all } = at(30);
    accept("live.mpd", base);
    const outcome = load("patch.mpp?t=1", text);
    expect(outcome).toMatchObject({ type: "rejected" });
    expect(all()).toEqual(["10000", "12000", "14000"]);
  });

  test("without a manifest before it is a named error", () => {
    expect(at(30).load("patch.mpp", patch(""))).toMatchObject({
      error: { code: "MANIFEST_UNSUPPORTED" },
    });
  });
});

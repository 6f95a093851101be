/** One stream in several places, and other media beside it. */
import { describe, expect } from "vitest";
import type { PlayerReport } from "../players/page/player-report.ts";
import type { PlayerViewer } from "../players/test.ts";
import {
  expectNoHarm,
  isLaterThan,
  readCommitted,
  requestedFiles,
  shareBetween,
  speed,
  test,
} from "./test.ts";

describe.concurrent("several CDNs", () => {
  test("with content steering: viewers on different pathways share, also when one of them is moved", async ({
    stage,
    makeStream,
  }) => {
    const { crossUrl, url } = stage.origin;
    const [one, two] = [`${crossUrl}${makeStream("cdn-one")}`, `${url}${makeStream("cdn-two")}`];
    let priority = ["one", "two"];
    const place = makeStream("steered", (file, { searchParams }) => {
      if (file === "steering.json") {
        return JSON.stringify({ VERSION: 1, TTL: 1, "PATHWAY-PRIORITY": priority });
      }
      const variant = (pathway: string, at: string) => [
        `#EXT-X-STREAM-INF:BANDWIDTH=200000,RESOLUTION=320x180,CODECS="avc1.4d400d,mp4a.40.2",PATHWAY-ID="${pathway}"`,
        `${at}hls-ts/v0/media.m3u8`,
      ];
      const start = searchParams.get("start") ?? "one";
      const steering = `#EXT-X-CONTENT-STEERING:SERVER-URI="steering.json",PATHWAY-ID="${start}"`;
      return [
        ...["#EXTM3U", "#EXT-X-VERSION:3", ...(start === "one" ? [steering] : [])],
        ...(start === "one" ? variant("one", one) : []),
        ...variant("two", two),
      ].join("\n");
    });
    const player = { maxBufferLength: 6, maxMaxBufferLength: 6 };
    const setup = { stream: `${place}master.m3u8`, swarmId: place, player };
    const other = { ...setup, stream: `${place}master.m3u8?start=two` };
    const { viewers } = await shareBetween(stage, setup, { other });
    const [moved, still] = viewers;
    const isOn = (cdn: string) => (report: PlayerReport) =>
      report.segments.some((segment) => segment.url.startsWith(cdn));
    await moved.until("it is on its first pathway", isOn(one));
    priority = ["two", "one"];
    const report = await moved.until("it is on the other pathway", isOn(two));
    await expectNoHarm(await moved.until("it plays on", isLaterThan(report, 4)));
    expect(isOn(one)(await still.report())).toBe(false);
    await expectNoHarm(await still.report());
  });

  test("a CDN that fails: Shaka goes to the next one, and goes on sharing with dash.js; the stream has two periods", async ({
    stage,
    makeStream,
  }) => {
    const mpd = String(await readCommitted("dash/timeline.mpd"));
    const broken = makeStream("cdn-broken", (file) => {
      return /segment-0-(0[4-9]|1)/.test(file) ? 404 : undefined;
    });
    const good = makeStream("cdn-good");
    const place = makeStream("periods", (file, { searchParams }) => {
      if (file !== "manifest.mpd") return undefined;
      const places = searchParams.has("broken") ? [broken, good] : [good];
      return twoPeriods(
        mpd,
        places.map((one) => `${stage.origin.crossUrl}${one}dash/`),
      );
    });
    const setup = { page: "dashjs", stream: `${place}manifest.mpd`, swarmId: place } as const;
    const other = { page: "shaka", stream: `${place}manifest.mpd?broken`, swarmId: place } as const;
    const { viewers } = await shareBetween(stage, setup, { other });
    for (const viewer of viewers) {
      const report = await viewer.until("it is in the second period", isAt(16));
      expect(report.segments.some(({ url }) => url.includes("segment-0-14"))).toBe(true);
      await expectNoHarm({ ...report, segments: onCdn(report, good) });
    }
  });
});

describe.concurrent("other media beside the stream", () => {
  test("interstitials are played without peers, and the stream is shared before and after them", async ({
    stage,
    makeStream,
  }) => {
    const [primary, ad] = ["hls-ts/v0/media.m3u8", "hls-ts/v1/media.m3u8"];
    const recording = String(await readCommitted(primary));
    const place = makeStream("interstitial", (file) => {
      // The first two segments.
      if (file === ad) return recording.replace(/(segment-01.ts\n).*/s, "$1#EXT-X-ENDLIST");
      if (file !== primary) return undefined;
      const [start, at] = ["2026-01-01T00:00:00.000Z", "2026-01-01T00:00:06.000Z"];
      const range = `#EXT-X-DATERANGE:ID="ad",CLASS="com.apple.hls.interstitial",START-DATE="${at}",DURATION=4,X-RESUME-OFFSET=0,X-ASSET-URI="${place}${ad}"`;
      return recording
        .replace("#EXTINF", `#EXT-X-PROGRAM-DATE-TIME:${start}\n#EXTINF`)
        .replace("#EXT-X-ENDLIST", `${range}\n#EXT-X-ENDLIST`);
    });
    const setup = { stream: place + primary, swarmId: place, speed };
    const { viewers } = await shareBetween(stage, setup);
    for (const viewer of viewers) {
      await viewer.until("the interstitial is over and it plays on", isAt(12));
      await expectNoHarm(await viewer.report());
    }
    const files = requestedFiles(stage.origin, place);
    for (const segment of ["hls-ts/v1/segment-00.ts", "hls-ts/v1/segment-01.ts"]) {
      expect(files.filter((file) => file === segment)).toHaveLength(viewers.length);
    }
  });

  test("trick play of Shaka is loaded without peers, and what comes after it is shared", async ({
    stage,
    makeStream,
  }) => {
    const mpd = String(await readCommitted("dash/timeline.mpd"));
    const place = makeStream("trick-play", (file) => {
      if (file === "dash/timeline.mpd") return withTrickPlay(mpd);
      return file.startsWith("dash/trick/") ? readCommitted(file.replace("trick/", "")) : undefined;
    });
    const player = { streaming: { bufferingGoal: 8, rebufferingGoal: 1 } };
    const setup = { page: "shaka", stream: `${place}dash/timeline.mpd`, swarmId: place } as const;
    const { viewers } = await shareBetween(stage, { ...setup, player });
    for (const viewer of viewers) {
      await viewer.page.evaluate(() => window.shakaViewer.player.trickPlay(3));
      const fast = await viewer.report();
      await viewer.until("it is farther", isLaterThan(fast, 9));
      await viewer.page.evaluate(() => window.shakaViewer.player.cancelTrickPlay());
      await expectTrickPlay(viewer, stage.origin.crossUrl + place);
    }
    expect(requestedFiles(stage.origin, place).some((file) => file.includes("trick/segment"))).toBe(
      true,
    );
  });
});

function isAt(seconds: number) {
  return ({ playback }: PlayerReport) => playback.position >= seconds;
}

async function expectTrickPlay(viewer: PlayerViewer, place: string): Promise<void> {
  const before = await viewer.report();
  const report = await viewer.until("it plays on", isLaterThan(before, 4));
  expect(report.segments.every(({ url }) => url.startsWith(place))).toBe(true);
  await expectNoHarm(report);
}

/** Segments as the CDN has them that does not fail. */
function onCdn({ segments }: PlayerReport, place: string) {
  return segments.map((one) => ({ ...one, url: one.url.replace("/made/cdn-broken/", place) }));
}

/** The first 12 s, and the 12 s from 24 s on. */
function twoPeriods(mpd: string, bases: readonly string[]): string {
  const [whole = "", content = ""] = /<Period[^>]*>(.*)<\/Period>/s.exec(mpd) ?? [];
  const part = (number: number, time: number) =>
    content
      .replace(/startNumber="1"/g, `startNumber="${number}" presentationTimeOffset="${time}"`)
      .replace(/<S t="0" d="2000000" r="23" \/>/g, `<S t="${time}" d="2000000" r="5" />`);
  const periods = [
    `<Period id="a" start="PT0S" duration="PT12S">${part(1, 0)}</Period>`,
    `<Period id="b" start="PT12S" duration="PT12S">${part(13, 24_000_000)}</Period>`,
  ];
  const places = bases.map((base, index) => {
    return `<BaseURL serviceLocation="${index}" dvb:priority="${index + 1}">${base}</BaseURL>`;
  });
  return mpd
    .replace(whole, () => [...places, ...periods].join("\n"))
    .replace("<MPD ", '<MPD xmlns:dvb="urn:dvb:dash:dash-extensions:2014-1" ')
    .replace(/mediaPresentationDuration="[^"]*"/, 'mediaPresentationDuration="PT24S"');
}

/** The video once more, as a trick play track of its own. */
function withTrickPlay(mpd: string): string {
  const [video = ""] = /<AdaptationSet id="0".*?<\/AdaptationSet>/s.exec(mpd) ?? [];
  const trick = video
    .replace('id="0"', 'id="7"')
    .replace(
      /(<AdaptationSet[^>]*>)/,
      '$1<EssentialProperty schemeIdUri="http://dashif.org/guidelines/trickmode" value="0" />',
    )
    .replace('<Representation id="0"', '<Representation id="trick"')
    .replace(/init-\$RepresentationID\$/g, "init-0")
    .replace(/segment-\$RepresentationID\$/g, "trick/segment-0");
  return mpd.replace("</Period>", () => `${trick}\n</Period>`);
}

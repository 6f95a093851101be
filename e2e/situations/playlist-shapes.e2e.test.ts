/** What a playlist can be beside a list of whole segments. */
import { liveWindow } from "@swarmlane/testkit/node";
import { describe, expect } from "vitest";
import { hasPlayed } from "../harness/journey.ts";
import type { PlayerReport } from "../players/page/player-report.ts";
import { key, protectInit, protectSegment } from "./encrypt-audio.ts";
import {
  expectNoHarm,
  hasShared,
  isLaterThan,
  readCommitted,
  requestedFiles,
  shareBetween,
  test,
} from "./test.ts";

const recording = String(await readCommitted("hls-ts/v0/media.m3u8"));
const segments = [...recording.matchAll(/^segment-\d+\.ts$/gm)].map(([file]) => file);

describe.concurrent("playlists", () => {
  test.for(["hlsjs", "shaka"] as const)(
    "with a gap (EXT-X-GAP): nobody asks for the missing segment, and the others are shared, on %s",
    async (page, { stage, makeStream }) => {
      const missing = "segment-03.ts";
      const place = makeStream(`gap-${page}`, (file) => {
        if (file.endsWith(missing)) return 404;
        const isPlaylist = file.endsWith("/media.m3u8");
        return isPlaylist ? recording.replace(missing, `#EXT-X-GAP\n${missing}`) : undefined;
      });
      const setup = { page, stream: `${place}hls-ts/v0/media.m3u8`, swarmId: place };
      const { viewers } = await shareBetween(stage, setup);
      for (const viewer of viewers) {
        await expectNoHarm(await viewer.until("it is behind the gap", isAt(11)));
      }
      expect(requestedFiles(stage.origin, place)).not.toContain(`hls-ts/v0/${missing}`);
    },
  );

  test("of a low-latency stream: parts are loaded without peers, and whole segments are shared", async ({
    stage,
    makeStream,
  }) => {
    const startedAt = performance.now();
    const place = makeStream("low-latency", async (file) => {
      if (file === "hls-ts/v0/media.m3u8") {
        return lowLatencyPlaylist((performance.now() - startedAt) / 1000);
      }
      const number = Number(/whole-(\d+)\.ts$/.exec(file)?.[1]);
      if (Number.isNaN(number)) return undefined;
      return Buffer.concat(await Promise.all(partsOf(number).map(readPart)));
    });
    const setup = { stream: `${place}hls-ts/v0/media.m3u8`, swarmId: place };
    const low = await stage.open(setup);
    await low.until("it plays", hasPlayed(1));
    const parts = requestedFiles(stage.origin, place).filter((file) => file.includes("segment-"));
    expect(parts).not.toEqual([]);
    const whole = { ...setup, player: { lowLatencyMode: false } };
    const first = await stage.open(whole);
    await first.until("it plays", hasPlayed(1));
    const second = await stage.open(whole);
    await second.until("it shares", hasShared(1));
    for (const viewer of [first, second]) {
      await expectNoHarm(await viewer.until("it plays", hasPlayed(4)));
    }
    const report = await low.until("it plays on", hasPlayed(6));
    expect(report.errors).toEqual([]);
    expect(report.statistics).toMatchObject({ unknownMediaRequests: 0, fallbacks: 0 });
  });

  test("with SAMPLE-AES: viewers share what is encrypted, and each loads the key itself, on Shaka", async ({
    stage,
    makeStream,
  }) => {
    const place = makeStream("sample-aes", async (file) => {
      if (file === "dash/stream.key") return key;
      const committed = (await readCommitted(file)) ?? Buffer.alloc(0);
      if (file === "dash/init-1.mp4") return protectInit(committed);
      const tag = '#EXT-X-KEY:METHOD=SAMPLE-AES-CTR,URI="stream.key",KEYFORMAT="identity"';
      return file.endsWith(".m3u8")
        ? String(committed).replace("#EXT-X-MAP", `${tag}\n#EXT-X-MAP`)
        : protectSegment(committed, Number(/(\d+)\.m4s$/.exec(file)?.[1]));
    });
    const stream = `${place}dash/media_1.m3u8`;
    const { reports } = await shareBetween(stage, { page: "shaka", stream, swarmId: place });
    for (const report of reports) await expectNoHarm(report);
    const keys = requestedFiles(stage.origin, place).filter((file) => file.endsWith(".key"));
    expect(keys).toHaveLength(reports.length);
  });

  test("of a live stream with a long window (DVR): after a seek back viewers share the past", async ({
    stage,
    makeStream,
  }) => {
    const startedAt = performance.now();
    const place = makeStream("dvr", (file) => {
      const elapsed = (performance.now() - startedAt) / 1000;
      // What the viewers go back to leaves the window after 40 s.
      const window = { size: 26, isEndless: true };
      return file.endsWith(".m3u8") ? liveWindow(recording, elapsed, window) : undefined;
    });
    const player = { liveSyncDuration: 6, maxBufferLength: 6, maxMaxBufferLength: 6 };
    const setup = { stream: `${place}hls-ts/v0/media.m3u8`, swarmId: place, player };
    const isInThePast = (report: PlayerReport) =>
      report.segments.some(({ url }) => url.endsWith("segment-21.ts"));
    const openInThePast = async () => {
      const viewer = await stage.open(setup);
      const { playback } = await viewer.until("it plays", hasPlayed(1));
      expect(playback.startPosition).toBeGreaterThan(43);
      await viewer.page.evaluate(() => {
        const [video] = document.getElementsByTagName("video");
        if (video !== undefined) video.currentTime = 40;
      });
      await viewer.until("it plays the past", isInThePast);
      return viewer;
    };
    const [first, second] = [await openInThePast(), await openInThePast()];
    await second.until("it shares the past", hasShared(2));
    for (const viewer of [first, second]) await expectNoHarm(await viewer.report());
  });

  test("that change from files to byte ranges of one file with another picture", async ({
    stage,
    makeStream,
  }) => {
    // Two byte ranges are there at the beginning.
    const startedAt = performance.now() - 4000;
    const joined = await Promise.all(
      segments
        .slice(filesFirst)
        .map(async (file) => (await readCommitted(`hls-ts/v1/${file}`)) ?? Buffer.alloc(0)),
    );
    const place = makeStream("shape", (name) => {
      const elapsed = (performance.now() - startedAt) / 1000;
      if (name === "joined.ts") return Buffer.concat(joined);
      return name === "live.m3u8" ? changingPlaylist(joined, elapsed) : undefined;
    });
    const player = { liveSyncDuration: 8 };
    const setup = { stream: `${place}live.m3u8`, swarmId: place, player, speed: 1 };
    const { viewers } = await shareBetween(stage, setup, { count: 2 });
    for (const viewer of viewers) {
      const report = await viewer.until(
        "it plays byte ranges",
        ({ playback }) => playback.height === 270,
      );
      await expectNoHarm(await viewer.until("it plays on", isLaterThan(report, 3)));
    }
  });
});

function isAt(seconds: number) {
  return ({ playback }: PlayerReport) => playback.position >= seconds;
}

/** Whole segments of 4 s: two of the committed ones, which are the parts. */
function partsOf(number: number): readonly string[] {
  return segments.slice(2 * number, 2 * number + 2);
}

async function readPart(file: string): Promise<Buffer> {
  return (await readCommitted(`hls-ts/v0/${file}`)) ?? Buffer.alloc(0);
}

/** A window of six whole segments. The last two list their parts too, and the next part is announced. */
function lowLatencyPlaylist(elapsed: number): string {
  const size = 6;
  const first = Math.floor(elapsed / 4);
  const end = Math.min(first + size, segments.length / 2 - 1);
  const part = (file: string) => `#EXT-X-PART:DURATION=2.0,INDEPENDENT=YES,URI="${file}"`;
  const whole = Array.from({ length: end - first }, (_, index) => {
    const number = first + index;
    const parts = number >= end - 2 ? partsOf(number).map(part) : [];
    return [...parts, "#EXTINF:4.0,", `whole-${number}.ts`];
  });
  const [one = "", two = ""] = partsOf(end);
  const hint = (file: string) => `#EXT-X-PRELOAD-HINT:TYPE=PART,URI="${file}"`;
  return [
    ...["#EXTM3U", "#EXT-X-VERSION:9", "#EXT-X-TARGETDURATION:4"],
    ...["#EXT-X-SERVER-CONTROL:PART-HOLD-BACK=6.0", "#EXT-X-PART-INF:PART-TARGET=2.0"],
    `#EXT-X-MEDIA-SEQUENCE:${first}`,
    ...whole.flat(),
    ...(elapsed % 4 >= 2 ? [part(one), hint(two)] : [hint(one)]),
  ].join("\n");
}

/** Segments that are files of their own. */
const filesFirst = 10;

/** A window of six: files at first, then one byte range more every 2 s. */
function changingPlaylist(joined: readonly Buffer[], elapsed: number): string {
  let offset = 0;
  const ranges = joined.map(({ length }, index) => {
    const start = offset;
    offset += length;
    const tags = index === 0 ? ["#EXT-X-DISCONTINUITY"] : [];
    return [...tags, `#EXTINF:2.0,\n#EXT-X-BYTERANGE:${length}@${start}`, "joined.ts"].join("\n");
  });
  const files = segments.slice(0, filesFirst).map((name) => `#EXTINF:2.0,\nhls-ts/v0/${name}`);
  const end = Math.min(filesFirst + Math.floor(elapsed / 2), filesFirst + joined.length);
  return [
    ...["#EXTM3U", "#EXT-X-VERSION:4", "#EXT-X-TARGETDURATION:2"],
    `#EXT-X-MEDIA-SEQUENCE:${end - 6}`,
    `#EXT-X-DISCONTINUITY-SEQUENCE:${end - 6 > filesFirst ? 1 : 0}`,
    ...[...files, ...ranges].slice(end - 6, end),
    ...(end === filesFirst + joined.length ? ["#EXT-X-ENDLIST"] : []),
  ].join("\n");
}

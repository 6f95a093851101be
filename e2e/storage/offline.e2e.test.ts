/**
 * "Offline: with the origin and all peers gone, a stream that was loaded plays from the store through the unmodified
 * 0.6.2 engines", with `indexedDBAssetsStorage` on the same database.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { streams } from "@swarmlane/testkit/node";
import { startHarness, type Harness, type ViewerSetup } from "../harness/harness.ts";
import { expectNoStall, hasPlayed } from "../harness/journey.ts";
import { openCatalogOf } from "./catalog-of.ts";
import { openProfile } from "./profile.ts";

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const database = "offline";

/** Seconds of the stream that are played without anybody. */
const played = 8;

describe.concurrent("with the origin and all peers gone, a stream that was loaded plays", () => {
  test.each<[string, Pick<ViewerSetup, "player" | "stream">, string]>([
    ["hls.js", { player: "hlsjs", stream: streams.hlsTs }, "hls-ts"],
    ["Shaka, DASH", { player: "shaka", stream: streams.dash }, "dash"],
  ])("through %s", async (swarmId, setup, folder) => {
    const viewer = await harness.open({
      ...setup,
      ...{ core: "ours", swarmId, storage: { name: database } },
      // all that it may load ahead, at once
      loader: { requiredSegmentsPriority: 20 },
      browser: await openProfile(),
    });
    await viewer.until("it plays", hasPlayed(1));
    // of sound and pictures together: more than will be played, at twice the speed, before that is seen
    const catalog = openCatalogOf(viewer.page, database);
    await expect.poll(() => catalog.segments(), { timeout: 20_000 }).toBeGreaterThan(18);

    harness.origin.faults.set(`/streams/${folder}`, "reset");
    const asked = harness.origin.log.requests.length;
    const given = harness.origin.log.bytes(`/streams/${folder}`);
    await viewer.page.reload();
    // faster than life, and no faster than a player that has just begun can fill its buffer
    await viewer.page.evaluate(() => {
      for (const video of document.querySelectorAll("video")) {
        video.defaultPlaybackRate = 2;
        video.playbackRate = 2;
      }
    });
    const report = await viewer.until(`${played} s are played`, hasPlayed(played));
    expect(report.errors.filter((error) => !isOfUnloaded(error))).toEqual([]);
    const requests = harness.origin.log.requests.slice(asked);
    const paths = requests.map(({ path }) => path).filter((path) => path.includes(`/${folder}/`));
    expect(paths.filter((path) => isPlayed(path))).toEqual([]);
    expectNoStall({ ...report, errors: [] });
    expect(report.bytes).toMatchObject({ http: 0, p2p: 0 });
    expect(harness.origin.log.bytes(`/streams/${folder}`)).toBe(given);
    viewer.expectClean();
    await viewer.leave();
  });
});

/** Of a segment in what was played: 2 s each, counted from 0 or from 1. */
function isPlayed(path: string): boolean {
  const [, number] = /segment-.*?(\d+)\.\w+$/.exec(path) ?? [];
  return number !== undefined && Number(number) <= played / 2;
}

/** Segments that it had not loaded before cannot be had; the player asks for them ahead, and has not come to them. */
function isOfUnloaded(error: string): boolean {
  // Shaka's BAD_HTTP_STATUS and HTTP_ERROR, which name no address
  return error.includes("/streams/") || /^shaka-player: error 100[12]$/.test(error);
}

/**
 * "Offline: with the origin and all peers gone, a stream that was loaded plays from the store through the unmodified
 * 0.6.2 engines", with `indexedDBAssetsStorage` on the same database.
 */
import { describe, expect } from "vitest";
import { streams } from "@swarmlane/testkit/node";
import { expectNoStall, hasPlayed } from "../harness/journey.ts";
import { test, type ViewerSetup } from "../harness/test.ts";
import { openCatalogOf } from "./catalog-of.ts";
import { openProfile } from "../fixtures/profile.ts";

const database = "offline";

/** Seconds of the stream that are played without anybody. */
const played = 8;

describe("with the origin and all peers gone, a stream that was loaded plays", () => {
  test.for<[string, Pick<ViewerSetup, "player" | "stream">, string]>([
    ["hls.js", { player: "hlsjs", stream: streams.hlsTs }, "hls-ts"],
    ["Shaka, DASH", { player: "shaka", stream: streams.dash }, "dash"],
  ])("through %s", async ([swarmId, setup, folder], { openViewer, origin, keep }) => {
    const viewer = await openViewer({
      ...setup,
      ...{ core: "ours", swarmId, storage: { name: database } },
      // all that it may load ahead, at once
      loader: { requiredSegmentsPriority: 20 },
      page: { place: await keep(openProfile()) },
    });
    // Segments come out of order: whatever will be played is there once it has been played.
    await viewer.until("it plays", hasPlayed(played + 4));
    // of sound and pictures together: more than will be played before that is seen
    const catalog = openCatalogOf(viewer.page, database);
    await expect.poll(() => catalog.segments(), { timeout: 20_000 }).toBeGreaterThan(18);

    origin.faults.set(`/streams/${folder}`, "reset");
    const asked = origin.log.requests.length;
    await viewer.page.reload();
    const report = await viewer.until(`${played} s are played`, hasPlayed(played));
    expect(report.errors.filter((error) => !isOfUnloaded(error))).toEqual([]);
    const requests = origin.log.requests
      .slice(asked)
      .filter(({ path }) => path.startsWith(`/streams/${folder}/`));
    expect(requests.filter(({ path }) => isPlayed(path))).toEqual([]);
    expectNoStall({ ...report, errors: [] });
    expect(report.bytes).toMatchObject({ http: 0, p2p: 0 });
    // What was asked for before may still have been on its way.
    expect(requests.filter(({ bytes }) => bytes > 0)).toEqual([]);
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

/**
 * Differential: what the players themselves make of the golden manifests. Whatever hls.js and Shaka are going to request
 * must be known to the registry, in the same order, at the same times; and 0.6.2 must know it by the same ids.
 */
import { describe, expect, test } from "vitest";
import { rangeHeader } from "../byte-range.ts";
import { goldenCases, loadGolden } from "../golden.fake.ts";
import type { ManifestRegistry } from "../registry.ts";
import { fragmentsOf } from "./hlsjs.fake.ts";
import { oldQueue } from "./old-engine.fake.ts";
import { pretendToBeBrowser, type Requested } from "./players.fake.ts";
import { shakaStreams } from "./shaka.fake.ts";

pretendToBeBrowser();

const casesOf = (format: string) => goldenCases.filter(({ name }) => name.startsWith(format));

/** All of them, in order, and each at the time that the player believes. */
function expectKnown(registry: ManifestRegistry, requested: readonly Requested[]): void {
  const matches = requested.map(({ url, range, start }) => {
    const match = registry.find({ url, range });
    expect(match).toMatchObject({ type: "segment" });
    if (match.type !== "segment") throw new Error("unreachable");
    return { ...match, start };
  });
  for (const { init } of requested) {
    if (init !== undefined) expect(registry.find(init).type).toBe("init");
  }
  const [first] = matches;
  if (first === undefined) return;
  for (const { segment, start } of matches) {
    expect(segment.startTime - first.segment.startTime).toBeCloseTo(start - first.start, 2);
  }
  // Shaka may go on with another rendition in the next period.
  for (const rendition of new Set(matches.map((match) => match.rendition))) {
    const own = matches.filter((match) => match.rendition === rendition);
    const listed = rendition.segmentsFrom(own[0]?.segment.sequence ?? "", own.length);
    expect(own.map(({ segment }) => segment.id)).toEqual(listed.map(({ id }) => id));
  }
}

describe("hls.js", () => {
  test.each(casesOf("hls"))("requests what the registry knows: $name", async (golden) => {
    const { default: Hls } = await import("hls.js");
    const registry = loadGolden(golden);
    const [manifest] = golden.manifests;
    for (const [url] of golden.manifests.slice(golden.manifests.length > 1 ? 1 : 0)) {
      expectKnown(registry, await fragmentsOf(Hls, golden, manifest?.[0] ?? "", url));
    }
  });
});

describe("p2p-media-loader-hlsjs 0.6.2", () => {
  test.each(casesOf("hls"))("has the same ids, if it is asked to: $name", async (golden) => {
    const registry = loadGolden(golden, "p2p-media-loader-0.6");
    for (const rendition of registry.renditions) {
      if (rendition.kind !== "main") continue;
      const [segment] = rendition.segmentsFrom("0", 1);
      if (segment === undefined) continue;
      const theirs = await oldQueue(golden, segment.url, segment.range);
      const ours = rendition.segmentsFrom("0", 100);
      expect(
        ours.map(({ id, swarmId, streamId, sequence, url, range }) => ({
          id,
          url,
          masterSwarmId: swarmId,
          masterManifestUri: registry.manifestUrl,
          streamId,
          sequence,
          range: range && rangeHeader(range),
        })),
      ).toEqual(theirs.segments);
      expect(rendition.streamSwarmId).toBe(theirs.streamSwarmId);
    }
  });
});

describe("Shaka", () => {
  test.each(goldenCases)("requests what the registry knows: $name", async (golden) => {
    const registry = loadGolden(golden);
    const streams = await shakaStreams(golden);
    expect(streams.flat().length).toBeGreaterThan(0);
    for (const requested of streams) expectKnown(registry, requested);
  });
});

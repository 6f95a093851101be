/**
 * Golden vectors: the ids that viewers of these manifests have in common. If a change makes this test fail, viewers with
 * and without the change do not share: it is a new version of the scheme, see docs/identity.md.
 */
import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { goldenCases, goldenFile, loadGolden } from "./golden.fake.ts";
import { rangeHeader } from "./byte-range.ts";
import type { ManifestRegistry } from "./registry.ts";

/** `url range id` of everything that a rendition lists. */
function describeRegistry(registry: ManifestRegistry) {
  return {
    swarmId: registry.swarmId,
    renditions: registry.renditions.map((rendition) => ({
      kind: rendition.kind,
      streamId: rendition.streamId ?? null,
      segments: rendition
        .segmentsFrom("-1000000000", 100)
        .map(({ url, range, sequence }) =>
          [sequence, url, ...(range === undefined ? [] : [rangeHeader(range)])].join(" "),
        ),
    })),
  };
}

function idsOf(registry: ManifestRegistry): string[] {
  return registry.renditions.flatMap((rendition) => [
    rendition.streamSwarmId,
    ...rendition.segmentsFrom("-1000000000", 100).map(({ id }) => id),
  ]);
}

const read = (name: string, file: string): unknown =>
  JSON.parse(goldenFile(name, file).toString()) as unknown;

describe("the identity of version 1", () => {
  test.each(goldenCases)("is what it was: $name", (golden) => {
    expect(describeRegistry(loadGolden(golden))).toEqual(read(golden.name, "ids.json"));
  });

  test("has a case for each folder", () => {
    const folders = readdirSync(new URL("../fixtures/golden", import.meta.url));
    expect(goldenCases.map(({ name }) => name).sort()).toEqual(folders.sort());
  });

  test("does not depend on the order in which playlists are loaded", () => {
    for (const golden of goldenCases) {
      const [first, ...others] = golden.manifests;
      if (first === undefined) continue;
      const reordered = { ...golden, manifests: [...others.reverse(), first, ...others] };
      expect(idsOf(loadGolden(reordered))).toEqual(idsOf(loadGolden(golden)));
    }
  });
});

describe("every segment", () => {
  test.each(goldenCases)("is found by its address and range, with any query: $name", (golden) => {
    const registry = loadGolden(golden);
    for (const rendition of registry.renditions) {
      for (const segment of rendition.segmentsFrom("-1000000000", 100)) {
        const { url, range, id } = segment;
        const separator = url.includes("?") ? "&" : "?";
        const requests = [url, `${url}${separator}CMCD=bl%3D2000`, url.replace(/\?.*/, "")];
        if (rendition.notShared !== undefined) continue;
        for (const request of requests) {
          expect(registry.find({ url: request, range })).toMatchObject({
            segment: { id },
            rendition: { streamId: rendition.streamId },
          });
        }
      }
    }
  });
});

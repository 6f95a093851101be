/** Helpers for the tests of this package: registries that are filled in one line, and playlists in a few. */
import { createManifestRegistry, type ManifestRegistry, type RegistryOptions } from "./registry.ts";
import type { ManifestFormat } from "./format.ts";
import type { ManifestOutcome, RequestMatch } from "./request.ts";
import type { ManifestSegment } from "./segment.ts";

export const origin = "https://cdn.example/live/";

export interface TestRegistry extends ManifestRegistry {
  /** `path` is relative to `origin`. */
  readonly load: (path: string, body: string, responsePath?: string) => ManifestOutcome;
  /** The same, and the manifest has to be accepted. Returns what changed. */
  readonly accept: (path: string, body: string) => readonly string[];
  /** `sequence` of the segment at this address, or the type of what else it is. */
  readonly what: (path: string, range?: string) => string;
  readonly match: (path: string, range?: string) => RequestMatch;
}

export function testRegistry(
  format: ManifestFormat,
  options: Partial<RegistryOptions> = {},
): TestRegistry {
  const registry = createManifestRegistry({ formats: [format], ...options });
  const absolute = (path: string) => new URL(path, origin).href;

  const load: TestRegistry["load"] = (path, body, responsePath) =>
    registry.addManifest({
      url: absolute(path),
      responseUrl: responsePath === undefined ? undefined : absolute(responsePath),
      body,
    });

  const match: TestRegistry["match"] = (path, range) => {
    const [start, end] = (range ?? "").split("-");
    return registry.find({
      url: absolute(path),
      range:
        range === undefined
          ? undefined
          : { start: Number(start), ...(end ? { end: Number(end) } : {}) },
    });
  };

  return {
    ...registry,
    get swarmId() {
      return registry.swarmId;
    },
    get manifestUrl() {
      return registry.manifestUrl;
    },
    get renditions() {
      return registry.renditions;
    },
    load,
    match,
    accept: (path, body) => {
      const outcome = load(path, body);
      if (outcome.type === "rejected") throw outcome.error;
      return outcome.changes.map((change) => change.change);
    },
    what: (path, range) => {
      const found = match(path, range);
      return found.type === "segment" ? found.segment.sequence : found.type;
    },
  };
}

export function sequences(segments: readonly ManifestSegment[]): string[] {
  return segments.map((segment) => segment.sequence);
}

/** A live playlist of two-second segments `seg<n>.ts`. */
export function livePlaylist(first: number, count: number, extra: readonly string[] = []): string {
  const segments = Array.from({ length: count }, (_, n) => `#EXTINF:2.0,\nseg${first + n}.ts`);
  return [
    "#EXTM3U",
    "#EXT-X-TARGETDURATION:2",
    `#EXT-X-MEDIA-SEQUENCE:${first}`,
    ...extra,
    ...segments,
    "",
  ].join("\n");
}

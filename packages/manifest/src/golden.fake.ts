/** The golden manifests of fixtures/golden: loaded in order, as a player loads them. */
import { readFileSync } from "node:fs";
import { dash } from "./dash/dash-stream.ts";
import { hls } from "./hls/hls-stream.ts";
import type { IdentityScheme } from "./identity/stream-ids.ts";
import { createManifestRegistry, type ManifestRegistry } from "./registry.ts";

export interface GoldenCase {
  readonly name: string;
  /** Address and file of each manifest. The first one is what the player is given. */
  readonly manifests: readonly (readonly [url: string, file: string])[];
  readonly indexes: readonly (readonly [url: string, start: number, end: number, file: string])[];
}

const base = "https://cdn.example/vod";

export const goldenCases: readonly GoldenCase[] = [
  hlsCase("hls-separate-audio", "master.m3u8", [
    "video/360.m3u8",
    "video/720.m3u8",
    "audio/en.m3u8",
    "audio/de.m3u8",
    "audio/en-surround.m3u8",
  ]),
  hlsCase("hls-byte-ranges", "master.m3u8", ["low.m3u8", "high.m3u8"]),
  {
    name: "hls-pathways",
    manifests: [
      [`${base}/hls-pathways/master.m3u8?session=1`, "master.m3u8"],
      ["https://one.example/360.m3u8", "360.m3u8"],
      ["https://two.example/360.m3u8", "360.m3u8"],
      ["https://two.example/en.m3u8", "en.m3u8"],
    ],
    indexes: [],
  },
  hlsCase("hls-live", "live.m3u8", []),
  dashCase("dash-number"),
  dashCase("dash-timeline-periods"),
  dashCase("dash-list"),
  {
    ...dashCase("dash-single-file"),
    indexes: [[`${base}/dash-single-file/stream0.mp4`, 839, 938, "stream0.sidx"]],
  },
  dashCase("dash-live"),
];

export function goldenFile(name: string, file: string): Buffer {
  return readFileSync(new URL(`../fixtures/golden/${name}/${file}`, import.meta.url));
}

/** The manifest at an address, whatever its query. Empty for one that is no part of the case. */
export function goldenBody({ name, manifests }: GoldenCase, url: string): string {
  const stripped = (address: string) => address.replace(/\?.*/, "");
  const file = manifests.find(([known]) => stripped(known) === stripped(url))?.[1];
  return file === undefined ? "" : goldenFile(name, file).toString();
}

export function loadGolden(
  { name, manifests, indexes }: GoldenCase,
  identity: IdentityScheme = "swarmlane-1",
): ManifestRegistry {
  const registry = createManifestRegistry({ formats: [hls, dash], identity });
  for (const [url, file] of manifests) {
    const outcome = registry.addManifest({ url, body: goldenFile(name, file).toString() });
    if (outcome.type === "rejected") throw outcome.error;
  }
  for (const [url, start, end, file] of indexes) {
    const bytes = new Uint8Array(goldenFile(name, file));
    const outcome = registry.addIndex({ url, range: { start, end }, bytes });
    if (outcome.type === "rejected") throw outcome.error;
  }
  return registry;
}

function hlsCase(name: string, master: string, playlists: readonly string[]): GoldenCase {
  return {
    name,
    manifests: [
      [`${base}/${name}/${master}?session=1`, master],
      ...playlists.map((path) => [`${base}/${name}/${path}`, path] as const),
    ],
    indexes: [],
  };
}

function dashCase(name: string): GoldenCase {
  return {
    name,
    manifests: [[`${base}/${name}/manifest.mpd?session=1`, "manifest.mpd"]],
    indexes: [],
  };
}

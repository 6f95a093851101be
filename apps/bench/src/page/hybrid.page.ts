/** `window.bench` for everything with the API of 0.6: ours and 0.6.2. Browser. */
import type { SegmentSet } from "../stage/segment-files.ts";
import type { PeerOptions, Role } from "./bench-page.ts";
import { createArrivals } from "./arrivals.ts";

interface HybridLoader {
  load(segments: readonly object[], streamSwarmId: string): unknown;
  on(event: "segment_loaded", listener: (segment: { id: string; data: ArrayBuffer }) => void): void;
  on(event: "segment_error", listener: (segment: { id: string }, error: unknown) => void): void;
  on(event: "peer_connect" | "peer_close", listener: () => void): void;
  destroy(): Promise<void>;
}

declare const p2pml: { core: { HybridLoader: new (settings: object) => HybridLoader } };

/** Longer than any queue here. */
const everything = 1e6;

let loader: HybridLoader;
let options: PeerOptions;
let connected = 0;
const arrivals = createArrivals();

window.bench = {
  open: (given) => {
    options = given;
    loader = new p2pml.core.HybridLoader(settingsOf(given));
    loader.on("segment_loaded", ({ id, data }) => arrivals.add(id, data.byteLength));
    loader.on("segment_error", ({ id }, error) => arrivals.fail(`${id}: ${String(error)}`));
    loader.on("peer_connect", () => connected++);
    loader.on("peer_close", () => connected--);
  },
  load: (from, to) => {
    const segments = segmentsOf(options.segments, options.swarm, from, to);
    const report = arrivals.expect(segments.map(({ id }) => id));
    void loader.load(segments, options.swarm);
    return report;
  },
  peerCount: () => connected,
  destroy: () => loader.destroy(),
};

function settingsOf({ role, tracker, parallel, settings }: PeerOptions): object {
  return {
    useP2P: role !== "http",
    trackerAnnounce: [tracker],
    rtcConfig: { iceServers: [] },
    cachedSegmentsCount: everything,
    // No segment is fetched at random: a downloader loads from peers only, and the others load what they are asked for.
    httpDownloadProbability: 0,
    p2pDownloadMaxPriority: everything,
    httpDownloadMaxPriority: everything,
    ...sourceSettings(role, parallel),
    ...settings,
  };
}

function sourceSettings(role: Role, parallel: number): object {
  return role === "downloader"
    ? {
        requiredSegmentsPriority: -1,
        simultaneousHttpDownloads: 0,
        simultaneousP2PDownloads: parallel,
      }
    : { requiredSegmentsPriority: everything, simultaneousHttpDownloads: parallel };
}

function segmentsOf({ base }: SegmentSet, swarm: string, from: number, to: number) {
  return Array.from({ length: to - from }, (_, position) => {
    const sequence = String(from + position);
    return {
      id: `${swarm}+${sequence}`,
      url: `${base}/${sequence}.bin`,
      masterSwarmId: swarm,
      masterManifestUri: `${base}/manifest`,
      streamId: undefined,
      sequence,
      priority: position,
    };
  });
}

/**
 * A viewer that has every segment of a stream, whichever player the others use: the loader alone, with the ids that our
 * engines derive from the manifest. Browser.
 */
import { createManifestRegistry, dash, hls, type ManifestSegment } from "@swarmlane/manifest";

export interface NeighbourOptions {
  /** Absolute addresses: the manifest that players begin with, and the playlists that it names. */
  readonly manifests: readonly string[];
  readonly tracker: string;
  readonly swarm: string;
}

export interface NeighbourPage {
  /** Resolves with the number of segments when all have been loaded. */
  open(options: NeighbourOptions): Promise<number>;
}

declare global {
  interface Window {
    neighbour?: NeighbourPage;
  }
}

interface HybridLoader {
  load(segments: readonly object[], streamSwarmId: string): Promise<void>;
  on(event: "segment_loaded", listener: () => void): void;
  on(event: "segment_error", listener: (segment: { id: string }, error: unknown) => void): void;
}

declare const p2pml: { core: { HybridLoader: new (settings: object) => HybridLoader } };

/** More than any queue here is long, and more bytes than a ladder has. */
const everything = 1e6;
const cacheBytes = 1024 ** 3;

window.neighbour = {
  async open({ manifests, tracker, swarm }) {
    const registry = createManifestRegistry({ formats: [hls, dash], swarmId: swarm });
    for (const url of manifests) {
      const body = await (await fetch(url)).text();
      registry.addManifest({ url, body });
    }
    const segments = registry.renditions.flatMap((rendition) =>
      rendition.segmentsFrom("", everything).map(toLoaderSegment),
    );
    const loader = new p2pml.core.HybridLoader({
      trackerAnnounce: [tracker],
      rtcConfig: { iceServers: [] },
      simultaneousHttpDownloads: 4,
      requiredSegmentsPriority: everything,
      cachedSegmentsCount: everything,
      limits: { cacheBytes, cacheBytesSmall: cacheBytes },
    });
    let loaded = 0;
    return new Promise((resolve, reject) => {
      loader.on("segment_loaded", () => {
        loaded += 1;
        if (loaded === segments.length) resolve(loaded);
      });
      loader.on("segment_error", ({ id }, error) => reject(new Error(`${id}: ${String(error)}`)));
      loader.load(segments, registry.swarmId ?? swarm).catch(reject);
    });
  },
};

function toLoaderSegment({ id, url, swarmId, streamId, sequence }: ManifestSegment) {
  const masterSwarmId = swarmId;
  return { id, url, masterSwarmId, masterManifestUri: url, streamId, sequence, priority: 0 };
}

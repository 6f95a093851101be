/** Keeps manifests that `player.preload()` loads while another stream plays, until the player loads that stream. */
import type { ManifestResponse } from "@swarmlane/manifest";
import type { PlayerStream } from "@swarmlane/player";

/** The maximum number. Older ones are dropped, and their streams are loaded without peers until the next refresh. */
const most = 64;

export interface PreloadedManifests {
  add(response: ManifestResponse): void;
  /** Returns the manifests of the stream that starts with this manifest. */
  handOver(manifestUrl: string, stream: PlayerStream): void;
  readonly isEmpty: boolean;
}

export function createPreloadedManifests(): PreloadedManifests {
  let kept: ManifestResponse[] = [];
  return {
    add(response) {
      kept.push(response);
      if (kept.length > most) kept.shift();
    },
    handOver(manifestUrl, stream) {
      const first = kept.filter(({ url }) => url === manifestUrl).at(-1);
      if (first === undefined) return;
      stream.addManifest(first);
      kept = kept.filter((response) => {
        if (response.url === manifestUrl) return false;
        if (stream.find({ url: response.url }, false).type !== "manifest") return true;
        stream.addManifest(response);
        return false;
      });
    },
    get isEmpty() {
      return kept.length === 0;
    },
  };
}

/**
 * One stream in one player: which segment is this request, and which segments come next. Synchronous. Never throws, and
 * its memory and time are bounded by `limits`, whatever the manifests say.
 */
import type { ManifestFormat } from "./format.ts";
import type { Rendition } from "./rendition.ts";
import type {
  IndexResponse,
  ManifestOutcome,
  ManifestResponse,
  MediaRequest,
  RequestMatch,
} from "./request.ts";

/** `p2p-media-loader-0.6`: the variants are named as `p2p-media-loader-hlsjs@0.6.2` names them. HLS only. */
export type IdentityScheme = "swarmlane-1" | "p2p-media-loader-0.6";

export interface RegistryOptions {
  /** `hls`, `dash` or both. What is not named is not in the bundle. */
  readonly formats: readonly ManifestFormat[];
  /** Viewers with the same id share, whatever address their manifest has. Default: that address, without its query. */
  readonly swarmId?: string | undefined;
  /** Default: `swarmlane-1`. */
  readonly identity?: IdentityScheme | undefined;
  /** Milliseconds since the epoch, for the live edge of DASH templates. Default: `Date.now`. */
  readonly now?: (() => number) | undefined;
}

export interface ManifestRegistry {
  /** In any order, and again for each refresh. A playlist with the same address replaces the one before. */
  addManifest(response: ManifestResponse): ManifestOutcome;
  addIndex(response: IndexResponse): ManifestOutcome;
  /**
   * By address and byte range. A query that differs from the manifest's, and a host that no manifest names, are
   * tolerated as long as only one segment can be meant. A live segment is still found for some time after it has left
   * the window.
   */
  find(request: MediaRequest): RequestMatch;
  /** The server's clock minus ours, in milliseconds, if the player knows it (`UTCTiming`). */
  setClockOffset(milliseconds: number): void;
  /** Undefined until the first manifest. */
  readonly swarmId: string | undefined;
  /** `masterManifestUri` of `HybridLoader`: the address of the first manifest, as the player asked for it. */
  readonly manifestUrl: string | undefined;
  readonly renditions: readonly Rendition[];
}

export declare function createManifestRegistry(options: RegistryOptions): ManifestRegistry;

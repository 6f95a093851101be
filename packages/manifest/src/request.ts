/** A player's requests, and the registry's answers. */
import type { ByteRange } from "./byte-range.ts";
import type { ManifestSegment } from "./segment.ts";
import type { ManifestError } from "./errors.ts";
import type { Rendition, RenditionKind } from "./rendition.ts";

/** A request that a player is about to send. */
export interface MediaRequest {
  /** Absolute, as the player requests it, with any query that the page or CMCD added. */
  readonly url: string;
  /** From the player's own fields or its `Range` header. */
  readonly range?: ByteRange | undefined;
}

export type RequestMatch =
  /** Exactly one segment. Share it if `segment.isShared`. */
  | {
      readonly type: "segment";
      readonly segment: ManifestSegment;
      readonly rendition: Rendition;
    }
  /** `EXT-X-MAP`, `Initialization`. Never shared. */
  | { readonly type: "init"; readonly kind: RenditionKind }
  /** The index (`sidx`) of a single file. Never shared; hand its bytes to `addIndex`. */
  | { readonly type: "index"; readonly kind: RenditionKind }
  /** A part of a segment of a low-latency stream, or a hint for one. Never shared. */
  | { readonly type: "part"; readonly kind: RenditionKind }
  /** A decryption key. Never shared. */
  | { readonly type: "key" }
  /** A manifest, a playlist or a patch. Hand its text to `addManifest`. */
  | { readonly type: "manifest" }
  /** A file of subtitles, thumbnails or I-frames. Never shared. */
  | { readonly type: "other"; readonly kind: RenditionKind }
  /** No manifest names it. If the player requests media like this, the registry has a gap: count it. */
  | { readonly type: "unknown" };

/** A manifest or playlist that the player has loaded. */
export interface ManifestResponse {
  /** As the player requested it. The address of the first manifest becomes the swarm id, without the query. */
  readonly url: string;
  /** After redirects: what relative addresses refer to. Default: `url`. */
  readonly responseUrl?: string | undefined;
  /** The body. Bytes are taken as UTF-8. */
  readonly body: string | Uint8Array;
}

/** The index of a single file that the player has loaded. */
export interface IndexResponse {
  readonly url: string;
  readonly range?: ByteRange | undefined;
  readonly bytes: Uint8Array;
}

export type ManifestChange =
  /** The segments of a rendition became known. */
  | "loaded"
  /** A live window moved, or addresses were refreshed. */
  | "refreshed"
  /** No segments will follow. */
  | "ended"
  /**
   * The stream was replaced: the sequence jumped back, the timeline started again, or a stream with an end became
   * live. Ids that were in use may mean other segments now, so those are no longer shared.
   */
  | "restarted";

export type ManifestOutcome =
  | {
      readonly type: "accepted";
      /** What happened to which rendition. Empty if the manifest brought nothing new. */
      readonly changes: readonly {
        readonly rendition: Rendition;
        readonly change: ManifestChange;
      }[];
      /** The list of renditions or their ids changed. Rebuild everything that was derived from them. */
      readonly renditionsChanged: boolean;
    }
  /** Nothing was taken over: the registry is unchanged. */
  | { readonly type: "rejected"; readonly error: ManifestError };

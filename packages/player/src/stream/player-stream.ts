/** One stream in one player: the public shape. */
import type {
  IdentityScheme,
  IndexResponse,
  ManifestFormat,
  ManifestRegistry,
  ManifestResponse,
  ManifestSegment,
  MediaRequest,
  Rendition,
  RequestMatch,
} from "@swarmlane/manifest";
import type { Delivery, SegmentMatch, SegmentRequestOptions } from "./delivery.ts";
import type { StreamLoader } from "./stream-loader.ts";

/** Where the player is, on the media element's timeline. */
export interface Playhead {
  /** Seconds. */
  readonly position: number;
  /** 1 is normal speed. 0 or less, as while paused, counts as 1. */
  readonly rate: number;
  /**
   * The player cannot continue without the next segment. Its position is meaningless in this case: before the first frame of
   * a live stream it is 0. See `playheadOf`.
   */
  readonly isWaiting?: boolean | undefined;
  /** Something was played: there is a picture. */
  readonly hasPlayed?: boolean | undefined;
}

export interface PlayerStreamOptions {
  /** A `HybridLoader`. The stream owns it from now on, and destroys it. */
  readonly loader: StreamLoader;
  readonly formats: readonly ManifestFormat[];
  readonly swarmId?: string | undefined;
  readonly identity?: IdentityScheme | undefined;
  /** Read whenever the queue is built. */
  readonly playhead: () => Playhead;
  /** Called once for each kind of problem that does not stop playback. Default: `console.warn`. */
  readonly warn?: ((message: string, cause?: unknown) => void) | undefined;
  /**
   * Seconds before it is needed at which a segment is worth an HTTP request at once. Undefined: chosen by the length of
   * the segments and the measured speed.
   */
  readonly urgentWindow?: (() => number | undefined) | undefined;
  /** The player loads its first segments itself, until there is a picture. See `Launch`. Default: false. */
  readonly startsAlone?: boolean | undefined;
  /** ms; default `performance.now`. */
  readonly now?: (() => number) | undefined;
}

export interface PlayerStatistics {
  /** Bytes, by source. `cache` is what was delivered again; it is not part of the other two. */
  readonly httpBytes: number;
  readonly p2pBytes: number;
  readonly uploadedBytes: number;
  /** Segments that were delivered to the player, by source. */
  readonly delivered: Readonly<Record<"http" | "p2p" | "cache", number>>;
  readonly peers: number;
  /** Requests for media that is not in any manifest. It should be 0. */
  readonly unknownMediaRequests: number;
  /** Segments that the player loaded itself, because the engine failed. */
  readonly fallbacks: number;
  /** Bits per second; undefined before the first download. */
  readonly bandwidth: number | undefined;
}

/** A segment that the player loaded without us. */
export interface AdoptedResponse {
  /** The player's: it is copied. */
  readonly data: ArrayBuffer | ArrayBufferView;
  /** After redirects. */
  readonly responseUrl: string;
  /** ms that the download took. */
  readonly downloadTime: number;
  /** See `SegmentRequestOptions.startTime`. */
  readonly startTime?: number | undefined;
}

export interface SegmentInQueue {
  readonly segment: ManifestSegment;
  readonly rendition: Rendition;
}

export interface PlayerStream {
  /** The registry of the current source. Replaced by `reset()`. */
  readonly registry: ManifestRegistry;
  /** Passes a manifest to the registry and updates the queue. An invalid manifest causes a warning. */
  addManifest(response: ManifestResponse): void;
  addIndex(response: IndexResponse): void;
  /** Never throws. Counts requests for unknown media, if there is a manifest. */
  find(request: MediaRequest, isMedia: boolean): RequestMatch;
  /** Whether `request` may be called for it. If not, the player loads it itself. */
  readonly canRequest: (match: RequestMatch) => match is SegmentMatch;
  /** Rejects with a `DeliveryError`, and with nothing else. */
  request(match: SegmentMatch, options?: SegmentRequestOptions): Promise<Delivery>;
  /** Shares a segment that the player has loaded itself, if it can be shared. Never throws. */
  adopt(match: RequestMatch, response: AdoptedResponse): void;
  /** Finds the source of a segment in the loader's queue. Also works inside the event that reports its removal. */
  describe(id: string): SegmentInQueue | undefined;
  /** The playhead moved. Cheap enough for each `timeupdate`. */
  update(): void;
  /** The adapter had to load a segment itself. */
  noteFallback(reason: string, cause?: unknown): void;
  readonly statistics: PlayerStatistics;
  /** Another source: open requests are aborted, and the registry starts empty. The loader is kept. */
  reset(): void;
  /** When it resolves, nothing is running any more. The stream and the loader can be used again. */
  destroy(): Promise<void>;
}

/** What a player gets for a request: a delivery, or an error that says what to do next. */
import type { ManifestSegment, Rendition, RequestMatch } from "@swarmlane/manifest";

/** A request for a segment that the registry knows. */
export type SegmentMatch = Extract<RequestMatch, { type: "segment" }>;

/** `cache`: it was loaded before the player asked for it. */
export type DeliverySource = "http" | "p2p" | "cache";

/**
 * The times that a player may be told, in ms of `performance.now()`. They are back-dated where the segment came at once,
 * so that `bytes / (end - first)` is the speed of the network and not that of a cache or a neighbour.
 */
export interface DeliveryTiming {
  readonly start: number;
  readonly first: number;
  readonly end: number;
}

export interface Delivery {
  /** The caller owns it. */
  readonly data: ArrayBuffer;
  readonly segment: ManifestSegment;
  readonly rendition: Rendition;
  readonly source: DeliverySource;
  /** With the source `p2p`. */
  readonly peerId: string | undefined;
  /** After redirects. Of what did not come over HTTP just now: the address that was asked for. */
  readonly responseUrl: string;
  readonly timing: DeliveryTiming;
  /** Bits per second: the speed of the network as measured, whatever the source was. */
  readonly bandwidth: number;
}

export interface SegmentRequestOptions {
  /** As the player asks for it. It replaces the manifest's address: queries and hosts may differ. */
  readonly url?: string | undefined;
  /** Where the segment begins on the media element's timeline, in seconds, if the player knows it. */
  readonly startTime?: number | undefined;
  /** A source was asked for it: what came before was waiting for peers, and says nothing about the network. */
  readonly onStart?: (() => void) | undefined;
  /** Bytes so far, of this attempt. The total is not known before the end. */
  readonly onProgress?: ((loaded: number, method: "http" | "p2p") => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * `aborted`: by the caller's signal, a new source or `destroy()`. `http`: the origin said no; `status` says how.
 * `timeout`: the origin was too slow. `unavailable`: we failed; load the segment without us.
 */
export type DeliveryFailure = "aborted" | "http" | "timeout" | "unavailable";

export class DeliveryError extends Error {
  readonly failure: DeliveryFailure;
  /** HTTP status, or 0. */
  readonly status: number;

  constructor(failure: DeliveryFailure, message: string, status = 0, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "DeliveryError";
    this.failure = failure;
    this.status = status;
  }
}

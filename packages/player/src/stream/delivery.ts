/** The result of a player's request: a delivery, or an error that says what to do next. */
import type { ManifestSegment, Rendition, RequestMatch } from "@swarmlane/manifest";

/** A request for a segment that the registry knows. */
export type SegmentMatch = Extract<RequestMatch, { type: "segment" }>;

/** `cache`: it was loaded before the player asked for it. */
export type DeliverySource = "http" | "p2p" | "cache";

/**
 * The times for the player, in ms of `performance.now()`. If the segment was delivered at once, they are set back, so that
 * `bytes / (end - first)` is the speed of the network and not that of a cache or a peer.
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
  /** The address after redirects. If the segment was not just loaded over HTTP: the requested address. */
  readonly responseUrl: string;
  readonly timing: DeliveryTiming;
  /** Bits per second: the speed of the network as measured, whatever the source was. */
  readonly bandwidth: number;
}

export interface SegmentRequestOptions {
  /** The address that the player requests. It replaces the manifest's address, because queries and hosts may differ. */
  readonly url?: string | undefined;
  /** Where the segment begins on the media element's timeline, in seconds, if the player knows it. */
  readonly startTime?: number | undefined;
  /** A source was asked. The time before that was spent waiting for peers, and says nothing about the network. */
  readonly onStart?: ((method: "http" | "p2p") => void) | undefined;
  /** Bytes so far, of this attempt. The total is not known before the end. */
  readonly onProgress?: ((loaded: number, method: "http" | "p2p") => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * `aborted`: by the caller's signal, a new source or `destroy()`. `http`: the origin returned the error `status`.
 * `timeout`: the origin was too slow. `unavailable`: the engine failed, so load the segment without it.
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

/** What is known of the bytes of a segment: who sent which of them. Plain data; the bytes are behind handles. */
import type { ConnectionId } from "@swarmlane/contract";
import type { PayloadHandle } from "../payloads.ts";

/** The bytes that one source brought: from the end of the part before up to `end`. `source` undefined: the origin. */
export interface Part {
  readonly source: ConnectionId | undefined;
  readonly end: number;
}

/** The part of a rejected copy that one peer brought. It is compared with the same part of a valid copy. */
export interface Suspect {
  readonly source: ConnectionId;
  readonly start: number;
  /** Infinity: the copy's end, wherever that is. */
  readonly end: number;
  /** SHA-256; undefined where the platform cannot compute it: then no pollution can be proven. */
  readonly digest: string | undefined;
}

/** A whole segment that arrived and is not delivered yet. */
export interface ArrivedSegment {
  readonly payload: PayloadHandle;
  readonly requestUrl: string | undefined;
  readonly responseUrl: string | undefined;
  /** Its sources, in order. */
  readonly parts: readonly Part[];
  /** ms that the last of them took, and ms of these until its first byte, where that is known. */
  readonly downloadTime: number;
  readonly firstByteTime: number | undefined;
}

/**
 * How far one attempt is. The segment creates it, the HTTP attempt or the transfer from a peer updates it, the policy
 * and the inspector read it. A plain object that no machine mirrors: bytes cause no transition (ADR 0006).
 */
import type { SegmentKey } from "@swarmlane/contract";

export interface Progress {
  readonly key: SegmentKey;
  /** ms. From a peer: the time of its header, since the request may have waited behind others before. */
  startedAt: number;
  /** ms. Undefined before its first byte. */
  firstByteAt: number | undefined;
  /** Bytes that this source has brought. */
  bytes: number;
  /** Bytes that this source has to bring; undefined until that is known. */
  size: number | undefined;
}

export function createProgress(key: SegmentKey, startedAt: number): Progress {
  return { key, startedAt, firstByteAt: undefined, bytes: 0, size: undefined };
}

/** A segment as plain data without payload, which both threads use. */
import type { SegmentKey, WireSegmentId } from "./ids.ts";

/** The fields of a 0.6 segment that describe it. `priority` 0 is played next; higher is later. */
export interface SegmentInfo {
  readonly id: string;
  readonly url: string;
  readonly masterSwarmId: string;
  readonly masterManifestUri: string;
  readonly streamId: string | undefined;
  readonly sequence: string;
  /** An HTTP Range header value such as `bytes=0-99`, or undefined for the whole resource. */
  readonly range: string | undefined;
  readonly priority: number;
}

/** The facts about a finished download, besides its payload. */
export interface SegmentOrigin {
  /** The requested address (after `segmentUrlBuilder`). Undefined if the segment came from a peer. */
  readonly requestUrl: string | undefined;
  /** The address that answered, after redirects. Undefined if the segment came from a peer. */
  readonly responseUrl: string | undefined;
  /** Bytes per millisecond: the highest one-second sum of the last minute, as in 0.6.2. */
  readonly downloadBandwidth: number;
}

/** A downloaded segment. The holder of the object owns `data`. */
export interface LoadedSegment extends SegmentOrigin {
  readonly info: SegmentInfo;
  readonly data: ArrayBuffer;
  /** ms that the last source took to deliver it. Only known right after the download. */
  readonly downloadTime?: number;
  /** ms of these until the first byte. Only known right after a download over HTTP. */
  readonly firstByteTime?: number;
}

/** A segment that the player has loaded without us. The holder of the object owns `data`. */
export interface ProvidedSegment {
  readonly key: SegmentKey;
  readonly data: ArrayBuffer;
  /** Address that answered. */
  readonly responseUrl: string;
  /** ms that the download took. */
  readonly downloadTime: number;
}

/** The states of a segment machine, and of nothing else. */
export const segmentStates = [
  "queued",
  "http",
  "p2p",
  "validating",
  "cached",
  "failed",
  "aborted",
] as const;
export type SegmentState = (typeof segmentStates)[number];

export type DownloadMethod = "http" | "p2p";

/** Identity is id plus range: byte-range siblings share an address, and a refreshed token changes it. */
export function segmentKey(segment: Pick<SegmentInfo, "id" | "range">): SegmentKey {
  return `${segment.range ?? ""} ${segment.id}` as SegmentKey;
}

/** `masterSwarmId[+streamId]`: the key of a segments map on the wire. */
export function streamKey(segment: Pick<SegmentInfo, "masterSwarmId" | "streamId">): string {
  return segment.streamId === undefined
    ? segment.masterSwarmId
    : `${segment.masterSwarmId}+${segment.streamId}`;
}

/** The name of a segment among peers. Maps list sequences by stream, so that a long stream key is stored once. */
export interface SegmentName {
  /** `streamKey` of the segment. */
  readonly stream: string;
  readonly sequence: string;
}

export function segmentName(
  segment: Pick<SegmentInfo, "masterSwarmId" | "streamId" | "sequence">,
): SegmentName {
  return { stream: streamKey(segment), sequence: segment.sequence };
}

/** The name in one string, as requests carry it. */
export function wireIdOf({ stream, sequence }: SegmentName): WireSegmentId {
  return `${stream}+${sequence}` as WireSegmentId;
}

/** The id that peers use. For the 0.6 engines it equals `segment.id`. */
export function wireSegmentId(
  segment: Pick<SegmentInfo, "masterSwarmId" | "streamId" | "sequence">,
): WireSegmentId {
  return wireIdOf(segmentName(segment));
}

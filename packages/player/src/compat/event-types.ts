/** The eleven events of `p2p-media-loader` 2.x, with their arguments. */
import type { ByteRange, StreamType } from "./config-types.ts";

export type DownloadSource = "http" | "p2p";

/** A segment as events show it. */
export type SegmentDetails = {
  /** Its address, and its byte range behind a bar. */
  readonly runtimeId: string;
  /** HLS: the media sequence number. DASH: the presentation time in milliseconds. */
  readonly externalId: number;
  readonly url: string;
  readonly byteRange?: ByteRange;
  /** Seconds, by the manifest. */
  readonly startTime: number;
  readonly endTime: number;
};

export type SegmentStartDetails = {
  segment: SegmentDetails;
  downloadSource: DownloadSource;
  peerId: string | undefined;
};

export type SegmentErrorDetails = {
  error: RequestError;
  segment: SegmentDetails;
  downloadSource: DownloadSource;
  peerId: string | undefined;
  streamType: StreamType;
};

export type SegmentAbortDetails = {
  segment: SegmentDetails;
  downloadSource: DownloadSource | undefined;
  peerId: string | undefined;
  streamType: StreamType;
};

export type SegmentLoadDetails = {
  segmentUrl: string;
  bytesLength: number;
  downloadSource: DownloadSource;
  peerId: string | undefined;
  streamType: StreamType;
};

/** A connection serves both streams; `streamType` is always `main`. */
export type PeerDetails = { peerId: string; streamType: StreamType };

export type PeerErrorDetails = { peerId: string; streamType: StreamType; error: Error };

export type TrackerErrorDetails = { streamType: StreamType; error: unknown };

export type TrackerWarningDetails = { streamType: StreamType; warning: unknown };

export type CoreEventMap = {
  onSegmentLoaded: (params: SegmentLoadDetails) => void;
  onSegmentError: (params: SegmentErrorDetails) => void;
  onSegmentAbort: (params: SegmentAbortDetails) => void;
  onSegmentStart: (params: SegmentStartDetails) => void;
  onPeerConnect: (params: PeerDetails) => void;
  onPeerClose: (params: PeerDetails) => void;
  onPeerError: (params: PeerErrorDetails) => void;
  onChunkDownloaded: (bytesLength: number, downloadSource: DownloadSource, peerId?: string) => void;
  onChunkUploaded: (bytesLength: number, peerId: string) => void;
  onTrackerError: (params: TrackerErrorDetails) => void;
  onTrackerWarning: (params: TrackerWarningDetails) => void;
};

export type RequestErrorType =
  | "abort"
  | "bytes-receiving-timeout"
  | "peer-response-bytes-length-mismatch"
  | "peer-protocol-violation"
  | "peer-segment-absent"
  | "peer-closed"
  | "p2p-segment-validation-failed"
  | "http-error"
  | "http-bytes-mismatch"
  | "http-unexpected-status-code"
  | "http-segment-validation-failed";

export class RequestError<T extends RequestErrorType = RequestErrorType> extends Error {
  readonly type: T;
  /** `performance.now()`. */
  readonly timestamp: number;

  constructor(type: T, message?: string) {
    super(message);
    this.name = "RequestError";
    this.type = type;
    this.timestamp = performance.now();
  }
}

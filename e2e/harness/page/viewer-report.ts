/** What a viewer page tells: `window.viewerReport`, plain data, grown while it plays. */

export interface SegmentRecord {
  readonly url: string;
  readonly range: string | undefined;
  readonly bytes: number;
  readonly sha256: string;
  /** Undefined when it came from the origin. */
  readonly peerId: string | undefined;
}

export interface StallRecord {
  /** Seconds of the stream. */
  readonly position: number;
  /** ms. A stall that lasts still is not in the list yet: see `PlaybackReport.stalledSince`. */
  readonly duration: number;
}

export interface PlaybackReport {
  /** Seconds of the stream at the first frame that moved; undefined until then. */
  startPosition: number | undefined;
  /** `performance.now()` of that moment. */
  startTime: number | undefined;
  /** The newest position. */
  position: number;
  /** `performance.now()` of the newest position. */
  positionTime: number;
  stalls: StallRecord[];
  stalledSince: number | undefined;
  /** Height of the picture: tells the quality. */
  height: number;
}

export interface ViewerReport {
  /** Our peer id in hex; "" until the loader exists. */
  peerId: string;
  playback: PlaybackReport;
  segments: SegmentRecord[];
  /** By the loader's PieceBytes events. */
  bytes: { http: number; p2p: number; uploaded: number };
  /** Peer ids as their events came. */
  connected: string[];
  closed: string[];
  /** Errors of segments and of the player, in words. */
  errors: string[];
  /** Codes of the loader's warnings. */
  warnings: string[];
  /** By segment id and range. Empty with the core of 0.6.2, which does not tell. */
  states: Record<string, string>;
}

export function createViewerReport(): ViewerReport {
  return {
    peerId: "",
    playback: {
      startPosition: undefined,
      startTime: undefined,
      position: 0,
      positionTime: 0,
      stalls: [],
      stalledSince: undefined,
      height: 0,
    },
    segments: [],
    bytes: { http: 0, p2p: 0, uploaded: 0 },
    connected: [],
    closed: [],
    errors: [],
    warnings: [],
    states: {},
  };
}

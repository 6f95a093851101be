/** The events of a HybridLoader. Values are those of 0.6.2; members it did not have are additions. */

export const Events = {
  /** (segment, peerId?) */
  SegmentLoaded: "segment_loaded",
  /** (segment, error, peerId?) */
  SegmentError: "segment_error",
  /** (segment) */
  SegmentAbort: "segment_abort",
  /** ({ id, remoteAddress }) */
  PeerConnect: "peer_connect",
  /** (peerId) */
  PeerClose: "peer_close",
  /** ("http" | "p2p", bytes, peerId?) */
  PieceBytesDownloaded: "piece_bytes_downloaded",
  /** ("p2p", bytes, peerId) */
  PieceBytesUploaded: "piece_bytes_uploaded",
  /** Addition: (segment, state, reason). The segment's machine changed state; the reason is in words. */
  SegmentStateChange: "segment_state_change",
  /** Addition: (error). Something went wrong that playback survives: error.code says what. */
  Warning: "warning",
} as const;
export type Events = (typeof Events)[keyof typeof Events];

/** The events of a HybridLoader. The values are those of 0.6.2. Members that 0.6.2 does not have are marked as additions. */

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
  /** Addition: (segment, state, reason). The segment changed its state. The reason is a readable text. */
  SegmentStateChange: "segment_state_change",
  /** Addition: (error). A problem that does not stop playback. `error.code` says what it is. */
  Warning: "warning",
} as const;
export type Events = (typeof Events)[keyof typeof Events];

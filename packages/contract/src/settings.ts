/** The settings that both threads use, as plain data. The caller's callbacks stay on the page (see loader). */

/** The cloneable part of the 0.6 `HybridLoaderSettings`; same names, units and defaults. */
export interface EngineSettings {
  /** ms since last access after which the memory storage drops a segment. */
  cachedSegmentExpiration: number;
  /** The maximum number of segments in the memory storage. */
  cachedSegmentsCount: number;
  useP2P: boolean;
  /** Download from peers, but never announce or upload. */
  consumeOnly: boolean;
  /** Whether a priority is the number of seconds until the segment is played, instead of its place in the queue. */
  prioritiesInSeconds: boolean;
  /** Segments up to this priority are required: they are requested at once, first over HTTP. */
  requiredSegmentsPriority: number;
  simultaneousHttpDownloads: number;
  /** Chance, per pending segment and interval, of one random HTTP download. 0…1. */
  httpDownloadProbability: number;
  /** ms. */
  httpDownloadProbabilityInterval: number;
  httpDownloadProbabilitySkipIfNoPeers: boolean;
  /** ms before a failed segment may be tried over HTTP again. */
  httpFailedSegmentTimeout: number;
  httpDownloadMaxPriority: number;
  /** ms during which only peers are asked at the start. 0: the origin is asked at once. */
  httpDownloadInitialTimeout: number;
  /** ms. */
  httpDownloadInitialTimeoutPerSegment: number;
  /** Whether a P2P download that stopped is continued over HTTP with a Range request. */
  httpUseRanges: boolean;
  simultaneousP2PDownloads: number;
  p2pDownloadMaxPriority: number;
  /** ms for a P2P transfer to start. */
  p2pSegmentDownloadTimeout: number;
  /** Bytes per data-channel message. */
  webRtcMaxMessageSize: number;
}

/** Settings of the page's part of P2P. */
export interface PeerSettings {
  useP2P: boolean;
  trackerAnnounce: string[];
  /** Peers asked for in an announce; capped by `limits.offersPerAnnounce`. */
  peerRequestsPerAnnounce: number;
  /** An RTCConfiguration; `unknown` here because this package has no DOM types. */
  rtcConfig: unknown;
}

export const defaultEngineSettings: Readonly<EngineSettings> = {
  cachedSegmentExpiration: 5 * 60 * 1000,
  cachedSegmentsCount: 30,
  useP2P: true,
  consumeOnly: false,
  prioritiesInSeconds: false,
  requiredSegmentsPriority: 1,
  simultaneousHttpDownloads: 2,
  httpDownloadProbability: 0.1,
  httpDownloadProbabilityInterval: 1000,
  httpDownloadProbabilitySkipIfNoPeers: false,
  httpFailedSegmentTimeout: 10_000,
  httpDownloadMaxPriority: 20,
  httpDownloadInitialTimeout: 0,
  httpDownloadInitialTimeoutPerSegment: 4000,
  httpUseRanges: false,
  simultaneousP2PDownloads: 3,
  p2pDownloadMaxPriority: 20,
  p2pSegmentDownloadTimeout: 60_000,
  webRtcMaxMessageSize: 64 * 1024 - 1,
};

/** 0.6.2's default STUN address carried `?transport=udp`, a syntax error in today's browsers. */
export const defaultPeerSettings: Readonly<PeerSettings> = {
  useP2P: true,
  trackerAnnounce: ["wss://tracker.novage.com.ua", "wss://tracker.openwebtorrent.com"],
  peerRequestsPerAnnounce: 10,
  rtcConfig: {
    iceServers: [{ urls: ["stun:stun.l.google.com:19302", "stun:global.stun.twilio.com:3478"] }],
  },
};

/** Every number that limits something, with its reason. Bytes, milliseconds and counts. */

const KiB = 1024;
const MiB = 1024 * KiB;
const second = 1000;
const minute = 60 * second;

export interface Limits {
  /** Admitted peers. WebTorrent allows 55; well under Chromium's 500 connections a process. */
  connectedPeers: number;
  /** Connections that are not admitted yet. */
  pendingPeers: number;
  /** RTCPeerConnection constructions: closed ones count in Chromium until they are collected. */
  connectionsPerMinute: number;
  connectionsBurst: number;
  /** From construction to admission; frees candidates that never connect. */
  connectTimeout: number;
  /** How long an offer or answer waits for its ICE candidates: simple-peer's own five seconds. */
  iceGathering: number;
  offersPerAnnounce: number;
  announceIntervalMin: number;
  /** Above 2^31 ms a timer overflows and fires at once. */
  announceIntervalMax: number;
  trackerReconnectMin: number;
  trackerReconnectMax: number;
  trackerFrameBytes: number;
  /** UTF-16 units of an offer or answer; a data channel's takes one to three thousand. */
  sdpLength: number;
  /** Offers accepted from one tracker. */
  trackerOffersPerSecond: number;
  trackerOffersBurst: number;
  /** A command other than a map. */
  commandBytes: number;
  mapBytesIn: number;
  /** Chromium takes 256 KiB a message, others 64 KiB when nothing is advertised. */
  mapBytesOut: number;
  segmentsPerMap: number;
  swarmsPerMap: number;
  /** Length of a segment id or swarm id on the wire, in UTF-16 units. */
  idLength: number;
  commandsPerSecond: number;
  commandsBurst: number;
  /** Our own maps: the whole map goes out each time, so they are coalesced. */
  announceCoalesce: number;
  /** 10 s at 50 Mbit/s. Buffers grow as bytes arrive, they are never preallocated from a peer's word. */
  segmentBytes: number;
  /** All P2P transfers in flight together, by the sizes that their headers promise. */
  receiveBytes: number;
  /** What a transfer's buffer starts with, at most; from there it doubles as bytes arrive. */
  receiveStartBytes: number;
  uploadsPerPeerQueued: number;
  uploadsActive: number;
  /** How long a request waits for one of the active uploads to end before it is answered Absent. */
  uploadSlotWait: number;
  /** Largest piece we send, whatever the setting says: above 256 KiB Chromium's `send` throws. */
  pieceBytes: number;
  requestsPerSecond: number;
  requestsBurst: number;
  sameSegmentPerMinute: number;
  bufferedHigh: number;
  bufferedLow: number;
  /** An upload that drains nothing for so long: the peer is gone. */
  uploadStuck: number;
  /** Fewer bytes than this within `uploadStuck` count as nothing: a peer that sips must not hold a slot. */
  uploadStuckBytes: number;
  preAdmissionFrames: number;
  preAdmissionBytes: number;
  /** Between two pieces of a transfer. */
  p2pIdle: number;
  /** Fewer bytes than this within `p2pIdle` count as silence: a peer that drips must not hold a slot. */
  p2pIdleBytes: number;
  /** Silence after which the rest of a cancelled transfer is taken to be over: 0.6.2 sends it all, ours stop at once. */
  cancelQuiet: number;
  /** Byte counts of a running transfer are reported at most so often; a piece each 0.6 ms would be noise. */
  progressInterval: number;
  /** How long a peer is not asked again for a segment it said it has not. */
  absentBackoff: number;
  /** How long the losing connection of a glare stays before it is closed. */
  glareGrace: number;
  /** How long the peers of the swarm before stay after a switch. */
  swarmLinger: number;
  /** Under hls.js's 10 s first-byte limit. */
  httpFirstByte: number;
  httpIdle: number;
  /** Fewer bytes than this within `httpIdle` count as silence: a slow-loris drips (T22). */
  httpIdleBytes: number;
  /** Between the explicit retries of a failed segment, doubling: Shaka calls `load()` every 500 ms (B24). */
  retrySpacing: number;
  /** Rest after a first 404, which is not told: at the live edge a segment may be announced before it is there. */
  notFoundRest: number;
  /** A peer's transfer that ends within so long is not given up for a new HTTP request. */
  p2pNearlyDone: number;
  strikes: number;
  strikeWindow: number;
  bans: number;
  /** So many banned ids behind one address ban the address: ids cost nothing (T11). */
  bannedIdsPerAddress: number;
  cacheBytes: number;
  /** On devices with 4 GiB of memory or less. */
  cacheBytesSmall: number;
  callback: number;
  storageTransaction: number;
  /** Of warnings of one kind, one in so long is reported. */
  warningCoalesce: number;
  workerHandshake: number;
  heartbeat: number;
  heartbeatMisses: number;
  rpc: number;
  workerRestarts: number;
  workerRestartWindow: number;
}

export const defaultLimits: Readonly<Limits> = {
  connectedPeers: 24,
  pendingPeers: 20,
  connectionsPerMinute: 40,
  connectionsBurst: 20,
  connectTimeout: 20 * second,
  iceGathering: 5 * second,
  offersPerAnnounce: 5,
  announceIntervalMin: 15 * second,
  announceIntervalMax: 60 * minute,
  trackerReconnectMin: 1 * second,
  trackerReconnectMax: 60 * second,
  trackerFrameBytes: 64 * KiB,
  sdpLength: 16 * KiB,
  trackerOffersPerSecond: 1,
  trackerOffersBurst: 10,
  commandBytes: 8 * KiB,
  mapBytesIn: 256 * KiB,
  mapBytesOut: 48 * KiB,
  segmentsPerMap: 4000,
  swarmsPerMap: 32,
  idLength: 2 * KiB,
  commandsPerSecond: 20,
  commandsBurst: 60,
  announceCoalesce: 250,
  segmentBytes: 64 * MiB,
  receiveBytes: 128 * MiB,
  receiveStartBytes: 1 * MiB,
  uploadsPerPeerQueued: 2,
  uploadsActive: 4,
  uploadSlotWait: 5 * second,
  pieceBytes: 256 * KiB,
  requestsPerSecond: 50,
  requestsBurst: 200,
  sameSegmentPerMinute: 4,
  bufferedHigh: 512 * KiB,
  bufferedLow: 128 * KiB,
  uploadStuck: 30 * second,
  uploadStuckBytes: 1 * KiB,
  preAdmissionFrames: 32,
  preAdmissionBytes: 256 * KiB,
  p2pIdle: 5 * second,
  p2pIdleBytes: 1 * KiB,
  cancelQuiet: 500,
  progressInterval: 50,
  absentBackoff: 10 * second,
  glareGrace: 5 * second,
  swarmLinger: 30 * second,
  httpFirstByte: 8 * second,
  httpIdle: 8 * second,
  httpIdleBytes: 1 * KiB,
  retrySpacing: 1 * second,
  notFoundRest: 1 * second,
  p2pNearlyDone: 2 * second,
  strikes: 3,
  strikeWindow: 2 * minute,
  bans: 1000,
  bannedIdsPerAddress: 2,
  cacheBytes: 256 * MiB,
  cacheBytesSmall: 96 * MiB,
  callback: 10 * second,
  storageTransaction: 5 * second,
  warningCoalesce: 1 * minute,
  workerHandshake: 5 * second,
  heartbeat: 2 * second,
  heartbeatMisses: 3,
  rpc: 10 * second,
  workerRestarts: 3,
  workerRestartWindow: 10 * minute,
};

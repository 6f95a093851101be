/** Every number that limits something, with its reason. Bytes, milliseconds and counts. */

const KiB = 1024;
const MiB = 1024 * KiB;
const second = 1000;
const minute = 60 * second;
const day = 24 * 60 * minute;

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
  /**
   * What a peer may cost us beyond the segments that we asked it for, in bytes a second and at once. Each frame is
   * charged its length and `frameCost`, each entry of a map `entryCost` when it is parsed. Above a 0.6.2 peer that sends
   * a map of 30 entries 20 times a second, which is 90 KiB; 24 peers that spend all of it take a few per cent of a core.
   */
  costPerSecond: number;
  costBurst: number;
  /** Bytes; the handling of a message takes as long as that of so many bytes of a map (some 30 µs). */
  frameCost: number;
  entryCost: number;
  /** ms. If several large maps arrive within so long, only the newest is parsed. */
  mapInterval: number;
  /** Whole maps that a peer of our own may ask for: each answer is a thousand times its question. */
  resendsPerSecond: number;
  resendsBurst: number;
  /** Between two announcements of our own: to a 0.6 peer the whole map goes out each time. The first goes out at once. */
  announceCoalesce: number;
  /** 10 s at 50 Mbit/s. Buffers grow as bytes arrive, they are never preallocated from a peer's word. */
  segmentBytes: number;
  /** All P2P transfers in flight together, by the bytes that they hold. */
  receiveBytes: number;
  /** What a transfer's buffer starts with, at most; from there it doubles as bytes arrive. */
  receiveStartBytes: number;
  uploadsPerPeerQueued: number;
  /** Requests under way to one of our own peers, or from it: more than fill any round trip, few enough to hold. */
  requestsInFlight: number;
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
  /** An upload that drains nothing for so long: the peer is taken to be disconnected. */
  uploadStuck: number;
  /** Fewer bytes than this within `uploadStuck` count as nothing: a peer that sips must not hold a slot. */
  uploadStuckBytes: number;
  preAdmissionFrames: number;
  preAdmissionBytes: number;
  /** Between two pieces of a transfer. */
  p2pIdle: number;
  /** Fewer bytes than this within `p2pIdle` count as silence: a peer that drips must not hold a slot. */
  p2pIdleBytes: number;
  /**
   * Bytes from others that arrive so long after a peer fell silent prove that our own network works. In an outage of our
   * own, what is on its way from several peers stops within a round trip or two.
   */
  outageSpread: number;
  /** Silence after which the rest of a cancelled transfer is taken to be over: 0.6.2 sends it all, ours stop at once. */
  cancelQuiet: number;
  /** Byte counts of a running transfer are reported at most so often; a piece each 0.6 ms would be noise. */
  progressInterval: number;
  /**
   * The page is told of the bytes of one source at most so often, or when another event may not overtake them. A display
   * needs five updates a second at most, and each update costs the page a task.
   */
  byteCountInterval: number;
  /** How long a peer is not asked again for a segment that it could not bring, or believed that it is loading one. */
  absentBackoff: number;
  /** The same where the failure was ours: long enough that it is not repeated at once. */
  shortBackoff: number;
  /** How long the losing connection of a glare stays before it is closed. */
  glareGrace: number;
  /** How long peers are not looked for when the first segment is under way: connections would compete with it. */
  firstJoin: number;
  /** How long the peers of the swarm before stay after a switch. */
  swarmLinger: number;
  /** Under hls.js's 10 s first-byte limit. */
  httpFirstByte: number;
  httpIdle: number;
  /** Fewer bytes than this within `httpIdle` count as silence: a server that drips must not hold a slot. */
  httpIdleBytes: number;
  /** Between the explicit retries of a failed segment, doubling. Shaka calls `load()` every 500 ms: that must not hammer the origin. */
  retrySpacing: number;
  /** Rest after a first 404, which is not told: at the live edge a segment may be announced before it is there. */
  notFoundRest: number;
  /** How long a segment lasts, as long as the player's queues have not shown it: the shortest usual one. */
  usualSegment: number;
  /**
   * A segment is asked of the origin so long before it is played, besides the time that the origin takes: players look
   * at what has come every 100 ms or so, append it, and timers are late.
   */
  playMargin: number;
  /** With so many connected peers of our own that play the stream, one viewer is elected for each segment. */
  electionPeers: number;
  /** So many viewers of a swarm fetch a segment at once, on average, however many there are. */
  electedViewers: number;
  /** How long after a swarm was entered its peers may be about to connect: tracker, offers and ICE. */
  swarmJoining: number;
  /** A peer's transfer that ends within so long is not given up for a new HTTP request. */
  p2pNearlyDone: number;
  /** Points within `strikeWindow` that ban a certificate for the session. */
  strikes: number;
  strikeWindow: number;
  /** Certificates, and addresses, that are remembered. */
  bans: number;
  /**
   * An address is banned at `strikes` times so many points, and at that many more for each peer behind it that has
   * delivered: certificates cost nothing, but a household or an office must not pay for one of its members.
   */
  addressShare: number;
  /** For how long an address is banned the first time; each further time twice as long, up to the second. */
  addressBanMin: number;
  addressBanMax: number;
  /** A peer that has sent nothing for so long after its admission has no value: its slot goes to a newcomer. */
  silentPeer: number;
  /** How long a delivery, a failure or a message of a connection counts. */
  valueWindow: number;
  /** A transfer that is slower than this many bytes a second yields its slot when somebody else waits for it. */
  slowTransfer: number;
  /** How long a transfer is watched before it counts as slow. */
  slowTransferAfter: number;
  cacheBytes: number;
  /** On devices with 4 GiB of memory or less. */
  cacheBytesSmall: number;
  callback: number;
  storageTransaction: number;
  /** Between two calls of a store's `clean`, unless the queue changed. What is stored meanwhile stays within bytes. */
  storageCleanRest: number;
  /** In the database, over all streams of the origin, unless the site says otherwise: an hour or so of video. */
  storageBytes: number;
  /** After which a stored segment is not used again, unless the site says otherwise: an origin may have changed it. */
  storageAge: number;
  /** The same for a live stream: its window has moved on, and its numbers may start again. 0.6.2's expiration. */
  storageLiveAge: number;
  /** The share of what the browser grants the origin: the site has data of its own. 0…1. */
  storageQuotaShare: number;
  /** How long what a quota turned out to allow is kept to, before it is seen whether there is more by now. */
  storageCeiling: number;
  /** How far an eviction goes below the budget, as a share of it, so that not every write evicts. 0…1. */
  storageSlack: number;
  /** Bytes that may wait to be written. If the disk is slower than the network, the rest is in memory only. */
  storageQueueBytes: number;
  /** In one transaction: enough to spread its cost, little enough that a read does not wait long behind it. */
  storageBatchBytes: number;
  /** Without a delivery for so long, what waits is written: a write competes with a delivery for disk and processor. */
  storagePause: number;
  /** Deliveries without a pause hold a write up no longer than this. */
  storageHoldUp: number;
  /** Less than `storageTransaction`, after which the engine gives a store up for good. */
  storageDisk: number;
  /** How long a list waits for the disk: the first download must not depend on it. */
  storageListWait: number;
  /** A list of the disk is read again after so long, for what other tabs stored and dropped. */
  storageRelist: number;
  /** A disk that failed is tried again after the first, then at doubling distances up to the second. */
  storageRetryMin: number;
  storageRetryMax: number;
  /** How long other tabs leave alone what this one's queue needs, unless it says so again. */
  storageLease: number;
  /** Uses within so long count as one: the order of eviction need not be finer. */
  storageTouch: number;
  /** How often the page is told how much is stored, at most: somebody may show it, and each time costs the page a task. */
  storageAmountInterval: number;
  /** How long an origin may take to show that it is there, before stored playlists stand in for it. */
  storageProbe: number;
  /** Within so long, one warning of each kind is reported. */
  warningCoalesce: number;
  workerHandshake: number;
  heartbeat: number;
  heartbeatMisses: number;
  rpc: number;
  /** A worker that is lost more often than this within the window is given up: HTTP goes on from the page. */
  workerRestarts: number;
  workerRestartWindow: number;
  /** After which a worker that was given up is tried again. */
  workerRetry: number;
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
  costPerSecond: 128 * KiB,
  costBurst: 1 * MiB,
  frameCost: 2 * KiB,
  entryCost: 64,
  mapInterval: 250,
  resendsPerSecond: 1,
  resendsBurst: 3,
  announceCoalesce: 100,
  segmentBytes: 64 * MiB,
  receiveBytes: 128 * MiB,
  receiveStartBytes: 1 * MiB,
  uploadsPerPeerQueued: 2,
  requestsInFlight: 8,
  uploadsActive: 2,
  uploadSlotWait: 0.3 * second,
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
  outageSpread: 1 * second,
  cancelQuiet: 500,
  progressInterval: 50,
  byteCountInterval: 200,
  absentBackoff: 10 * second,
  shortBackoff: second / 2,
  glareGrace: 5 * second,
  firstJoin: second / 2,
  swarmLinger: 30 * second,
  httpFirstByte: 8 * second,
  httpIdle: 8 * second,
  httpIdleBytes: 1 * KiB,
  retrySpacing: 1 * second,
  notFoundRest: 1 * second,
  usualSegment: 2 * second,
  playMargin: second / 2,
  electionPeers: 2,
  electedViewers: 3,
  swarmJoining: 3 * second,
  p2pNearlyDone: 2 * second,
  strikes: 3,
  strikeWindow: 2 * minute,
  bans: 1000,
  addressShare: 2,
  addressBanMin: 1 * minute,
  addressBanMax: 60 * minute,
  silentPeer: 5 * second,
  valueWindow: 2 * minute,
  slowTransfer: 8 * KiB,
  slowTransferAfter: 10 * second,
  cacheBytes: 256 * MiB,
  cacheBytesSmall: 96 * MiB,
  callback: 10 * second,
  storageTransaction: 5 * second,
  storageCleanRest: 250,
  storageBytes: 1024 * MiB,
  storageAge: 7 * day,
  storageLiveAge: 5 * minute,
  storageQuotaShare: 0.5,
  storageCeiling: 10 * minute,
  storageSlack: 0.05,
  storageQueueBytes: 32 * MiB,
  storageBatchBytes: 8 * MiB,
  storagePause: 50,
  storageHoldUp: 1 * second,
  storageDisk: 4 * second,
  storageListWait: 1 * second,
  storageRelist: 10 * second,
  storageRetryMin: 1 * second,
  storageRetryMax: 1 * minute,
  storageLease: 1 * minute,
  storageTouch: 1 * minute,
  storageAmountInterval: 10 * second,
  storageProbe: 3 * second,
  warningCoalesce: 1 * minute,
  workerHandshake: 5 * second,
  heartbeat: 2 * second,
  heartbeatMisses: 3,
  rpc: 10 * second,
  workerRestarts: 3,
  workerRestartWindow: 10 * minute,
  workerRetry: 10 * minute,
};

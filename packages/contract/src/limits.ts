/** All limits with their reasons, in bytes, milliseconds and counts. */

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
  /** Constructions of RTCPeerConnection. In Chromium, closed connections count until they are garbage-collected. */
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
  /** UTF-16 units of an offer or answer. That of a data channel has one to three thousand. */
  sdpLength: number;
  /** Offers accepted from one tracker. */
  trackerOffersPerSecond: number;
  trackerOffersBurst: number;
  /** A command other than a map. */
  commandBytes: number;
  mapBytesIn: number;
  /** Chromium accepts 256 KiB per message, other browsers 64 KiB if no size is advertised. */
  mapBytesOut: number;
  segmentsPerMap: number;
  swarmsPerMap: number;
  /** Length of a segment id or swarm id on the wire, in UTF-16 units. */
  idLength: number;
  /**
   * The budget of a peer besides the requested segments, in bytes per second and at once. Each frame costs its length plus
   * `frameCost`, and each entry of a map costs `entryCost` when it is parsed. A 0.6.2 peer that sends a map of 30 entries
   * 20 times a second needs 90 KiB. 24 peers that use the whole budget take a few per cent of a core.
   */
  costPerSecond: number;
  costBurst: number;
  /** Bytes. Handling a message takes as long as handling this many bytes of a map (about 30 µs). */
  frameCost: number;
  entryCost: number;
  /** ms. If several large maps arrive within this time, only the newest is parsed. */
  mapInterval: number;
  /** Whole maps that a Swarmlane peer may request. Each answer is a thousand times as large as the request. */
  resendsPerSecond: number;
  resendsBurst: number;
  /** Time between two of our announcements, because a 0.6 peer gets the whole map each time. The first one is sent at once. */
  announceCoalesce: number;
  /** 10 s at 50 Mbit/s. Buffers grow as bytes arrive. They are never allocated from an announced size. */
  segmentBytes: number;
  /** The bytes that all running P2P transfers hold together. */
  receiveBytes: number;
  /** The largest initial size of a transfer's buffer. It doubles as bytes arrive. */
  receiveStartBytes: number;
  uploadsPerPeerQueued: number;
  /** Open requests to one Swarmlane peer, or from it: enough to fill any round trip, and few enough to keep in memory. */
  requestsInFlight: number;
  uploadsActive: number;
  /** How long a request waits for one of the active uploads to end before it is answered Absent. */
  uploadSlotWait: number;
  /** The largest piece that we send, whatever the setting says. Above 256 KiB, Chromium's `send` throws. */
  pieceBytes: number;
  requestsPerSecond: number;
  requestsBurst: number;
  sameSegmentPerMinute: number;
  bufferedHigh: number;
  bufferedLow: number;
  /** If an upload makes no progress for this time, the peer counts as disconnected. */
  uploadStuck: number;
  /** Fewer bytes within `uploadStuck` count as no progress, so that a very slow reader cannot hold a slot. */
  uploadStuckBytes: number;
  preAdmissionFrames: number;
  preAdmissionBytes: number;
  /** The longest time between two pieces of a transfer. */
  p2pIdle: number;
  /** Fewer bytes within `p2pIdle` count as silence, so that a very slow sender cannot hold a slot. */
  p2pIdleBytes: number;
  /**
   * If bytes from other peers arrive this long after a peer fell silent, our own network works. If our own network fails,
   * transfers from all peers stop within one or two round trips.
   */
  outageSpread: number;
  /** Silence after which a cancelled transfer counts as ended. 0.6.2 sends the whole rest, Swarmlane peers stop at once. */
  cancelQuiet: number;
  /** The shortest time between two progress reports of a transfer. Pieces can arrive every 0.6 ms. */
  progressInterval: number;
  /**
   * The shortest time between two byte counts of one source for the page, unless another event must not overtake them. A
   * display needs at most five updates per second, and each update costs the page a task.
   */
  byteCountInterval: number;
  /**
   * The time during which a peer is not asked again for a segment that it failed to deliver, or is not expected to deliver
   * segments that it announces as loading.
   */
  absentBackoff: number;
  /** The same if the failure was ours: long enough that it is not repeated at once. */
  shortBackoff: number;
  /** How long the losing connection of a glare stays before it is closed. */
  glareGrace: number;
  /** The time during which the loader does not look for peers while the first segment is loading. Connections would compete with it. */
  firstJoin: number;
  /** The time during which the peers of the previous swarm stay connected after a switch. */
  swarmLinger: number;
  /** Under hls.js's 10 s first-byte limit. */
  httpFirstByte: number;
  httpIdle: number;
  /** Fewer bytes within `httpIdle` count as silence, so that a very slow server cannot hold a slot. */
  httpIdleBytes: number;
  /**
   * The time between explicit retries of a failed segment, which doubles each time. Shaka calls `load()` every 500 ms, which
   * must not overload the origin.
   */
  retrySpacing: number;
  /** The wait after a first 404, which is not reported. At the live edge, a segment may be announced before it exists. */
  notFoundRest: number;
  /** The assumed duration of a segment until the player's queues have shown it: the shortest usual one. */
  usualSegment: number;
  /**
   * A segment is requested from the origin this much earlier than the origin's own time requires. Players check for new
   * segments about every 100 ms and have to append them, and timers are late.
   */
  playMargin: number;
  /** The number of connected Swarmlane peers that play the stream from which one viewer is elected for each segment. */
  electionPeers: number;
  /** The average number of viewers that fetch a segment at once, whatever the size of the swarm. */
  electedViewers: number;
  /** In a large swarm, each further viewer fetches so much later: word of a fetch takes about this long to reach everybody. */
  electionStep: number;
  /** The time after joining a swarm during which peers may still be connecting (tracker, offers and ICE). */
  swarmJoining: number;
  /** A transfer from a peer that ends within this time is not stopped for a new HTTP request. */
  p2pNearlyDone: number;
  /** Points within `strikeWindow` that ban a certificate for the session. */
  strikes: number;
  strikeWindow: number;
  /** Certificates, and addresses, that are remembered. */
  bans: number;
  /**
   * An address is banned at `strikes` times this number of points, plus `strikes` for each peer behind it that has
   * delivered. Certificates cost nothing, but a household or an office must not pay for one of its members.
   */
  addressShare: number;
  /** The duration of an address's first ban. Each further ban lasts twice as long, up to `addressBanMax`. */
  addressBanMin: number;
  addressBanMax: number;
  /** A peer that has sent nothing for this time after its admission has no value. Its slot goes to a new peer. */
  silentPeer: number;
  /** How long a delivery, a failure or a message of a connection counts. */
  valueWindow: number;
  /** Bytes per second. A slower transfer yields its slot when another one waits for it. */
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
  /** Default limit of the database, over all streams of the origin: about an hour of video. */
  storageBytes: number;
  /** Default time after which a stored segment is no longer used, because the origin may have changed it. */
  storageAge: number;
  /** The same for a live stream, because its window has moved on and its numbers may start again. The value is that of 0.6.2. */
  storageLiveAge: number;
  /** Share of the browser's quota that the database may use, because the site has other data too. 0…1. */
  storageQuotaShare: number;
  /** The time after which the database checks whether the quota allows more again. */
  storageCeiling: number;
  /** How far an eviction goes below the budget, as a share of it, so that not every write evicts. 0…1. */
  storageSlack: number;
  /** Bytes that may wait to be written. If the disk is slower than the network, the rest is in memory only. */
  storageQueueBytes: number;
  /** In one transaction: enough to spread its cost, little enough that a read does not wait long behind it. */
  storageBatchBytes: number;
  /** Waiting segments are written after this time without a delivery, because writes compete with deliveries. */
  storagePause: number;
  /** The longest time that a write waits for a pause between deliveries. */
  storageHoldUp: number;
  /** Less than `storageTransaction`, after which the engine stops using a store for good. */
  storageDisk: number;
  /** The longest time that a list waits for the disk, because it delays the first download. */
  storageListWait: number;
  /** The list of the disk is read again after this time, because other tabs store and drop segments. */
  storageRelist: number;
  /** The first and the longest interval between attempts to use a failed disk again. The intervals double. */
  storageRetryMin: number;
  storageRetryMax: number;
  /** The time for which a tab protects the segments that its queue needs from other tabs. It renews this regularly. */
  storageLease: number;
  /** Uses within this time count as one, because the order of eviction need not be more precise. */
  storageTouch: number;
  /** The shortest time between two reports to the page about the stored bytes. Each report costs the page a task. */
  storageAmountInterval: number;
  /** The time within which an origin must respond. Otherwise stored playlists are used instead. */
  storageProbe: number;
  /** Only one warning of each kind is reported within this time. */
  warningCoalesce: number;
  workerHandshake: number;
  heartbeat: number;
  heartbeatMisses: number;
  rpc: number;
  /** If workers are lost more often than this within the window, the page continues over HTTP only. */
  workerRestarts: number;
  workerRestartWindow: number;
  /** The time after which the page tries to start a worker again. */
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
  electionStep: 1 * second,
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

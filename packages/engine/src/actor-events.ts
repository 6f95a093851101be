/**
 * What the engine's actors say to each other. Dotted names; they never leave their thread.
 *
 *   scheduler ── start.http, start.p2p, cancel, abort … ──► segment
 *   segment   ── download.request, download.cancel ──► swarm ──► peer session
 *   session   ── download.progress, download.done, download.failed ──► segment
 *   swarm     ── swarm.changed ──► scheduler
 */
import type {
  ConnectionId,
  EnginePorts,
  EngineSettings,
  ErrorInfo,
  PeerChannel,
  PeerId,
  SegmentInfo,
  WireSegmentId,
} from "@swarmlane/contract";
import type { PayloadHandle, Payloads } from "./payloads.ts";

declare const tokenBrand: unique symbol;
/** Names one attempt of one segment. What arrives with an old token is dropped. */
export type AttemptToken = number & { readonly [tokenBrand]: true };

/** Who waits for a download: the segment's actor. */
export interface DownloadListener {
  send(event: DownloadEvent): void;
}

/** From a peer session to the segment that asked. After `done` or `failed` nothing more with that token. */
export type DownloadEvent =
  /** The header came: of `size` bytes the first `head` are those of the request's `partial`, the peer sends the rest. */
  | { type: "download.started"; token: AttemptToken; size: number; head: number }
  | { type: "download.progress"; token: AttemptToken; bytes: number }
  /** The segment owns the payload now. */
  | { type: "download.done"; token: AttemptToken; payload: PayloadHandle }
  /** `partial`: the bytes from the first on that did arrive, if any; the segment owns them now. */
  | {
      type: "download.failed";
      token: AttemptToken;
      error: ErrorInfo;
      partial: PayloadHandle | undefined;
    };

/** To a segment's actor, beside `DownloadEvent` and its own HTTP actor's events. */
export type SegmentCommand =
  | { type: "start.http"; token: AttemptToken; reason: string }
  | { type: "start.p2p"; token: AttemptToken; peerId: PeerId; reason: string }
  /** Give up the attempt and go back to `queued`. */
  | { type: "cancel"; reason: string }
  /** The HTTP attempt is as good as dead: it has failed. */
  | { type: "give.up"; reason: string }
  /** No longer in the queue. */
  | { type: "abort"; reason: string }
  /** The newest description of the same segment: address and priority may differ. */
  | { type: "update"; info: SegmentInfo }
  /** The caller asked again: a failed segment need not wait out its cool-down. */
  | { type: "retry"; reason: string }
  /** The store holds it: nothing is loaded, nothing is told. */
  | { type: "found"; reason: string }
  /** The player asks for it and the store does not have it (any more): it is wanted again. */
  | { type: "lost"; reason: string };

/** What we hold and are loading, in the form that `wire` encodes. */
export interface Announcement {
  readonly loaded: readonly SegmentInfo[];
  readonly loadingByHttp: readonly SegmentInfo[];
}

export type SwarmEvent =
  | {
      type: "connection.opened";
      connectionId: ConnectionId;
      initiator: boolean;
      channel: PeerChannel;
    }
  | {
      type: "connection.admit";
      connectionId: ConnectionId;
      peerId: PeerId;
      remoteAddress: string;
    }
  | { type: "connection.closed"; connectionId: ConnectionId }
  | {
      type: "download.request";
      token: AttemptToken;
      peerId: PeerId;
      segmentId: WireSegmentId;
      /** The first bytes, brought by others. A peer of our own brings the rest, a 0.6 peer the whole again. Stays the segment's. */
      partial: PayloadHandle | undefined;
      /** What others said the size is: with another one a peer cannot go on where they stopped. */
      size: number | undefined;
      replyTo: DownloadListener;
    }
  /** Answered by `download.failed` with `P2P_CANCELLED` and the partial bytes, in the same macrostep. */
  | { type: "download.cancel"; token: AttemptToken; reason: string }
  /** Something that we hold or load changed. Coalesced and sent to the peers unless `consumeOnly`. */
  | { type: "announce"; announcement: Announcement }
  /** The peer misbehaved; after `limits.strikes` it is banned. `disconnect` closes it now. */
  | { type: "peer.strike"; peerId: PeerId; error: ErrorInfo; disconnect: boolean }
  /** Proven pollution: closed and banned at once. */
  | { type: "peer.ban"; peerId: PeerId; error: ErrorInfo }
  /** After a freeze: transfers in flight are given up with `P2P_STALLED`, without a strike. */
  | { type: "transfers.expire"; reason: string }
  /** Closes everything; `peer/closed` is emitted for every admitted peer. */
  | { type: "stop" };

/** To the scheduler. */
export type SwarmNotice = { type: "swarm.changed"; reason: string };

/** A peer as the policy sees it. */
export interface PeerView {
  readonly id: PeerId;
  /** How many more requests it may be sent now. A 0.6 peer: one, when no transfer from it is running. */
  readonly room: number;
  /** Requests that it has not answered in full. */
  readonly pending: number;
  /** Measured download speed in bytes per millisecond, over all its transfers together; undefined before the first. */
  readonly speed: number | undefined;
}

/** What the scheduler may read of the swarm at any time, without a message. Kept up to date incrementally. */
export interface SwarmView {
  readonly peers: ReadonlyMap<PeerId, PeerView>;
  /** Peers that announced the segment as loaded and are not backed off for it; empty set when none. */
  holders(segmentId: WireSegmentId): ReadonlySet<PeerId>;
  /** True when a peer announced that it is loading the segment over HTTP. */
  isLoadingElsewhere(segmentId: WireSegmentId): boolean;
}

export interface SwarmInput {
  /** Ours, for the tie-break of glare (threats T10). */
  readonly ownPeerId: PeerId;
  readonly ports: EnginePorts;
  /** Live: read at each use. */
  readonly settings: Readonly<EngineSettings>;
  readonly payloads: Payloads;
  /** The stored bytes for an upload, without refreshing the LRU; undefined when absent. Never rejects. */
  readonly readForPeer: (segmentId: WireSegmentId) => Promise<Uint8Array | undefined>;
  readonly notify: (notice: SwarmNotice) => void;
}

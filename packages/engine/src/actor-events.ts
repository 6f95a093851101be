/**
 * What the engine's actors say to each other. Dotted names; they never leave their thread.
 *
 *   scheduler ── start.http, start.p2p, cancel, abort … ──► segment
 *   segment   ── download.request, download.cancel, source.… ──► swarm ──► peer session
 *   session   ── download.started, download.done, download.failed ──► segment

 */
import type {
  ConnectionId,
  ErrorCode,
  ErrorInfo,
  PeerChannel,
  PeerId,
  Reason,
  SegmentInfo,
  SegmentName,
} from "@swarmlane/contract";
import type { PayloadHandle } from "./payloads.ts";
import type { Progress } from "./progress.ts";

declare const tokenBrand: unique symbol;
/** Names one attempt of one segment. What arrives with an old token is dropped. */
export type AttemptToken = number & { readonly [tokenBrand]: true };

/** The segment's actor, which waits for a download. */
export interface DownloadListener {
  send(event: DownloadEvent): void;
}

/** The first bytes of a segment, from a transfer that stopped. Its holder owns the bytes. */
export interface PartialPayload {
  readonly payload: PayloadHandle;
  /** Bytes of the whole segment according to the peer that sent these bytes; more than there are here. */
  readonly size: number;
}

/** From a peer session to the segment that asked. No event with that token follows `done` or `failed`. */
export type DownloadEvent =
  /**
   * The header arrived on that connection. The segment has `size` bytes. The first `head` of them are the request's
   * `partial`; the peer sends the rest.
   */
  | {
      type: "download.started";
      token: AttemptToken;
      source: ConnectionId;
      size: number;
      head: number;
      /** The peer is still receiving it itself. */
      isRelayed: boolean;
    }
  /** The segment owns the payload now. */
  | { type: "download.done"; token: AttemptToken; payload: PayloadHandle }
  /** `partial`: the first bytes, as far as they arrived, if any did. The segment owns them now. */
  | {
      type: "download.failed";
      token: AttemptToken;
      error: ErrorInfo;
      partial: PartialPayload | undefined;
    };

/** Events for a segment's actor, in addition to `DownloadEvent` and the results of its own effects. */
export type SegmentCommand =
  /** `info`: the newest description. A segment that waits has heard of no other since it joined the queue. */
  | { type: "start.http"; token: AttemptToken; info: SegmentInfo; reason: Reason }
  | { type: "start.p2p"; token: AttemptToken; peerId: PeerId; info: SegmentInfo; reason: Reason }
  /** Give up the attempt and go back to `queued`. */
  | { type: "cancel"; reason: Reason }
  /** The attempt is too slow to wait for: over HTTP it counts as failed; a slow peer loses its slot to others. */
  | { type: "give.up"; reason: Reason }
  /** No longer in the queue. */
  | { type: "abort"; reason: Reason }
  /** The newest description of the same segment: address and priority may differ. */
  | { type: "update"; info: SegmentInfo }
  /** The caller asked again: a failed segment need not wait out its cool-down. */
  | { type: "retry"; reason: Reason }
  /** The store holds it: it is not loaded, and no event is emitted. */
  | { type: "found"; reason: Reason }
  /** The player has loaded it itself. The segment owns the payload now. */
  | { type: "provided"; payload: PayloadHandle; responseUrl: string; downloadTime: number }
  /** The player asks for it and the store does not have it (any more): it is wanted again. */
  | { type: "lost"; reason: Reason };

/** What we hold and are loading, in the form that `wire` encodes. */
export interface Announcement {
  readonly loaded: readonly SegmentInfo[];
  readonly loadingByHttp: readonly SegmentInfo[];
  /** Segments that are arriving from peers. Announced to Swarmlane peers only. */
  readonly coming: readonly SegmentInfo[];
  /** Those of them that may be asked of us already, because their bytes are arriving. */
  readonly arriving: readonly SegmentInfo[];
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
      certificate: string;
    }
  | { type: "connection.closed"; connectionId: ConnectionId }
  | {
      type: "download.request";
      token: AttemptToken;
      peerId: PeerId;
      segment: SegmentName;
      /**
       * The first bytes, from earlier transfers. A peer of our own sends the rest of a segment of that size; a 0.6 peer
       * sends the whole segment again. The segment's actor keeps owning them.
       */
      partial: PartialPayload | undefined;
      /** Filled in as bytes arrive. */
      progress: Progress;
      replyTo: DownloadListener;
    }
  /** Answered by `download.failed` with `code` and the partial bytes, in the same macrostep. */
  | { type: "download.cancel"; token: AttemptToken; code: ErrorCode; reason: string }
  /** Something that we hold or load changed. Coalesced and sent to the peers unless `consumeOnly`. */
  | { type: "announce"; announcement: Announcement }
  /** A setting changed: what we announce may have to be taken back, or may be announced from now on. */
  | { type: "settings.changed" }
  /** A segment found out that what this connection brought is at fault. It may be closed by now. */
  | { type: "source.blamed"; source: ConnectionId; segment: SegmentName; error: ErrorInfo }
  /** What this connection brought is part of a valid segment. */
  | { type: "source.credited"; source: ConnectionId }
  /** It said that it was loading a segment, and the segment did not come in time. */
  | { type: "peer.doubted"; peerId: PeerId }
  /** After a freeze: transfers in flight are given up, through no fault of the peers. */
  | { type: "transfers.expire"; reason: string }
  /** Closes everything; `peer/closed` is emitted for every admitted peer. */
  | { type: "stop" };

/** A peer as the policy sees it. Read at each use: it shows the connection in use as it is. */
export interface PeerView {
  readonly id: PeerId;
  /** How many more requests it may be sent now. A 0.6 peer: one, when no transfer from it is running. */
  readonly room: number;
  /** Requests that it has not answered in full. */
  readonly pending: number;
  /** Measured download speed in bytes per millisecond, over all its transfers together; undefined before the first. */
  readonly speed: number | undefined;
  /** A peer of our own: it announces at once what it loads, and takes part in elections. */
  readonly isOurs: boolean;
}

/** What the scheduler may read of the swarm at any time, without a message. */
export interface SwarmView {
  readonly peers: ReadonlyMap<PeerId, PeerView>;
  /** Bytes per millisecond that our uploads have reached; undefined until they were measured. */
  readonly uplink: number | undefined;
  /** Peers that announced the segment as loaded and are not backed off for it. Not to be kept. */
  holders(segment: SegmentName): readonly PeerId[];
  /** Peers that announced that they are loading the segment, and that kept such a word lately. Not to be kept. */
  loaders(segment: SegmentName): readonly PeerId[];
  /** Peers of our own that are receiving the segment from others and send on what they have. Not to be kept. */
  relays(segment: SegmentName): readonly PeerId[];
  /** Peers of our own that play this stream, or have not announced anything yet. */
  electors(stream: string): readonly PeerId[];
  /** The time (ms) until which that peer is not asked for that segment; undefined if it may be asked. */
  backedOffUntil(peerId: PeerId, segment: SegmentName): number | undefined;
}

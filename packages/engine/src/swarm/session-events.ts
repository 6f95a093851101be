/** What a peer session hears, and what it tells the swarm. Either thread. */
import type { ConnectionId, ErrorInfo, PeerId, WireSegmentId } from "@swarmlane/contract";
import type { SegmentChanges, SegmentsMap } from "@swarmlane/wire";
import type { AttemptToken, DownloadListener, PeerView } from "../actor-events.ts";
import type { PayloadHandle } from "../payloads.ts";
import type { OwnMap } from "./announcer.ts";

/** One admitted peer, whichever of its connections is in use. The session in use keeps it up to date. */
export interface PeerRecord extends PeerView {
  readonly remoteAddress: string;
  room: number;
  pending: number;
  speed: number | undefined;
}

export interface DownloadRequest {
  readonly token: AttemptToken;
  readonly segmentId: WireSegmentId;
  readonly partial: PayloadHandle | undefined;
  readonly size: number | undefined;
  readonly replyTo: DownloadListener;
}

/** What a peer asks of us. Two are the same when both id and number are. */
export interface UploadRequest {
  readonly id: WireSegmentId;
  /** Undefined: 0.6. */
  readonly number?: number | undefined;
  readonly offset?: number | undefined;
  readonly size?: number | undefined;
}

/** How a session ended. */
export interface Ending {
  readonly error: ErrorInfo;
  /** `left`: the channel closed. `dropped`: we close it. `offended`: that, and a strike. */
  readonly how: "left" | "dropped" | "offended";
}

/** From the swarm. */
export type SessionCommand =
  /** This connection is the one in use for the peer. `greeting`: our map; undefined when we announce nothing. */
  | { type: "admit"; peer: PeerRecord; greeting: OwnMap | undefined }
  /** Another connection to the same peer is in use: be silent, keep what comes. */
  | { type: "stand.by" }
  | { type: "announce"; map: OwnMap }
  | { type: "end"; ending: Ending }
  | { type: "download.request"; request: DownloadRequest };

/** What happens to one download: from the session's byte path, and from those who end it. */
export type TransferEvent =
  | { type: "request.written" }
  | { type: "transfer.header" }
  | { type: "transfer.complete" }
  | { type: "transfer.absent" }
  | { type: "transfer.interrupted" }
  /** What it waits for should have come by now. */
  | { type: "transfer.overdue" }
  /** `limits.receiveBytes` is used up by other transfers. */
  | { type: "transfer.refused" }
  | { type: "cancel"; error: ErrorInfo }
  /** The segment has been told that this connection is over for it. */
  | { type: "give.up" };

/** Bytes of a 0.6 peer that nobody waits for. */
export type RestEvent = { type: "rest.expected" } | { type: "rest.drained" };

/** From the session's own byte path, and from its downloads. */
export type SessionEvent =
  | SessionCommand
  | RestEvent
  | { type: "download.ended"; id: string }
  | { type: "upload.asked"; request: UploadRequest }
  | { type: "upload.withdrawn"; request: UploadRequest }
  | { type: "upload.granted" }
  | { type: "upload.sent" };

/** To the swarm. */
export type SessionReport =
  | { type: "session.map"; connectionId: ConnectionId; segments: SegmentsMap }
  | { type: "session.changes"; connectionId: ConnectionId; changes: SegmentChanges }
  /** The first frame on a connection that stands by. */
  | { type: "session.spoke"; connectionId: ConnectionId }
  /** `limits.glareGrace` is over for a connection that stands by. */
  | { type: "session.waited"; connectionId: ConnectionId }
  /** It could not bring what it announced. */
  | { type: "session.failed"; peerId: PeerId; segmentId: WireSegmentId }
  | { type: "session.struck"; connectionId: ConnectionId; error: ErrorInfo }
  /** Once, last. */
  | { type: "session.ended"; connectionId: ConnectionId; ending: Ending };

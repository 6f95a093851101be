/** What a peer session hears, and what it tells the swarm. Either thread. */
import type { ConnectionId, ErrorInfo, PeerId, WireSegmentId } from "@swarmlane/contract";
import type { SegmentsMap } from "@swarmlane/wire";
import type { AttemptToken, DownloadListener, PeerView } from "../actor-events.ts";

/** One admitted peer, whichever of its connections is in use. The session in use keeps `free` and `speed`. */
export interface PeerRecord extends PeerView {
  readonly remoteAddress: string;
  free: boolean;
  speed: number | undefined;
}

export interface DownloadRequest {
  readonly token: AttemptToken;
  readonly segmentId: WireSegmentId;
  readonly replyTo: DownloadListener;
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
  | { type: "admit"; peer: PeerRecord; greeting: Uint8Array | undefined }
  /** Another connection to the same peer is in use: be silent, keep what comes. */
  | { type: "stand.by" }
  | { type: "announce"; frame: Uint8Array }
  | { type: "end"; ending: Ending }
  | { type: "download.request"; request: DownloadRequest }
  | { type: "download.cancel"; reason: string }
  | { type: "download.expire"; reason: string };

/** From the session's own byte path. */
export type TransferEvent =
  | { type: "request.written" }
  | { type: "transfer.header" }
  | { type: "transfer.complete" }
  | { type: "transfer.absent" }
  | { type: "transfer.interrupted" }
  /** `limits.receiveBytes` is used up by other transfers. */
  | { type: "transfer.refused" }
  /** Bytes come that nobody waits for. */
  | { type: "rest.expected" }
  | { type: "rest.drained" }
  | { type: "upload.asked"; segmentId: WireSegmentId }
  | { type: "upload.withdrawn"; segmentId: WireSegmentId }
  | { type: "upload.granted" }
  | { type: "upload.sent" };

export type SessionEvent = SessionCommand | TransferEvent;

/** To the swarm. */
export type SessionReport =
  | { type: "session.map"; connectionId: ConnectionId; segments: SegmentsMap }
  /** The first frame on a connection that stands by. */
  | { type: "session.spoke"; connectionId: ConnectionId }
  /** `limits.glareGrace` is over for a connection that stands by. */
  | { type: "session.waited"; connectionId: ConnectionId }
  /** It could not bring what it announced. */
  | { type: "session.failed"; peerId: PeerId; segmentId: WireSegmentId }
  | { type: "session.struck"; connectionId: ConnectionId; error: ErrorInfo }
  /** Once, last. */
  | { type: "session.ended"; connectionId: ConnectionId; ending: Ending };

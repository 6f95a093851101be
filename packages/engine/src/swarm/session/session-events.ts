/** The events of a peer session, and those that it sends to the swarm. Either thread. */
import type { ConnectionId, ErrorCode, ErrorInfo, SegmentName } from "@swarmlane/contract";
import type { AttemptToken } from "../../actor-events.ts";
import type { DownloadReport, DownloadRequest } from "../download/download-events.ts";
import type { OwnMap } from "../holdings/own-map.ts";
import type { UploadRequest } from "../upload/upload-queue.ts";

/** From the swarm. */
export type SessionCommand =
  /** This connection is the one in use for its peer. `greeting`: our map; undefined when we announce nothing. */
  | { type: "admit"; greeting: OwnMap | undefined }
  /** Another connection to the same peer is in use: be silent, keep what comes. */
  | { type: "stand.by" }
  /** Another connection claims the same id: has the peer said anything since then (ms)? Answered by `session.probed`. */
  | { type: "probe"; since: number }
  | { type: "end"; error: ErrorInfo }
  | { type: "download.request"; request: DownloadRequest }
  /** To the download of that token, or to all of them. */
  | {
      type: "download.cancel";
      token: AttemptToken | undefined;
      code: ErrorCode;
      reason: string;
    };

/** From the session's own byte path, and from its downloads. */
export type SessionEvent =
  | SessionCommand
  | DownloadReport
  /** The first frame on a connection in use: from now on it is known what the peer speaks. */
  | { type: "peer.spoke" }
  | { type: "upload.asked"; request: UploadRequest }
  | { type: "upload.withdrawn"; request: UploadRequest }
  | { type: "upload.granted" }
  /** The slot was given to another peer, because this one reads too slowly. */
  | { type: "upload.revoked" }
  | { type: "upload.sent" }
  /** The rest of what is being relayed will not come. */
  | { type: "upload.lost" };

/** To the swarm. */
export type SessionReport =
  /** The first frame on a connection on standby. */
  | { type: "session.spoke"; connectionId: ConnectionId }
  /** `limits.glareGrace` after a probe. */
  | { type: "session.probed"; connectionId: ConnectionId; isAlive: boolean }
  /** A download is over. `error`: undefined when it brought the segment. */
  | {
      type: "session.settled";
      connectionId: ConnectionId;
      segment: SegmentName;
      error: ErrorInfo | undefined;
    }
  /** The rest of a cancelled transfer is over: the peer may be asked again. */
  | { type: "session.drained" }
  /** Once, last. */
  | { type: "session.ended"; connectionId: ConnectionId; error: ErrorInfo };

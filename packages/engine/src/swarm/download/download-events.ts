/** A download's request, its events, and the events that it sends to its session. Either thread. */
import type { ErrorInfo, SegmentName } from "@swarmlane/contract";
import type { AttemptToken, DownloadListener, PartialPayload } from "../../actor-events.ts";
import type { Progress } from "../../progress.ts";

export interface DownloadRequest {
  readonly token: AttemptToken;
  readonly segment: SegmentName;
  readonly partial: PartialPayload | undefined;
  /** The peer is still receiving it, so what goes wrong may be the fault of its own source. */
  readonly isRelayed: boolean;
  readonly progress: Progress;
  readonly replyTo: DownloadListener;
}

/** What happens to one download: from the session's byte path, and from those who end it. */
export type TransferEvent =
  | { type: "request.written" }
  | { type: "transfer.header"; size: number }
  | { type: "transfer.complete" }
  /** `isBusy`: only for now. */
  | { type: "transfer.absent"; isBusy: boolean }
  | { type: "transfer.interrupted" }
  /** What it waits for should have come by now. `isAnyoneHeard`: others are not silent, so our own network works. */
  | { type: "transfer.overdue"; isAnyoneHeard: boolean }
  /** `limits.receiveBytes` is used up. */
  | { type: "transfer.refused" }
  | { type: "cancel"; error: ErrorInfo }
  /** Its session is over. */
  | { type: "give.up"; error: ErrorInfo };

/** To the session. */
export type DownloadReport =
  /** Bytes of a cancelled 0.6 transfer may still come; they have come. */
  | { type: "rest.expected" }
  | { type: "rest.drained" }
  /** `error`: undefined when it brought the segment. */
  | {
      type: "download.ended";
      id: string;
      segment: SegmentName;
      error: ErrorInfo | undefined;
    };

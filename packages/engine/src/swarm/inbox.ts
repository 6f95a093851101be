/** What comes from one peer: tells pieces from commands, counts commands, passes both on. Either thread. */
import type { Clock, ErrorInfo, Limits, Log } from "@swarmlane/contract";
import { decodeFrame, type SegmentsMap, type WireCommand } from "@swarmlane/wire";
import type { Download } from "./download.ts";
import type { TransferEvent } from "./session-events.ts";
import { createTokenBucket } from "./token-bucket.ts";

export interface InboxDeps {
  readonly clock: Pick<Clock, "now">;
  readonly limits: Limits;
  readonly download: Download;
  readonly log: Log;
  readonly send: (event: TransferEvent) => void;
  readonly onMap: (segments: SegmentsMap) => void;
  readonly onOffence: (error: ErrorInfo) => void;
}

export interface Inbox {
  accept(frame: Uint8Array): void;
}

export function createInbox(deps: InboxDeps): Inbox {
  const { limits, download, log, send } = deps;
  const rate = createTokenBucket(limits.commandsPerSecond, limits.commandsBurst, deps.clock);
  const requestRate = createTokenBucket(limits.requestsPerSecond, limits.requestsBurst, deps.clock);

  /** Answers that we asked for are as many as we ask. Requests have a rate of their own: a fast link needs it. */
  function isWithinRate(command: WireCommand): boolean {
    switch (command.type) {
      case "data":
      case "absent":
        return download.isAsked(command.id) || rate.take();
      case "request":
      case "cancel":
        return requestRate.take() || rate.take();
      case "map":
      case "unknown":
        return rate.take();
    }
  }

  function execute(command: WireCommand): void {
    switch (command.type) {
      case "data": {
        download.acceptHeader(command.id, command.size);
        return;
      }
      case "absent":
        if (download.isAsked(command.id)) send({ type: "transfer.absent" });
        return;
      case "map": {
        deps.onMap(command.segments);
        return;
      }
      case "request": {
        send({ type: "upload.asked", segmentId: command.id });
        return;
      }
      case "cancel": {
        send({ type: "upload.withdrawn", segmentId: command.id });
        return;
      }
      case "unknown":
        return;
    }
  }

  return {
    accept(frame) {
      const decoded = decodeFrame(frame, { receiving: download.expectsPieces, limits });
      if (decoded.kind === "piece") {
        download.acceptPiece(frame);
        return;
      }
      if (decoded.kind === "error") {
        deps.onOffence(decoded.error);
        return;
      }
      const { command } = decoded;
      if (log.enabled) log("peer receive command", command);
      if (!isWithinRate(command)) {
        const message = `more than ${limits.commandsPerSecond} commands a second`;
        deps.onOffence({ code: "P2P_LIMIT_EXCEEDED", message });
        return;
      }
      // Threats B3: the transfer is lost, the command is not.
      if (download.isReceiving) send({ type: "transfer.interrupted" });
      download.forgetRest();
      execute(command);
    },
  };
}

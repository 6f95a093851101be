/** What comes from one peer: tells pieces from commands, counts commands, passes both on. Either thread. */
import type { Clock, ErrorInfo, Limits, Log } from "@swarmlane/contract";
import {
  commonVersion,
  decodeFrame,
  encodeResend,
  hashOf,
  type SegmentChanges,
  type SegmentsMap,
  type WireCommand,
} from "@swarmlane/wire";
import type { Dialect } from "./dialect.ts";
import type { Downloads } from "./downloads.ts";
import type { Outbox } from "./outbox.ts";
import type { SessionEvent } from "./session-events.ts";
import { createTokenBucket } from "./token-bucket.ts";

export interface InboxDeps {
  readonly clock: Pick<Clock, "now">;
  readonly limits: Limits;
  readonly dialect: Dialect;
  readonly downloads: Downloads;
  readonly outbox: Pick<Outbox, "command" | "announceAgain">;
  readonly log: Log;
  readonly send: (event: SessionEvent) => void;
  readonly onMap: (segments: SegmentsMap) => void;
  readonly onChanges: (changes: SegmentChanges) => void;
  readonly onOffence: (error: ErrorInfo) => void;
}

export interface Inbox {
  accept(frame: Uint8Array): void;
  /** A request was served in full: it does not count against the rate. Fast links ask for hundreds a second. */
  forgiveRequest(): void;
}

export function createInbox(deps: InboxDeps): Inbox {
  const { clock, limits, dialect, downloads, log, send } = deps;
  const rate = createTokenBucket(limits.commandsPerSecond, limits.commandsBurst, clock);
  const requestRate = createTokenBucket(limits.requestsPerSecond, limits.requestsBurst, clock);
  const resendRate = createTokenBucket(limits.resendsPerSecond, limits.resendsBurst, clock);
  /** A greeting counts as the first frame only: the dialect never changes under a transfer. */
  let isFirst = true;
  /** The peer's map as we have it; undefined when we lost track, and asked for the whole. */
  let mapHash: number | undefined = 0;
  /** Of the last request: they rise. */
  let lastNumber = 0;

  /** Answers that we asked for are as many as we ask. Requests have a rate of their own: a fast link needs it. */
  function isWithinRate(command: WireCommand): boolean {
    switch (command.type) {
      case "data":
      case "absent":
        return downloads.isAwaited(command.id, command.number) || rate.take();
      case "request":
      case "cancel":
        return requestRate.take() || rate.take();
      case "resend":
        return resendRate.take();
      case "map":
      case "hello":
      case "changes":
      case "unknown":
        return rate.take();
    }
  }

  function execute(command: WireCommand, frame: Uint8Array): void {
    switch (command.type) {
      case "data":
        downloads.acceptHeader(command.id, command.size);
        return;
      case "absent":
        downloads.acceptAbsent(command.id, command.number);
        return;
      case "map":
        if (dialect.isNumbered) mapHash = hashOf(frame);
        deps.onMap(command.segments);
        return;
      case "request":
        if (isRepeated(command.number)) return;
        send({ type: "upload.asked", request: command });
        return;
      case "cancel":
        send({ type: "upload.withdrawn", request: command });
        return;
      case "changes":
        follow(command);
        return;
      case "resend":
        deps.outbox.announceAgain();
        return;
      case "hello":
      case "unknown":
        return;
    }
  }

  function isRepeated(number: number | undefined): boolean {
    if (number === undefined) return false;
    if (number <= lastNumber) {
      const message = `request ${number} after ${lastNumber}`;
      deps.onOffence({ code: "P2P_PROTOCOL_ERROR", message });
      return true;
    }
    lastNumber = number;
    return false;
  }

  function follow({ from, to, changes }: Extract<WireCommand, { type: "changes" }>): void {
    if (from === mapHash) {
      mapHash = to;
      deps.onChanges(changes);
    } else if (mapHash !== undefined) {
      mapHash = undefined;
      deps.outbox.command(encodeResend());
    }
  }

  function acceptCommand(command: WireCommand, frame: Uint8Array): void {
    if (log.enabled) log("peer receive command", command);
    if (!isWithinRate(command)) {
      const message = `more than ${limits.commandsPerSecond} commands a second`;
      deps.onOffence({ code: "P2P_LIMIT_EXCEEDED", message });
      return;
    }
    if (isFirst && command.type === "hello") dialect.isNumbered = commonVersion(command) > 0;
    // Threats B3: the transfer is lost, the command is not.
    if (!dialect.isNumbered) downloads.interrupt();
    execute(command, frame);
  }

  return {
    accept(frame) {
      const { isNumbered: numbered } = dialect;
      const receiving = !numbered && downloads.expectsPieces;
      const decoded = decodeFrame(frame, { receiving, numbered, limits });
      switch (decoded.kind) {
        case "numbered":
          downloads.acceptNumbered(decoded);
          break;
        case "piece":
          downloads.acceptPiece(frame);
          break;
        case "error":
          deps.onOffence(decoded.error);
          break;
        case "command":
          acceptCommand(decoded.command, frame);
      }
      isFirst = false;
    },
    forgiveRequest: () => requestRate.giveBack(),
  };
}

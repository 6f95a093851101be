/**
 * Handles the frames of one peer: separates pieces from commands, charges their cost, and passes them on. Either thread.
 * If a peer sends large maps in quick succession, only the newest is parsed, and only when the peer can afford it.
 */
import type { Clock, ErrorInfo, Limits, Log } from "@swarmlane/contract";
import {
  commonVersion,
  countSeparators,
  decodeFrame,
  encodeResend,
  hashOf,
  isMapFrame,
  type SegmentChanges,
  type SegmentsMap,
  type WireCommand,
} from "@swarmlane/wire";
import type { Transfers } from "../download/transfers.ts";
import type { CostMeter } from "../channel/cost-meter.ts";
import type { Dialect } from "../channel/dialect.ts";
import type { SendQueue } from "../channel/send-queue.ts";
import type { SessionEvent } from "./session-events.ts";
import { createTokenBucket } from "../channel/token-bucket.ts";

export interface InboxDeps {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly dialect: Dialect;
  readonly meter: CostMeter;
  readonly transfers: Transfers;
  readonly sendQueue: Pick<SendQueue, "command" | "announceAgain">;
  readonly log: Log;
  readonly send: (event: SessionEvent) => void;
  readonly onMap: (segments: SegmentsMap) => void;
  readonly onChanges: (changes: SegmentChanges) => void;
  readonly onComing: (segments: SegmentsMap) => void;
  readonly onOffence: (error: ErrorInfo) => void;
}

export interface Inbox {
  accept(frame: Uint8Array): void;
  /** A request was served in full, so its cost is given back. Peers on fast links send hundreds of requests a second. */
  forgiveRequest(): void;
  /** A waiting map keeps waiting, because nothing would use it. */
  pause(): void;
  resume(): void;
  stop(): void;
}

type Changes = Extract<WireCommand, { type: "changes" }>;

/** A map that waits to be parsed, and the changes to it that came meanwhile. */
interface WaitingMap {
  readonly frame: Uint8Array;
  readonly changes: Changes[];
}

/** Further changes behind a map that waits are dropped; the gap makes us ask the peer for the whole map again. */
const mostWaitingChanges = 16;

export function createInbox(deps: InboxDeps): Inbox {
  const { clock, limits, dialect, meter, transfers, log, send } = deps;
  const requestRate = createTokenBucket(limits.requestsPerSecond, limits.requestsBurst, clock);
  const resendRate = createTokenBucket(limits.resendsPerSecond, limits.resendsBurst, clock);
  /** A greeting counts as the first frame only: the dialect never changes under a transfer. */
  let isFirst = true;
  /** The hash of the peer's map as we have it; undefined while we wait for the whole map after a gap. */
  let mapHash: number | undefined = 0;
  /** The number of the peer's last request. Numbers must rise. */
  let lastNumber = 0;
  let waitingMap: WaitingMap | undefined;
  let parsedAt = -Infinity;
  let timer: unknown;
  let isStopped = false;

  /** The most entries that a map of these bytes can have. */
  const entriesOf = (frame: Uint8Array): number =>
    Math.min(limits.segmentsPerMap, countSeparators(frame) + 1);

  /** Answers to our requests are free: there are at most as many as we ask. */
  function isAffordable(command: WireCommand, frame: Uint8Array): boolean {
    const bytes = frame.byteLength;
    switch (command.type) {
      case "data":
      case "absent":
        return transfers.isAwaited(command.id, command.number) || meter.chargeMessage(bytes);
      case "request":
      case "cancel":
        return requestRate.take() && meter.chargeMessage(bytes);
      case "resend":
        return resendRate.take() && meter.chargeMessage(bytes);
      // A whole map comes here that was parsed to see that it is one: it does not begin as maps do, or came in the middle
      // of a transfer.
      case "changes":
      case "coming":
      case "map":
        return meter.chargeMessage(bytes + entriesOf(frame) * limits.entryCost);
      case "hello":
      case "unknown":
        return meter.chargeMessage(bytes);
    }
  }

  function execute(command: WireCommand): void {
    switch (command.type) {
      case "data":
        transfers.acceptHeader(command.id, command.size);
        return;
      case "absent":
        transfers.acceptAbsent(command.id, command.number, command.isBusy);
        return;
      case "request":
        if (!isRepeated(command.number)) send({ type: "upload.asked", request: command });
        return;
      case "cancel":
        send({ type: "upload.withdrawn", request: command });
        return;
      case "changes":
        follow(command);
        return;
      case "coming":
        if (!isStopped) deps.onComing(command.segments);
        return;
      case "resend":
        deps.sendQueue.announceAgain();
        return;
      case "map":
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

  function follow(changes: Changes): void {
    // What came before may have ended the session.
    if (isStopped) return;
    if (waitingMap !== undefined) {
      if (waitingMap.changes.length < mostWaitingChanges) waitingMap.changes.push(changes);
    } else if (changes.from === mapHash) {
      mapHash = changes.to;
      deps.onChanges(changes.changes);
    } else if (mapHash !== undefined) {
      mapHash = undefined;
      deps.sendQueue.command(encodeResend());
    }
  }

  /** Only a quarter of the length is charged now: most maps of a busy peer are replaced before they are parsed. */
  function acceptMap(frame: Uint8Array): void {
    if (!meter.chargeMessage(frame.byteLength / 4)) {
      deps.onOffence(tooCostly);
      return;
    }
    waitingMap = { frame, changes: [] };
    if (timer === undefined) readMapWhenDue();
  }

  function pause(): void {
    clock.clearTimeout(timer);
    timer = undefined;
  }

  function readMapWhenDue(): void {
    timer = undefined;
    if (waitingMap === undefined || isStopped) return;
    const { frame, changes } = waitingMap;
    const bytes = frame.byteLength;
    const entries = entriesOf(frame);
    // A small map is parsed at once: it costs no more than another command may.
    const interval = bytes > limits.commandBytes ? limits.mapInterval : 0;
    const wait = Math.max(parsedAt + interval - clock.now(), meter.waitFor(bytes, entries));
    if (wait > 0) {
      timer = clock.setTimeout(readMapWhenDue, wait);
      return;
    }
    meter.chargeMap(bytes, entries);
    parsedAt = clock.now();
    waitingMap = undefined;
    if (dialect.isNumbered) mapHash = hashOf(frame);
    readMap(frame);
    for (const each of changes) follow(each);
  }

  /** It arrived between transfers, even if another one has begun since. */
  function readMap(frame: Uint8Array): void {
    const { isNumbered: numbered } = dialect;
    const decoded = decodeFrame(frame, { receiving: false, numbered, limits });
    if (decoded.kind === "error") deps.onOffence(decoded.error);
    else if (decoded.kind === "command" && decoded.command.type === "map") {
      if (log.enabled) log("peer receive command", decoded.command);
      deps.onMap(decoded.command.segments);
    } else if (!meter.chargeMessage(frame.byteLength)) deps.onOffence(tooCostly);
  }

  function acceptCommand(command: WireCommand, frame: Uint8Array): void {
    if (log.enabled) log("peer receive command", command);
    if (isFirst && command.type === "hello") dialect.isNumbered = commonVersion(command) > 0;
    // The transfer is lost, the command is not.
    if (!dialect.isNumbered) transfers.interrupt();
    if (!isAffordable(command, frame)) deps.onOffence(tooCostly);
    else if (command.type === "map") acceptMap(frame);
    else execute(command);
  }

  function decode(frame: Uint8Array): void {
    const { isNumbered: numbered } = dialect;
    const receiving = !numbered && transfers.expectsPieces;
    const decoded = decodeFrame(frame, { receiving, numbered, limits });
    switch (decoded.kind) {
      case "numbered":
        transfers.acceptNumbered(decoded);
        return;
      case "piece":
        transfers.acceptPiece(frame);
        return;
      case "error":
        deps.onOffence(decoded.error);
        return;
      case "command":
        acceptCommand(decoded.command, frame);
    }
  }

  return {
    accept(frame) {
      const mayBePiece = !dialect.isNumbered && transfers.expectsPieces;
      if (!isMapFrame(frame)) decode(frame);
      else if (!mayBePiece) acceptMap(frame);
      // Only parsing shows that it is not a piece.
      else if (meter.chargeMessage(frame.byteLength + entriesOf(frame) * limits.entryCost))
        decode(frame);
      else deps.onOffence(tooCostly);
      isFirst = false;
    },
    forgiveRequest() {
      requestRate.giveBack();
      meter.refund(requestBytes);
    },
    pause,
    resume: readMapWhenDue,
    stop() {
      isStopped = true;
      pause();
      waitingMap = undefined;
    },
  };
}

/** The approximate size of a request in bytes; given back for a request that was served. */
const requestBytes = 64;

const tooCostly: ErrorInfo = {
  code: "P2P_LIMIT_EXCEEDED",
  message: "the peer sent more than its cost limit allows",
};

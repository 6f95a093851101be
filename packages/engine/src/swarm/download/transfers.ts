/**
 * All downloads that run from one peer: which of them a frame belongs to, and how fast the peer is. Either thread.
 * A 0.6 peer brings one at a time, in pieces without a name; a peer of our own several, in numbered pieces.
 */
import {
  type Clock,
  type EngineSettings,
  type ErrorInfo,
  wireIdOf,
  type WireSegmentId,
} from "@swarmlane/contract";
import type { NumberedPiece } from "@swarmlane/wire";
import type { AttemptToken } from "../../actor-events.ts";
import type { CostMeter } from "../channel/cost-meter.ts";
import type { Dialect } from "../channel/dialect.ts";
import type { DownloadReport, DownloadRequest, TransferEvent } from "./download-events.ts";
import {
  createTransfer,
  type PiecePlace,
  type Remains,
  type Transfer,
  type TransferDeps,
} from "./transfer.ts";

export interface TransfersDeps extends TransferDeps {
  readonly clock: Clock;
  readonly dialect: Dialect;
  readonly meter: CostMeter;
  readonly settings: Pick<EngineSettings, "p2pSegmentDownloadTimeout">;
  readonly onRest: (event: DownloadReport) => void;
  /** When bytes last arrived from the origin or from another peer. ms. */
  readonly lastElsewhere: () => number;
  /** The peer broke the protocol or a limit. */
  readonly onOffence: (error: ErrorInfo) => void;
  /** Bytes that came, and in how many ms: of all downloads together, up to the end of one of them. */
  readonly onMeasured: (bytes: number, ms: number) => void;
}

/** The machine of a download, as the bytes need it. */
export interface Receiver {
  /** The request was written, and its answer has not begun. */
  readonly isAwaiting: () => boolean;
  readonly send: (event: TransferEvent) => void;
}

export interface Transfers {
  /** How many run. */
  readonly count: number;
  /** A header came, and pieces are missing. */
  readonly isReceiving: boolean;
  /** From a 0.6 peer: what comes next may be a piece, of a transfer or of the rest of a cancelled one. */
  readonly expectsPieces: boolean;
  begin(request: DownloadRequest, receiver: Receiver): void;
  find(token: AttemptToken): Transfer | undefined;
  /** The download is over, complete or not. Bytes of it that still arrive are swallowed. */
  end(token: AttemptToken, missing: Remains["missing"]): void;
  /** Whether an answer about this segment is awaited. */
  isAwaited(segmentId: WireSegmentId, number: number | undefined): boolean;
  /** The number for a request whose answer does not matter (a probe); undefined for a 0.6 peer, which has no numbers. */
  nextNumber(): number | undefined;
  /** From a 0.6 peer. */
  acceptHeader(segmentId: WireSegmentId, size: number): void;
  acceptAbsent(segmentId: WireSegmentId, number: number | undefined, isBusy?: boolean): void;
  /** From a 0.6 peer. */
  acceptPiece(piece: Uint8Array): void;
  /** From a peer of our own: the first piece of a request is its header as well. */
  acceptNumbered(piece: NumberedPiece): void;
  /** A 0.6 peer sent a command during a transfer: the rest of it, or of a cancelled one, will not come. */
  interrupt(): void;
  /** Cancels the one of that token, or all. */
  cancel(error: ErrorInfo, token: AttemptToken | undefined): void;
  /** The connection is over: ends all downloads. */
  giveUp(error: ErrorInfo): void;
  /** The machines broke down and cannot report the end: this fails the downloads in their place. */
  abandon(error: ErrorInfo): void;
  /** ms since bytes of any download arrived, or since one was requested or cancelled. */
  silence(): number;
  /** A request or a cancel was sent: silence counts from now. */
  listenAgain(): void;
  stop(): void;
}

interface Running {
  readonly transfer: Transfer;
  readonly receiver: Receiver;
}

export function createTransfers(deps: TransfersDeps): Transfers {
  const { clock, limits, dialect, meter, settings } = deps;
  const running = new Map<number, Running>();
  let lastNumber = 0;
  /** Bytes of ended transfers that the peer may still send: 0.6.2 sends them all, ours what was on its way. */
  let rest = 0;
  /** Requests that ended here before their first byte, by number or, to a 0.6 peer, by id: answers may still come. */
  const unanswered = new Set<number | WireSegmentId>();
  let heardAt = 0;
  /** Bytes since `measuredAt`, while there were requests. */
  let unmeasured = 0;
  let measuredAt = 0;
  let timer: unknown;

  /** From a 0.6 peer: the only one. */
  function find(number: number | undefined): Running | undefined {
    if (number !== undefined) return running.get(number);
    for (const each of running.values()) return each;
    return undefined;
  }

  function findByToken(token: AttemptToken): [number, Running] | undefined {
    for (const entry of running) if (entry[1].transfer.request.token === token) return entry;
    return undefined;
  }

  function findAwaited(id: WireSegmentId, number: number | undefined): Running | undefined {
    const found = find(number);
    if (found?.receiver.isAwaiting() !== true) return undefined;
    return wireIdOf(found.transfer.request.segment) === id ? found : undefined;
  }

  function expectRest(missing: number): void {
    rest = dialect.isNumbered ? Math.min(rest + missing, limits.receiveBytes) : missing;
  }

  function measure(): void {
    const now = clock.now();
    deps.onMeasured(unmeasured, now - measuredAt);
    unmeasured = 0;
    measuredAt = now;
  }

  function dueAt({ transfer, receiver }: Running): number {
    if (transfer.isOpen) return transfer.heardAt + limits.p2pIdle;
    const since = receiver.isAwaiting() ? heardAt : transfer.heardAt;
    return since + settings.p2pSegmentDownloadTimeout;
  }

  /** A peer that is still sending a moment after this one fell silent proves that our network works. */
  function isAnyoneHeard({ transfer }: Running): boolean {
    return deps.lastElsewhere() > transfer.heardAt + limits.outageSpread;
  }

  /** One timer for all downloads. When it fires, it checks again which of them are overdue by then. */
  function watch(): void {
    if (timer !== undefined || running.size === 0) return;
    const earliest = Math.min(...Array.from(running.values(), dueAt)) - clock.now();
    const often = Math.min(limits.p2pIdle, settings.p2pSegmentDownloadTimeout);
    timer = clock.setTimeout(look, Math.max(1, Math.min(earliest, often)));
  }

  function look(): void {
    timer = undefined;
    const now = clock.now();
    for (const [key, each] of [...running])
      if (running.has(key) && dueAt(each) <= now)
        each.receiver.send({ type: "transfer.overdue", isAnyoneHeard: isAnyoneHeard(each) });
    watch();
  }

  function open({ transfer, receiver }: Running, size: number): void {
    const error = transfer.open(size, () => receiver.send({ type: "transfer.refused" }));
    if (error === undefined) receiver.send({ type: "transfer.header", size });
    else deps.onOffence(error);
  }

  function add({ transfer, receiver }: Running, piece: Uint8Array, place?: PiecePlace): void {
    heardAt = clock.now();
    const outcome = transfer.accept(piece, place);
    if (typeof outcome === "object") {
      deps.onOffence(outcome);
      return;
    }
    if (outcome === "refused") {
      receiver.send({ type: "transfer.refused" });
      return;
    }
    unmeasured += piece.byteLength;
    // The last piece may be short; all others have to be worth the message that they came in.
    if (outcome === "complete") receiver.send({ type: "transfer.complete" });
    else if (!meter.chargePiece(piece.byteLength)) deps.onOffence(tinyPieces);
  }

  /** A request that was cancelled may still be answered: only the last ones are remembered. */
  function expectAnswer(request: number | WireSegmentId): void {
    unanswered.add(request);
    const [oldest] = unanswered;
    if (oldest !== undefined && unanswered.size > unansweredKept * limits.requestsInFlight)
      unanswered.delete(oldest);
  }

  /** The rest of a download that ended. From a peer of our own it is at most what was missing then. */
  function swallow(piece: Uint8Array): void {
    const isExpected = piece.byteLength <= rest;
    if (dialect.isNumbered && !isExpected) deps.onOffence(unasked);
    else if (!isExpected && !meter.chargeMessage(piece.byteLength - rest)) deps.onOffence(flood);
    else if (isExpected && !meter.chargePiece(piece.byteLength)) deps.onOffence(tinyPieces);
    if (rest === 0) return;
    heardAt = clock.now();
    rest = Math.max(0, rest - piece.byteLength);
    if (rest === 0) deps.onRest({ type: "rest.drained" });
  }

  return {
    get count() {
      return running.size;
    },
    get isReceiving() {
      for (const { transfer } of running.values()) if (transfer.isOpen) return true;
      return false;
    },
    get expectsPieces() {
      return rest > 0 || this.isReceiving;
    },
    begin(request, receiver) {
      const key = ++lastNumber;
      const transfer = createTransfer(deps, request, dialect.isNumbered ? key : undefined);
      if (running.size === 0) {
        measuredAt = clock.now();
        unmeasured = 0;
      }
      running.set(key, { transfer, receiver });
      watch();
    },
    find: (token) => findByToken(token)?.[1].transfer,
    end(token, missing) {
      const found = findByToken(token);
      if (found === undefined) return;
      const [key, { transfer }] = found;
      running.delete(key);
      if (missing === undefined) {
        expectAnswer(dialect.isNumbered ? key : wireIdOf(transfer.request.segment));
        // A peer that lets us wait is slow, whatever the outcome.
        if (clock.now() - transfer.heardAt >= limits.slowTransferAfter) measure();
      } else {
        measure();
        expectRest(missing);
      }
    },
    isAwaited: (id, number) =>
      findAwaited(id, number) !== undefined || unanswered.has(number ?? id),
    nextNumber: () => (dialect.isNumbered ? ++lastNumber : undefined),
    acceptHeader(id, size) {
      heardAt = clock.now();
      const found = findAwaited(id, undefined);
      if (found !== undefined) {
        open(found, size);
        return;
      }
      // Bytes that were never requested are charged when they arrive; the answer to a cancelled request is not.
      if (!unanswered.delete(id)) return;
      expectRest(size);
      deps.onRest({ type: "rest.expected" });
    },
    acceptAbsent(id, number, isBusy = false) {
      unanswered.delete(number ?? id);
      const found = find(number);
      if (found === undefined || wireIdOf(found.transfer.request.segment) !== id) return;
      // Those that wait behind it have not been passed over.
      heardAt = clock.now();
      found.receiver.send({ type: "transfer.absent", isBusy });
    },
    acceptPiece(piece) {
      const found = find(undefined);
      if (found?.transfer.isOpen === true) add(found, piece);
      else swallow(piece);
    },
    acceptNumbered({ number, size, offset, bytes }) {
      if (number > lastNumber) {
        deps.onOffence(unasked);
        return;
      }
      const found = running.get(number);
      if (found?.receiver.isAwaiting() === true) open(found, size);
      if (found !== undefined && running.has(number)) {
        add(found, bytes, { size, offset });
        return;
      }
      // It was cancelled in the meantime, or there is no room for it.
      if (unanswered.delete(number)) expectRest(size - offset);
      swallow(bytes);
    },
    interrupt() {
      for (const { transfer, receiver } of [...running.values()])
        if (transfer.isOpen) receiver.send({ type: "transfer.interrupted" });
      rest = 0;
    },
    cancel(error, token) {
      for (const { transfer, receiver } of [...running.values()])
        if (token === undefined || transfer.request.token === token)
          receiver.send({ type: "cancel", error });
    },
    giveUp(error) {
      for (const { receiver } of [...running.values()]) receiver.send({ type: "give.up", error });
    },
    abandon(error) {
      for (const { transfer } of [...running.values()]) {
        const { token, replyTo } = transfer.request;
        const { partial } = transfer.close();
        try {
          replyTo.send({ type: "download.failed", token, error, partial });
        } catch {
          // The listener itself failed, which has been reported. The other listeners must be called anyway.
        }
      }
      running.clear();
    },
    silence: () => clock.now() - heardAt,
    listenAgain() {
      heardAt = clock.now();
    },
    stop() {
      clock.clearTimeout(timer);
      timer = undefined;
    },
  };
}

/** A multiple of `requestsInFlight`: requests can be sent and cancelled several times within one round trip. */
const unansweredKept = 8;

const unasked: ErrorInfo = {
  code: "P2P_PROTOCOL_ERROR",
  message: "a piece that belongs to no request",
};
const flood: ErrorInfo = {
  code: "P2P_LIMIT_EXCEEDED",
  message: "the peer sent more bytes that were not requested than the limit allows",
};
const tinyPieces: ErrorInfo = {
  code: "P2P_LIMIT_EXCEEDED",
  message: "pieces so small that they cost more than they bring",
};

/**
 * All downloads that run from one peer: which of them a frame belongs to, and how fast the peer is. Either thread.
 * A 0.6 peer brings one at a time, in pieces without a name; a peer of our own several, in numbered pieces.
 */
import type { Clock, EngineSettings, ErrorInfo, WireSegmentId } from "@swarmlane/contract";
import type { NumberedPiece } from "@swarmlane/wire";
import type { AttemptToken } from "../actor-events.ts";
import type { Dialect } from "./dialect.ts";
import { createDownload, type Download, type DownloadDeps, type PiecePlace } from "./download.ts";
import type { DownloadRequest, RestEvent, TransferEvent } from "./session-events.ts";

export interface DownloadsDeps extends DownloadDeps {
  readonly clock: Clock;
  readonly dialect: Dialect;
  readonly settings: Pick<EngineSettings, "p2pSegmentDownloadTimeout">;
  readonly send: (event: RestEvent) => void;
  /** Bytes that came, and in how many ms: of all downloads together, up to the end of one of them. */
  readonly onMeasured: (bytes: number, ms: number) => void;
}

export interface Downloads {
  /** How many run. */
  readonly count: number;
  /** A header came, and pieces are missing. */
  readonly isReceiving: boolean;
  /** From a 0.6 peer: what comes next may be a piece, of a transfer or of the rest of a cancelled one. */
  readonly expectsPieces: boolean;
  /** `send`: to the machine of this download. */
  begin(request: DownloadRequest, send: (event: TransferEvent) => void): Download;
  /** Whether an answer about this segment is awaited. */
  isAwaited(segmentId: WireSegmentId, number: number | undefined): boolean;
  /** From a 0.6 peer. */
  acceptHeader(segmentId: WireSegmentId, size: number): void;
  acceptAbsent(segmentId: WireSegmentId, number: number | undefined): void;
  /** From a 0.6 peer. */
  acceptPiece(piece: Uint8Array): void;
  /** From a peer of our own: the first of a request is its header, too. */
  acceptNumbered(piece: NumberedPiece): void;
  /** A 0.6 peer said something mid-transfer: what was under way, or was cancelled, will not come any more. */
  interrupt(): void;
  /** Without a word to the peer. */
  giveUp(error: ErrorInfo): void;
  /** One of them, or all. */
  cancel(error: ErrorInfo, token?: AttemptToken): void;
  /** ms since bytes came of any download, or since one was asked for or cancelled. */
  silence(): number;
  /** Something was asked for or cancelled: silence counts anew. */
  listenAnew(): void;
}

interface Running {
  readonly download: Download;
  readonly send: (event: TransferEvent) => void;
}

export function createDownloads(deps: DownloadsDeps): Downloads {
  const { clock, limits, dialect, settings } = deps;
  const running = new Map<number, Running>();
  let lastNumber = 0;
  /** Bytes of ended transfers that the peer may still send: 0.6.2 sends them all, ours what was on its way. */
  let rest = 0;
  /** Requests to a peer of our own that ended here before their first byte: of those, whole answers may still come. */
  const unanswered = new Set<number>();
  let heardAt = 0;
  /** Bytes since `measuredAt`, while anything was asked for. */
  let unmeasured = 0;
  let measuredAt = 0;
  let timer: unknown;

  const all = (): Running[] => [...running.values()];
  /** From a 0.6 peer: the only one. */
  const named = (number: number | undefined): Running | undefined =>
    number === undefined ? all()[0] : running.get(number);

  function awaited(id: WireSegmentId, number: number | undefined): Running | undefined {
    const found = named(number);
    const isIt = found?.download.isAwaited === true && found.download.request.segmentId === id;
    return isIt ? found : undefined;
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

  function dueAt({ isReceiving, isAwaited, heardAt: own }: Download): number {
    if (isReceiving) return own + limits.p2pIdle;
    return (isAwaited ? heardAt : own) + settings.p2pSegmentDownloadTimeout;
  }

  /** One timer for all of them: what comes in the meantime puts off what it is for. */
  function watch(): void {
    if (timer !== undefined || running.size === 0) return;
    const earliest = Math.min(...all().map(({ download }) => dueAt(download))) - clock.now();
    const often = Math.min(limits.p2pIdle, settings.p2pSegmentDownloadTimeout);
    timer = clock.setTimeout(look, Math.max(1, Math.min(earliest, often)));
  }

  function look(): void {
    timer = undefined;
    const now = clock.now();
    for (const [key, { download, send }] of [...running])
      if (running.has(key) && dueAt(download) <= now) send({ type: "transfer.overdue" });
    watch();
  }

  function add(download: Download, piece: Uint8Array, place?: PiecePlace): void {
    heardAt = clock.now();
    unmeasured += piece.byteLength;
    download.acceptPiece(piece, place);
  }

  /** What is answered all the same was on its way: it belongs to one of the last. */
  function expectAnswer(number: number): void {
    unanswered.add(number);
    const [oldest] = unanswered;
    if (oldest !== undefined && unanswered.size > unansweredKept * limits.requestsInFlight)
      unanswered.delete(oldest);
  }

  /** The rest of what ended. From a peer of our own it is no more than was missing then. */
  function swallow(piece: Uint8Array): void {
    if (dialect.isNumbered && piece.byteLength > rest) deps.onOffence(unasked);
    if (rest === 0) return;
    heardAt = clock.now();
    rest = Math.max(0, rest - piece.byteLength);
    if (rest === 0) deps.send({ type: "rest.drained" });
  }

  return {
    get count() {
      return running.size;
    },
    get isReceiving() {
      return all().some(({ download }) => download.isReceiving);
    },
    get expectsPieces() {
      return rest > 0 || this.isReceiving;
    },
    begin(request, send) {
      const key = ++lastNumber;
      const number = dialect.isNumbered ? key : undefined;
      const download = createDownload(deps, request, number, send, (missing) => {
        running.delete(key);
        if (missing === undefined) {
          if (dialect.isNumbered) expectAnswer(key);
        } else {
          measure();
          expectRest(missing);
        }
      });
      if (running.size === 0) {
        measuredAt = clock.now();
        unmeasured = 0;
      }
      running.set(key, { download, send });
      watch();
      return download;
    },
    isAwaited: (id, number) => awaited(id, number) !== undefined,
    acceptHeader(id, size) {
      heardAt = clock.now();
      const found = awaited(id, undefined);
      if (found !== undefined) {
        found.download.acceptHeader(size);
        if (found.download.isReceiving) return;
      }
      // Nobody's, the answer to a request that was cancelled in the meantime, or there is no room for it.
      expectRest(size);
      deps.send({ type: "rest.expected" });
    },
    acceptAbsent(id, number) {
      if (number !== undefined) unanswered.delete(number);
      awaited(id, number)?.send({ type: "transfer.absent" });
    },
    acceptPiece(piece) {
      const found = named(undefined);
      if (found?.download.isReceiving === true) add(found.download, piece);
      else swallow(piece);
    },
    acceptNumbered({ number, size, offset, bytes }) {
      if (number > lastNumber) {
        deps.onOffence(unasked);
        return;
      }
      const download = running.get(number)?.download;
      if (download?.isAwaited === true) download.acceptHeader(size);
      if (running.has(number) && download !== undefined) {
        add(download, bytes, { size, offset });
        return;
      }
      // It was cancelled in the meantime, or there is no room for it.
      if (unanswered.delete(number)) expectRest(size - offset);
      swallow(bytes);
    },
    interrupt() {
      for (const { download, send } of all())
        if (download.isReceiving) send({ type: "transfer.interrupted" });
      rest = 0;
    },
    giveUp(error) {
      clock.clearTimeout(timer);
      timer = undefined;
      for (const { download, send } of all()) {
        try {
          download.fail(error);
        } catch {
          // The one who waits is what broke: that has been reported. The others are to hear it all the same.
        }
        send({ type: "give.up" });
      }
    },
    cancel(error, token) {
      for (const { download, send } of all())
        if (token === undefined || download.request.token === token)
          send({ type: "cancel", error });
    },
    silence: () => clock.now() - heardAt,
    listenAnew() {
      heardAt = clock.now();
    },
  };
}

/** Times as many as can be under way: who asks and takes back in one round trip hears of more than those. */
const unansweredKept = 8;

const unasked: ErrorInfo = { code: "P2P_PROTOCOL_ERROR", message: "a piece of no request" };

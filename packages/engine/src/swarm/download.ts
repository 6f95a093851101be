/**
 * The bytes of one download at a time from one peer. Either thread. The path of every byte that peers send us:
 * plain code, no machine transition for a piece. Each request ends in exactly one `done` or `failed`.
 */
import type { Clock, ErrorInfo, Limits, WireSegmentId } from "@swarmlane/contract";
import { createPieceAssembly, type PieceAssembly } from "@swarmlane/wire";
import type { Payloads } from "../payloads.ts";
import type { ReceiveBudget } from "./receive-budget.ts";
import type { DownloadRequest, TransferEvent } from "./session-events.ts";

export interface DownloadDeps {
  readonly clock: Pick<Clock, "now">;
  readonly limits: Limits;
  readonly payloads: Payloads;
  readonly budget: ReceiveBudget;
  readonly send: (event: TransferEvent | { type: "offence"; error: ErrorInfo }) => void;
  /** Payload bytes that came, at most each `limits.progressInterval`; the sum is exact. */
  readonly onBytes: (bytes: number) => void;
  /** Bytes and ms of a transfer that ended, whole or not. */
  readonly onMeasured: (bytes: number, ms: number) => void;
}

export interface Download {
  readonly request: DownloadRequest | undefined;
  /** A header came, and pieces are missing. */
  readonly isReceiving: boolean;
  /** What comes next may be a piece: of this transfer, or of the rest of a cancelled one. */
  readonly expectsPieces: boolean;
  /** Whether an answer about this segment is awaited. */
  isAsked(segmentId: WireSegmentId): boolean;
  begin(request: DownloadRequest): void;
  /** The request left. */
  markAsked(): void;
  acceptHeader(segmentId: WireSegmentId, size: number): void;
  acceptPiece(piece: Uint8Array): void;
  tellStarted(): void;
  /** Everything came: the segment owns it now. */
  deliver(): void;
  /** Ends with what came so far. Does nothing when nothing runs. */
  fail(error: ErrorInfo): void;
  /** A command came: what was left of a cancelled transfer will not come any more. */
  forgetRest(): void;
  /** ms since bytes came, or since the transfer or its cancellation began. */
  silence(): number;
}

export function createDownload(deps: DownloadDeps): Download {
  const { clock, limits, payloads } = deps;
  let request: DownloadRequest | undefined;
  let assembly: PieceAssembly | undefined;
  let isAsked = false;
  let askedAt = 0;
  /** Bytes of a cancelled transfer that the peer may still send: 0.6.2 sends them all. */
  let rest = 0;
  let heardAt = 0;
  /** Bytes since `heardAt`: a drip is silence. */
  let drip = 0;
  let reportedAt = 0;
  let unreported = 0;

  function report(now: number): void {
    reportedAt = now;
    if (unreported === 0) return;
    const bytes = unreported;
    unreported = 0;
    deps.onBytes(bytes);
    request?.replyTo.send({ type: "download.progress", token: request.token, bytes });
  }

  function hear(bytes: number, now: number): void {
    drip += bytes;
    if (drip < limits.p2pIdleBytes) return;
    heardAt = now;
    drip = 0;
  }

  /** Settles the books of the transfer, and hands out what came. */
  function close(): Uint8Array<ArrayBuffer> | undefined {
    const now = clock.now();
    heardAt = now;
    if (assembly === undefined) return undefined;
    const { size, received } = assembly;
    report(now);
    deps.onMeasured(received, now - askedAt);
    deps.budget.release(size);
    rest = size - received;
    const bytes = received > 0 ? assembly.take() : undefined;
    assembly = undefined;
    return bytes;
  }

  /** After this nothing more is said to the one who asked. */
  function forgetRequest(): DownloadRequest | undefined {
    const ended = request;
    request = undefined;
    isAsked = false;
    return ended;
  }

  function isAwaited(segmentId: WireSegmentId): boolean {
    return isAsked && assembly === undefined && request?.segmentId === segmentId;
  }

  function swallow(piece: Uint8Array): void {
    if (rest === 0) return;
    rest = Math.max(0, rest - piece.byteLength);
    heardAt = clock.now();
    if (rest === 0) deps.send({ type: "rest.drained" });
  }

  return {
    get request() {
      return request;
    },
    get isReceiving() {
      return assembly !== undefined;
    },
    get expectsPieces() {
      return assembly !== undefined || rest > 0;
    },
    isAsked: isAwaited,
    begin(next) {
      request = next;
    },
    markAsked() {
      isAsked = true;
      askedAt = clock.now();
    },
    acceptHeader(segmentId, size) {
      heardAt = clock.now();
      if (!isAwaited(segmentId)) {
        // The answer to a request that was cancelled in the meantime, or nobody's.
        rest = size;
        deps.send({ type: "rest.expected" });
      } else if (deps.budget.reserve(size)) {
        assembly = createPieceAssembly(size, limits);
        reportedAt = heardAt;
        drip = 0;
        deps.send({ type: "transfer.header" });
      } else {
        rest = size;
        deps.send({ type: "transfer.refused" });
      }
    },
    acceptPiece(piece) {
      if (assembly === undefined) {
        swallow(piece);
        return;
      }
      const outcome = assembly.add(piece);
      if (outcome === "overflow") {
        const message = `more than the ${assembly.size} bytes that the header promised`;
        deps.send({ type: "offence", error: { code: "P2P_PROTOCOL_ERROR", message } });
        return;
      }
      const now = clock.now();
      unreported += piece.byteLength;
      hear(piece.byteLength, now);
      if (outcome === "complete") deps.send({ type: "transfer.complete" });
      else if (now - reportedAt >= limits.progressInterval) report(now);
    },
    tellStarted() {
      if (request === undefined || assembly === undefined) return;
      const { size } = assembly;
      request.replyTo.send({ type: "download.started", token: request.token, size });
    },
    deliver() {
      const bytes = close();
      const ended = forgetRequest();
      if (ended === undefined || bytes === undefined) return;
      const payload = payloads.put(bytes);
      ended.replyTo.send({ type: "download.done", token: ended.token, payload });
    },
    fail(error) {
      const bytes = close();
      const ended = forgetRequest();
      if (ended === undefined) return;
      const partial = bytes === undefined ? undefined : payloads.put(bytes);
      ended.replyTo.send({ type: "download.failed", token: ended.token, error, partial });
    },
    forgetRest() {
      rest = 0;
    },
    silence: () => clock.now() - heardAt,
  };
}

/**
 * The bytes of one download from one peer. Either thread. The path of every byte that peers send us:
 * plain code, no machine transition for a piece. Each request ends in exactly one `done` or `failed`.
 */
import type { Clock, ErrorInfo, Limits } from "@swarmlane/contract";
import { createPieceAssembly, type PieceAssembly, type PieceHeader } from "@swarmlane/wire";
import type { Payloads } from "../payloads.ts";
import type { ReceiveBudget } from "./receive-budget.ts";
import type { DownloadRequest, TransferEvent } from "./session-events.ts";

export interface DownloadDeps {
  readonly clock: Pick<Clock, "now">;
  readonly limits: Limits;
  readonly payloads: Payloads;
  readonly budget: ReceiveBudget;
  readonly onOffence: (error: ErrorInfo) => void;
  /** Payload bytes that came, at most each `limits.progressInterval`; the sum is exact. */
  readonly onBytes: (bytes: number) => void;
}

/** Where a piece says that it belongs. */
export type PiecePlace = Pick<PieceHeader, "size" | "offset">;

export interface Download {
  readonly request: DownloadRequest;
  /** What answers to it carry. Undefined: 0.6, which knows one request at a time. */
  readonly number: number | undefined;
  /** The first byte that is asked for. */
  readonly offset: number;
  /** It is asked for and no header came. */
  readonly isAwaited: boolean;
  /** A header came, and pieces are missing. */
  readonly isReceiving: boolean;
  /** The request left. */
  markAsked(): void;
  acceptHeader(size: number): void;
  /** `place`: undefined from a 0.6 peer, then it comes next. */
  acceptPiece(piece: Uint8Array, place: PiecePlace | undefined): void;
  tellStarted(): void;
  /** Everything came: the segment owns it now. */
  deliver(): void;
  /** Ends with what is there so far. Does nothing after the end. */
  fail(error: ErrorInfo): void;
  /** When it began, and since its header when enough bytes came last. ms. */
  readonly heardAt: number;
}

/** `onEnd` hears, once, how many of the promised bytes are still missing; undefined when no header came. */
export function createDownload(
  deps: DownloadDeps,
  request: DownloadRequest,
  number: number | undefined,
  send: (event: TransferEvent) => void,
  onEnd: (missing: number | undefined) => void,
): Download {
  const { clock, limits, payloads } = deps;
  const { token, replyTo } = request;
  const head = number === undefined ? undefined : request.partial && payloads.peek(request.partial);
  const offset = head?.byteLength ?? 0;
  let state: "waiting" | "asked" | "ended" = "waiting";
  let assembly: PieceAssembly | undefined;
  let heardAt = clock.now();
  /** Bytes since `heardAt`: a drip is silence. */
  let drip = 0;
  let reportedAt = 0;
  let unreported = 0;

  function count(): number {
    const bytes = unreported;
    unreported = 0;
    if (bytes > 0) deps.onBytes(bytes);
    return bytes;
  }

  function report(now: number): void {
    reportedAt = now;
    replyTo.send({ type: "download.progress", token, bytes: count() });
  }

  function hear(bytes: number, now: number): void {
    drip += bytes;
    if (drip < limits.p2pIdleBytes) return;
    heardAt = now;
    drip = 0;
  }

  /** Settles the books of the transfer, and hands out what is there. After this nothing is said to the one who asked. */
  function close(): Uint8Array<ArrayBuffer> | undefined {
    state = "ended";
    if (assembly === undefined) {
      onEnd(undefined);
      return undefined;
    }
    const { size, received } = assembly;
    const bytes = received > 0 ? assembly.take() : undefined;
    assembly = undefined;
    count();
    deps.budget.release(size);
    onEnd(size - received);
    return bytes;
  }

  return {
    request,
    number,
    offset,
    get isAwaited() {
      return state === "asked" && assembly === undefined;
    },
    get isReceiving() {
      return assembly !== undefined;
    },
    markAsked() {
      state = "asked";
    },
    acceptHeader(size) {
      if (offset > 0 && size !== request.size) {
        deps.onOffence(offence(`${size} bytes, where ${request.size} were asked for`));
      } else if (deps.budget.reserve(size)) {
        heardAt = reportedAt = clock.now();
        assembly = createPieceAssembly(size, limits, head);
        send({ type: "transfer.header" });
      } else {
        send({ type: "transfer.refused" });
      }
    },
    acceptPiece(piece, place) {
      if (assembly === undefined || (place !== undefined && !isNext(assembly, place))) {
        const { offset: at, size } = place ?? {};
        const next = `${assembly?.received} of ${assembly?.size} is next`;
        deps.onOffence(offence(`a piece at byte ${at} of ${size}, where ${next}`));
        return;
      }
      const outcome = assembly.add(piece);
      if (outcome === "overflow") {
        deps.onOffence(offence(`more than the ${assembly.size} bytes that the header promised`));
        return;
      }
      const now = clock.now();
      unreported += piece.byteLength;
      hear(piece.byteLength, now);
      if (outcome === "complete") send({ type: "transfer.complete" });
      else if (now - reportedAt >= limits.progressInterval) report(now);
    },
    tellStarted() {
      if (assembly === undefined) return;
      replyTo.send({ type: "download.started", token, size: assembly.size, head: offset });
    },
    deliver() {
      const bytes = close();
      if (bytes === undefined) return;
      replyTo.send({ type: "download.done", token, payload: payloads.put(bytes) });
    },
    fail(error) {
      if (state === "ended") return;
      const bytes = close();
      const partial = bytes === undefined ? undefined : payloads.put(bytes);
      replyTo.send({ type: "download.failed", token, error, partial });
    },
    get heardAt() {
      return heardAt;
    },
  };
}

function isNext({ received, size }: PieceAssembly, place: PiecePlace): boolean {
  return place.offset === received && place.size === size;
}

function offence(message: string): ErrorInfo {
  return { code: "P2P_PROTOCOL_ERROR", message };
}

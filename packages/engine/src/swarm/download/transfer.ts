/**
 * The bytes of one download from one peer. Either thread. The path of every byte that peers send us: plain code, no
 * machine transition for a piece. What the download is waiting for is its machine's state; here are only the bytes.
 */
import {
  type Clock,
  type ErrorInfo,
  type Limits,
  type SegmentKey,
  wireIdOf,
} from "@swarmlane/contract";
import { createPieceAssembly, type PieceAssembly, type PieceHeader } from "@swarmlane/wire";
import type { PartialPayload } from "../../actor-events.ts";
import type { PayloadHandle, Payloads } from "../../payloads.ts";
import type { Relays, RelaySource } from "../upload/relays.ts";
import type { DownloadRequest } from "./download-events.ts";
import type { Holding, ReceiveBudget } from "./receive-budget.ts";

export interface TransferDeps {
  readonly clock: Pick<Clock, "now">;
  readonly limits: Limits;
  readonly payloads: Payloads;
  readonly budget: ReceiveBudget;
  readonly relays: Relays;
  /** Payload bytes that arrived, at most once per `limits.progressInterval`; the sum is exact. */
  readonly onBytes: (bytes: number, key: SegmentKey) => void;
}

/** Where a piece says that it belongs. */
export type PiecePlace = Pick<PieceHeader, "size" | "offset">;

/** What a piece did. `refused`: there is no memory for it. */
export type PieceOutcome = "more" | "complete" | "refused" | ErrorInfo;

/** What a transfer that ended without its whole segment leaves behind. */
export interface Remains {
  readonly partial: PartialPayload | undefined;
  /** Bytes that were promised and did not come; undefined when nothing was promised. */
  readonly missing: number | undefined;
}

export interface Transfer {
  readonly request: DownloadRequest;
  /** What answers to it carry. Undefined: 0.6, which knows one request at a time. */
  readonly number: number | undefined;
  /** The first requested byte. */
  readonly offset: number;
  /** ms. When it began, and since its header when enough bytes came last. */
  readonly heardAt: number;
  /** A header came, and the transfer has not ended. */
  readonly isOpen: boolean;
  /** The number of bytes in the header. Returns an error if that is not the requested size. */
  open(size: number, onRefused: () => void): ErrorInfo | undefined;
  /** `place`: undefined from a 0.6 peer, then it comes next. */
  accept(piece: Uint8Array, place: PiecePlace | undefined): PieceOutcome;
  /** Everything came. */
  take(): PayloadHandle;
  /** Ends it with the bytes that are there so far. */
  close(): Remains;
}

export function createTransfer(
  deps: TransferDeps,
  request: DownloadRequest,
  number: number | undefined,
): Transfer {
  const { clock, limits, payloads } = deps;
  const { partial, progress } = request;
  const head = number === undefined ? undefined : partial && payloads.peek(partial.payload);
  const offset = head?.byteLength ?? 0;
  let assembly: PieceAssembly | undefined;
  let holding: Holding | undefined;
  let relay: RelaySource | undefined;
  let heardAt = clock.now();
  /** Bytes since `heardAt`: a drip is silence. */
  let drip = 0;
  let reportedAt = 0;
  let unreported = 0;

  function report(): void {
    reportedAt = clock.now();
    const bytes = unreported;
    unreported = 0;
    if (bytes > 0) deps.onBytes(bytes, progress.key);
  }

  function hear(bytes: number): void {
    drip += bytes;
    if (drip < limits.p2pIdleBytes) return;
    heardAt = clock.now();
    drip = 0;
  }

  function end(): PieceAssembly | undefined {
    const ended = assembly;
    relay?.end(ended?.received === ended?.size);
    relay = undefined;
    assembly = undefined;
    holding?.release();
    report();
    return ended;
  }

  return {
    request,
    number,
    offset,
    get heardAt() {
      return heardAt;
    },
    get isOpen() {
      return assembly !== undefined;
    },
    open(size, onRefused) {
      if (offset > 0 && size !== partial?.size)
        return offence(`${size} bytes, where ${partial?.size} were asked for`);
      heardAt = reportedAt = clock.now();
      const arriving = (assembly = createPieceAssembly(size, limits, head));
      relay = deps.relays.open(wireIdOf(request.segment), size, () => arriving.view());
      holding = deps.budget.open(onRefused);
      progress.startedAt = heardAt;
      progress.size = size - offset;
      return undefined;
    },
    accept(piece, place) {
      if (assembly === undefined || (place !== undefined && !isNext(assembly, place))) {
        const { offset: at, size } = place ?? {};
        const next = `${assembly?.received} of ${assembly?.size} is next`;
        return offence(`a piece at byte ${at} of ${size}, where ${next}`);
      }
      if (holding?.grow(piece.byteLength) !== true) return "refused";
      const outcome = assembly.add(piece);
      if (outcome === "overflow")
        return offence(`more than the ${assembly.size} bytes that the header promised`);
      progress.bytes += piece.byteLength;
      unreported += piece.byteLength;
      hear(piece.byteLength);
      relay?.add(piece);
      if (outcome === "more" && clock.now() - reportedAt >= limits.progressInterval) report();
      return outcome;
    },
    take() {
      const whole = end();
      if (whole === undefined) throw new Error("a transfer that is not complete was taken");
      return payloads.put(whole.take());
    },
    close() {
      const ended = end();
      if (ended === undefined) return { partial: undefined, missing: undefined };
      const { size, received } = ended;
      const missing = size - received;
      if (received === 0) return { partial: undefined, missing };
      return { partial: { payload: payloads.put(ended.take()), size }, missing };
    },
  };
}

function isNext({ received, size }: PieceAssembly, place: PiecePlace): boolean {
  return place.offset === received && place.size === size;
}

function offence(message: string): ErrorInfo {
  return { code: "P2P_PROTOCOL_ERROR", message };
}

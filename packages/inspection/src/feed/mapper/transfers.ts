/**
 * Reports attempts to get a segment as messages. A segment's machine has one attempt at a time. Bytes cause no events, so the
 * progress of a transfer is read periodically.
 */
import { reasonInWords, type EngineEvent } from "@swarmlane/contract";
import type { Draft, MessageOf } from "../../format/message.ts";
import type { InspectedError, Source } from "../../format/parts.ts";
import { inspectLimits } from "../../limits.ts";
import { at, given, numberAt, textAt } from "../look.ts";
import { toError } from "../plain-data.ts";
import type { MapperContext } from "./mapper-context.ts";
import { reasonAt, wordsAt } from "./reason-at.ts";

export interface TransferMapper {
  /** After an event of a segment's actor. `state`: the name of its state. */
  observe(segment: string, state: string, event: unknown, context: unknown): void;
  /** Call when bytes have arrived. */
  onEngine(event: EngineEvent): void;
  /** Reports the progress of running transfers. */
  tick(): void;
  /** The segment's actor has ended. */
  drop(segment: string): void;
}

interface Running {
  readonly token: number;
  readonly source: Source;
  readonly peer: string | undefined;
  readonly askedAt: number;
  /** The attempt's own, which whoever transfers the bytes fills in. */
  readonly progress: unknown;
  bytes: number;
  size: number | undefined;
  firstByteAt: number | undefined;
  isStarted: boolean;
  /** The time and the byte count of the last report. */
  saidAt: number;
  saidBytes: number;
}

type Phase = MessageOf<"transfer">["phase"];

export function createTransferMapper({ say, now, toSession }: MapperContext): TransferMapper {
  const running = new Map<string, Running>();

  function tell(segment: string, transfer: Running, phase: Phase, rest: Ending = {}): void {
    const { token, source, peer, askedAt, firstByteAt, bytes, size } = transfer;
    transfer.saidAt = now();
    transfer.saidBytes = bytes;
    const draft: Draft = {
      ...{ type: "transfer", transfer: String(token), segment, source, phase, bytes },
      elapsed: tenths(now() - askedAt),
      ...given("peer", peer),
      ...given("size", size),
      ...given("speed", speedOf(transfer)),
      ...given("wait", firstByteAt === undefined ? undefined : tenths(firstByteAt - askedAt)),
      ...rest,
    };
    say(draft);
  }

  /** If all bytes were seen at once, the whole attempt is measured. */
  function speedOf({ bytes, firstByteAt, askedAt }: Running): number | undefined {
    if (firstByteAt === undefined || bytes === 0) return undefined;
    const ms = now() - firstByteAt || now() - askedAt;
    return ms > 0 ? tenths(bytes / ms) : undefined;
  }

  function begin(segment: string, source: Source, context: unknown): void {
    const token = numberAt(context, "attempt", "token");
    if (token === undefined) return;
    const transfer: Running = {
      ...{ token, source, peer: textAt(context, "attempt", "peerId"), askedAt: now() },
      progress: at(context, "attempt", "progress"),
      ...{ bytes: 0, size: undefined, firstByteAt: undefined, isStarted: false },
      ...{ saidAt: now(), saidBytes: 0 },
    };
    running.set(segment, transfer);
    tell(segment, transfer, "asked", given("reason", wordsAt(context)));
  }

  /** Reads the progress. A peer's first byte comes with the size; the origin's is only seen when it has arrived. */
  function look(segment: string, transfer: Running): void {
    const { progress, askedAt } = transfer;
    transfer.bytes = numberAt(progress, "bytes") ?? transfer.bytes;
    transfer.size = numberAt(progress, "size") ?? transfer.size;
    if (transfer.size !== undefined) {
      const startedAt = numberAt(progress, "startedAt");
      transfer.firstByteAt ??=
        startedAt === undefined ? now() : Math.max(askedAt, toSession(startedAt));
    } else if (transfer.bytes > 0) transfer.firstByteAt ??= now();
    if (transfer.isStarted || transfer.firstByteAt === undefined) return;
    transfer.isStarted = true;
    tell(segment, transfer, "started");
  }

  function lookAtAll(): void {
    for (const [segment, transfer] of running) look(segment, transfer);
  }

  function finish(segment: string, state: string, event: unknown, context: unknown): void {
    const transfer = running.get(segment);
    if (transfer === undefined) return;
    look(segment, transfer);
    running.delete(segment);
    const reason = given("reason", wordsAt(context));
    if (state === "validating" || state === "cached") {
      transfer.size ??= transfer.bytes;
      transfer.bytes = transfer.size;
      tell(segment, transfer, "done", reason);
      return;
    }
    const type = textAt(event, "type") ?? "";
    const isOurs = type === "cancel" || type === "abort" || state === "aborted";
    const error = given("error", isOurs ? undefined : errorOf(transfer, event, context));
    tell(segment, transfer, isOurs ? "cancelled" : "failed", { ...reason, ...error });
  }

  return {
    observe(segment, state, event, context) {
      const source = state === "http" || state === "p2p" ? state : undefined;
      const before = running.get(segment);
      const isSame = before?.token === numberAt(context, "attempt", "token");
      if (before !== undefined && (source === undefined || !isSame))
        finish(segment, state, event, context);
      const transfer = running.get(segment);
      if (source === undefined) return;
      if (transfer === undefined) begin(segment, source, context);
      else look(segment, transfer);
    },
    onEngine(event) {
      if (event.type === "bytes/downloaded") lookAtAll();
    },
    tick() {
      lookAtAll();
      for (const [segment, transfer] of running) {
        const isDue = now() - transfer.saidAt >= inspectLimits.progressInterval;
        if (isDue && transfer.bytes > transfer.saidBytes) tell(segment, transfer, "progress");
      }
    },
    drop(segment) {
      const transfer = running.get(segment);
      if (transfer === undefined) return;
      look(segment, transfer);
      running.delete(segment);
      tell(segment, transfer, "cancelled", { reason: "the actor stopped" });
    },
  };
}

type Ending = Partial<Pick<MessageOf<"transfer">, "reason" | "error">>;

/**
 * The failure with the code on which the segment acted. A first 404 has its own code, and an attempt that the segment stopped
 * only has a reason.
 */
function errorOf(
  { source }: Running,
  event: unknown,
  context: unknown,
): InspectedError | undefined {
  const error = toError(at(event, "error"));
  const reason = reasonAt(context);
  if (reason?.code === "failed") return { ...error, ...reason.error };
  if (textAt(event, "type") !== "give.up") return error;
  const message = reason === undefined ? "" : reasonInWords(reason);
  return { code: source === "http" ? "HTTP_TIMEOUT" : "P2P_TOO_SLOW", message };
}

function tenths(value: number): number {
  return Math.round(10 * value) / 10;
}

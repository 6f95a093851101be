/** Attempts to get a segment, as messages: seen from the segment's machine, which has one at a time. */
import type { Draft, MessageOf } from "../../format/message.ts";
import type { Source } from "../../format/parts.ts";
import { inspectLimits } from "../../limits.ts";
import { at, given, numberAt, textAt } from "../look.ts";
import { toError } from "../plain-data.ts";
import type { MapperContext } from "./mapper-context.ts";

export interface TransferMapper {
  /** After an event of a segment's actor. `state`: the name of its state. */
  observe(segment: string, state: string, event: unknown, context: unknown): void;
  /** The segment's actor is no more. */
  drop(segment: string): void;
}

interface Running {
  readonly token: number;
  readonly source: Source;
  readonly peer: string | undefined;
  readonly askedAt: number;
  bytes: number;
  size: number | undefined;
  firstByteAt: number | undefined;
  saidAt: number;
}

type Phase = MessageOf<"transfer">["phase"];

export function createTransferMapper({ say, now }: MapperContext): TransferMapper {
  const running = new Map<string, Running>();

  function tell(segment: string, transfer: Running, phase: Phase, rest: Ending = {}): void {
    const { token, source, peer, askedAt, firstByteAt, bytes, size } = transfer;
    transfer.saidAt = now();
    const since = firstByteAt === undefined ? 0 : now() - firstByteAt;
    const draft: Draft = {
      ...{ type: "transfer", transfer: String(token), segment, source, phase, bytes },
      elapsed: tenths(now() - askedAt),
      ...given("peer", peer),
      ...given("size", size),
      ...given("speed", since > 0 ? tenths(bytes / since) : undefined),
      ...given("wait", firstByteAt === undefined ? undefined : tenths(firstByteAt - askedAt)),
      ...rest,
    };
    say(draft);
  }

  function begin(segment: string, source: Source, context: unknown): void {
    const token = numberAt(context, "attempt", "token");
    if (token === undefined) return;
    const transfer: Running = {
      ...{ token, source, peer: textAt(context, "attempt", "peerId"), askedAt: now() },
      ...{ bytes: 0, size: undefined, firstByteAt: undefined, saidAt: now() },
    };
    running.set(segment, transfer);
    tell(segment, transfer, "asked", given("reason", textAt(context, "reason")));
  }

  function progress(segment: string, transfer: Running, context: unknown): void {
    const isStarted = transfer.firstByteAt !== undefined || transfer.size !== undefined;
    transfer.size = sizeAt(context) ?? transfer.size;
    transfer.bytes = numberAt(context, "attempt", "bytes") ?? transfer.bytes;
    if (transfer.bytes > 0) transfer.firstByteAt ??= now();
    if (!isStarted && (transfer.bytes > 0 || transfer.size !== undefined))
      tell(segment, transfer, "started");
    else if (transfer.bytes > 0 && now() - transfer.saidAt >= inspectLimits.progressInterval)
      tell(segment, transfer, "progress");
  }

  function finish(segment: string, state: string, event: unknown, context: unknown): void {
    const transfer = running.get(segment);
    if (transfer === undefined) return;
    running.delete(segment);
    const reason = given("reason", textAt(context, "reason"));
    transfer.bytes = numberAt(context, "attempt", "bytes") ?? transfer.bytes;
    if (state === "validating" || state === "cached") {
      transfer.size ??= transfer.bytes;
      // A short one is over before its progress is told: it came whole, and began when its size was told.
      if (transfer.bytes < transfer.size) transfer.firstByteAt ??= transfer.saidAt;
      transfer.bytes = transfer.size;
      tell(segment, transfer, "done", reason);
      return;
    }
    const type = textAt(event, "type") ?? "";
    const isOurs = type === "cancel" || type === "abort" || state === "aborted";
    const error = given("error", isOurs ? undefined : toError(at(event, "error")));
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
      else progress(segment, transfer, context);
    },
    drop(segment) {
      const transfer = running.get(segment);
      if (transfer === undefined) return;
      running.delete(segment);
      tell(segment, transfer, "cancelled", { reason: "its actor stopped" });
    },
  };
}

type Ending = Partial<Pick<MessageOf<"transfer">, "reason" | "error">>;

function tenths(value: number): number {
  return Math.round(10 * value) / 10;
}

/** Of what this source brings. */
function sizeAt(context: unknown): number | undefined {
  return numberAt(context, "attempt", "size");
}

/**
 * A segment's actor as others hold it: how it is started, and what may be read of it at any time without a message. What
 * they read is the machine's own state at that moment, so nobody keeps a copy of it, and nobody else depends on the shape
 * of its context (ADR 0018).
 *
 * It is a child of whoever starts it: system, clock and inspection are the parent's, and what it throws reaches the
 * parent as `xstate.error.actor.…`. But it is not in the parent's snapshot (`children`), which XState copies whole for
 * each actor that stops (ADR 0008): the scheduler's queue is the only one that holds it.
 */
import { toErrorInfo, type ErrorInfo, type PeerId, type SegmentState } from "@swarmlane/contract";
import { createActor, type ActorRefFrom, type AnyActorRef } from "xstate";
import type { Progress } from "../progress.ts";
import type { CoolDown } from "./cool-down.ts";
import type { SegmentInput } from "./segment-context.ts";
import { segmentMachine } from "./segment.machine.ts";

export type SegmentRef = ActorRefFrom<typeof segmentMachine>;

/** It runs when this returns. The parent has to stop it, with `stopChild`. Call it in an action: it has effects. */
export type StartSegment = (parent: AnyActorRef, input: SegmentInput) => SegmentRef;

/** Ids are ours: the caller's may be `__proto__`. */
export function createStartSegment(): StartSegment {
  let count = 0;
  return (parent, input) =>
    createActor(segmentMachine, { parent, id: `segment-${count++}`, input }).start();
}

/** What may be read of a segment, as of now. */
export interface SegmentReading {
  readonly state: SegmentState;
  /** While it is being downloaded. */
  readonly progress: Readonly<Progress> | undefined;
  /** While a peer is asked. */
  readonly peerId: PeerId | undefined;
  readonly coolDown: CoolDown;
  /** A peer's copy was rejected, and no valid copy has come yet. */
  readonly isDistrusted: boolean;
}

export function stateOf(segment: SegmentRef): SegmentState {
  const { value } = segment.getSnapshot();
  return typeof value === "string" ? value : "validating";
}

export function readSegment(segment: SegmentRef): SegmentReading {
  const state = stateOf(segment);
  const { attempt, coolDown, suspects } = segment.getSnapshot().context;
  // An attempt that ended is kept for what still arrives for it.
  const running = state === "http" || state === "p2p" ? attempt : undefined;
  return {
    state,
    progress: running?.progress,
    peerId: state === "p2p" ? running?.peerId : undefined,
    coolDown,
    isDistrusted: suspects.length > 0,
  };
}

/** Releases what an actor that threw can no longer release itself, and tells the page that the segment failed. */
export function cleanUpCrashed(segment: SegmentRef, thrown: unknown): void {
  const { env, key, attempt, arrived, partial } = segment.getSnapshot().context;
  const { message } = toErrorInfo(thrown);
  const error: ErrorInfo = { code: "INTERNAL", message: `the segment's actor threw: ${message}` };
  if (env.log.enabled) env.log("segment actor threw", key, thrown);
  env.emit({ type: "segment/error", key, error });
  if (attempt?.peerId !== undefined) {
    const { token } = attempt;
    env.toSwarm({ type: "download.cancel", token, code: "P2P_CANCELLED", reason: error.message });
  }
  for (const held of [arrived, partial]) {
    if (held !== undefined) env.payloads.drop(held.payload);
  }
}

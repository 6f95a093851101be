/**
 * A segment's actor, as the scheduler holds it. A child of the scheduler: its system, clock and inspection are the
 * scheduler's, and what it throws comes there as `xstate.error.actor.…`. But it is not in the snapshot's `children`,
 * which XState copies whole for each actor that stops (ADR 0008): the scheduler's own map is the only one.
 */
import { createActor, type ActorRefFrom, type AnyActorRef } from "xstate";
import type { SegmentInput } from "../segment/segment-context.ts";
import type { segmentMachine } from "../segment/segment.machine.ts";

export type SegmentRef = ActorRefFrom<typeof segmentMachine>;

/** It runs when this returns. The parent has to stop it, with `stopChild`. */
export type StartSegment = (parent: AnyActorRef, input: SegmentInput) => SegmentRef;

/** Ids are ours: the caller's may be `__proto__`. */
export function createStartSegment(machine: typeof segmentMachine): StartSegment {
  let count = 0;
  return (parent, input) =>
    createActor(machine, { parent, id: `segment-${count++}`, input }).start();
}

export function stateOf(segment: SegmentRef) {
  const { value } = segment.getSnapshot();
  return typeof value === "string" ? value : "validating";
}

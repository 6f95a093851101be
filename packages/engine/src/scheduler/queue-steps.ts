/** What the scheduler's actions do when the queue changes. */
import { because, type HostLoad, type Reason } from "@swarmlane/contract";
import type { AnyActorRef } from "xstate";
import { fail, neverFailed } from "../segment/cool-down.ts";
import { cleanUpCrashed, stateOf, type SegmentRef } from "../segment/segment-actor.ts";
import type { Queued } from "./queue.ts";
import type { SchedulerContext } from "./scheduler-context.ts";

/** A segment that is cached needs no abort; it is only forgotten. */
export function abortLeavers({ env: { queue } }: SchedulerContext, next: HostLoad): void {
  for (const { actor } of queue.leavers(next.queue)) {
    if (stateOf(actor) !== "cached") actor.send({ type: "abort", reason: because("left-queue") });
  }
}

export function leavers({ env: { queue } }: SchedulerContext, next: HostLoad): SegmentRef[] {
  return queue.leavers(next.queue).map(({ actor }) => actor);
}

/**
 * The newest description counts for what is under way, and a failed required segment may be tried at once, as in
 * 0.6.2. A segment that waits is told nothing: thousands may wait, and few of them will ever start.
 */
export function tellStayers({ env }: SchedulerContext, next: HostLoad): void {
  for (const { segment, info } of env.queue.stayersAtWork(next.queue)) {
    const { actor } = segment;
    if (stateOf(actor) !== "failed") actor.send({ type: "update", info });
    else if (info.priority <= env.settings.requiredSegmentsPriority)
      actor.send({ type: "retry", reason: because("asked-again") });
  }
}

/** Those that join get an actor, a child of `self`. */
export function replaceQueue(
  { env }: SchedulerContext,
  { queue, delivered }: HostLoad,
  self: AnyActorRef,
): void {
  const reason = because("joined-queue");
  env.queue.replace({
    ...{ queue, delivered, now: env.now(), required: env.settings.requiredSegmentsPriority },
    start: (info, coolDown) =>
      env.startSegment(self, { env: env.segmentEnv, info, coolDown, reason }),
  });
}

/** What the player has loaded itself needs no download. One that has begun goes on, and the player's copy is dropped. */
export function takeProvided({ env }: SchedulerContext, { provided = [] }: HostLoad): void {
  for (const { key, data, responseUrl, downloadTime } of provided) {
    const segment = env.queue.entries.get(key);
    if (segment === undefined) continue;
    const state = stateOf(segment.actor);
    if (state !== "queued" && state !== "failed") continue;
    const payload = env.segmentEnv.payloads.put(new Uint8Array(data));
    segment.actor.send({ type: "provided", payload, responseUrl, downloadTime });
    env.queue.noteStarted(segment);
  }
}

/** What the machine itself remembers of a queue. */
export function noteLoad(
  context: SchedulerContext,
  { queue, streamSwarmId, expectsPeers }: HostLoad,
): Partial<SchedulerContext> {
  const { env, masterSwarmId, joinedAt } = context;
  const [first] = queue;
  const isSameSwarm = streamSwarmId === context.streamSwarmId;
  return {
    masterSwarmId: first?.masterSwarmId ?? masterSwarmId,
    streamSwarmId,
    swarmSize: isSameSwarm ? context.swarmSize : 0,
    joinedAt: isSameSwarm ? joinedAt : expectsPeers ? env.now() : undefined,
    mustList: true,
  };
}

/** After a freeze, connections may be dead without having closed: transfers that were in flight may never go on. */
export function restartInFlight({ env }: SchedulerContext, after: string): void {
  const reason: Reason = { code: "resumed", after };
  env.toSwarm({ type: "transfers.expire", reason: after });
  for (const { actor } of env.queue.atWork()) {
    const state = stateOf(actor);
    if (state === "http") actor.send({ type: "cancel", reason });
    else if (state === "failed") actor.send({ type: "retry", reason });
  }
}

export function leavePeers({ env }: SchedulerContext): void {
  for (const { actor } of env.queue.atWork()) {
    if (stateOf(actor) === "p2p") actor.send({ type: "cancel", reason: because("swarm-gone") });
  }
}

/** A segment's actor threw: that one segment fails with a named error, and starts again after a cool-down. */
export function replaceCrashed(
  { env }: SchedulerContext,
  { actorId, error }: { readonly actorId: string; readonly error: unknown },
  self: AnyActorRef,
): void {
  const crashed = findActor(env.queue.entries.values(), actorId);
  if (crashed === undefined) return;
  cleanUpCrashed(crashed.actor, error);
  const coolDown = fail(neverFailed, env.now(), env.settings.httpFailedSegmentTimeout);
  const reason = because("actor-replaced");
  const input = { env: env.segmentEnv, info: crashed.info, coolDown, reason };
  env.queue.replaceActor(crashed, env.startSegment(self, input));
}

function findActor(segments: Iterable<Queued>, id: string): Queued | undefined {
  for (const segment of segments) if (segment.actor.id === id) return segment;
  return undefined;
}

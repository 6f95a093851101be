/** How a new queue replaces the one before: by key, so that a new address or priority disturbs nothing. */
import {
  segmentKey,
  wireSegmentId,
  type HostLoad,
  type SegmentInfo,
  type SegmentKey,
} from "@swarmlane/contract";
import type { AnyActorRef } from "xstate";
import { fail, neverFailed, type CoolDown } from "../segment/cool-down.ts";
import type { SegmentChange } from "../segment/segment-context.ts";
import { findActor } from "./crash.ts";
import type { Queued, QueueLoad, SchedulerContext } from "./scheduler-context.ts";
import { stateOf, type SegmentRef } from "./segment-actor.ts";

type Change = Partial<SchedulerContext>;

/** What is named twice is there once, where it was named first, as it was described last. */
export function keyed({ queue, ...rest }: HostLoad): QueueLoad {
  return { ...rest, queue: new Map(queue.map((info) => [segmentKey(info), info])) };
}

/** The actors of those that the new queue no longer holds. */
export function leavers({ segments }: SchedulerContext, { queue }: QueueLoad): SegmentRef[] {
  const leaving: SegmentRef[] = [];
  for (const [key, { actor }] of segments) if (!queue.has(key)) leaving.push(actor);
  return leaving;
}

/** A segment that is cached has nothing to abort; it is only forgotten. */
export function sayGoodbye(leaving: readonly SegmentRef[]): void {
  for (const actor of leaving) {
    if (stateOf(actor) !== "cached") actor.send({ type: "abort", reason: "left the queue" });
  }
}

/**
 * The newest description counts for what is under way, and a failed required segment may be tried at once
 * (contract §5, §7). A segment that waits hears nothing: thousands may, and few of them will ever start.
 */
export function tellStayers({ segments, env }: SchedulerContext, { queue }: QueueLoad): void {
  for (const [key, { actor }] of segments) {
    const info = queue.get(key);
    const state = stateOf(actor);
    if (info === undefined || state === "queued" || state === "cached") continue;
    if (state !== "failed") actor.send({ type: "update", info });
    else if (info.priority <= env.settings.requiredSegmentsPriority)
      actor.send({ type: "retry", reason: "asked for again" });
  }
}

export function replaceQueue(
  context: SchedulerContext,
  { queue, delivered, streamSwarmId, expectsPeers }: QueueLoad,
  self: AnyActorRef,
): Change {
  const { env } = context;
  const now = env.now();
  const coolDowns = keptCoolDowns(context, queue);
  const segments = new Map<SegmentKey, Queued>();
  const newcomers = new Set<SegmentKey>();
  for (const [key, info] of queue) {
    const known = context.segments.get(key);
    if (known === undefined || context.newcomers.has(key)) newcomers.add(key);
    const coolDown = coolDowns.get(key) ?? neverFailed;
    const input = { env: env.segmentEnv, info, coolDown, reason: "joined the queue" };
    const actor = known?.actor ?? env.startSegment(self, input);
    const isRequired = info.priority <= env.settings.requiredSegmentsPriority;
    segments.set(key, {
      info,
      wireId: wireSegmentId(info),
      actor,
      queuedAt: known?.queuedAt ?? now,
      requiredSince: isRequired ? (known?.requiredSince ?? now) : undefined,
    });
    coolDowns.delete(key);
  }
  // A page that replaced its host repeats what was delivered: what the player has asked for since is wanted all the same.
  const settled = [...context.delivered, ...delivered].filter((key) => !context.asked.has(key));
  const [first] = queue.values();
  const isSameSwarm = streamSwarmId === context.streamSwarmId;
  return {
    segments,
    open: openOf(segments),
    newcomers,
    coolDowns,
    delivered: within(segments, settled),
    asked: within(segments, [...context.asked]),
    masterSwarmId: first?.masterSwarmId ?? context.masterSwarmId,
    streamSwarmId,
    joinedAt: isSameSwarm ? context.joinedAt : expectsPeers ? now : undefined,
    mustList: true,
  };
}

/** What became of segments: the cached ones are done with, unless one is wanted again. */
export function noteSettled(
  { segments, open }: SchedulerContext,
  changes: readonly SegmentChange[],
): Change {
  for (const { key, state } of changes) if (state === "cached") open.delete(key);
  const isReopened = changes.some(({ key, state }) => state === "queued" && !open.has(key));
  return isReopened ? { open: openOf(segments) } : {};
}

/** After a freeze nothing that was in flight can be trusted to go on (T23). */
export function startAnew({ env, segments }: SchedulerContext, reason: string): void {
  env.toSwarm({ type: "transfers.expire", reason });
  for (const { actor } of segments.values()) {
    const state = stateOf(actor);
    if (state === "http") actor.send({ type: "cancel", reason });
    else if (state === "failed") actor.send({ type: "retry", reason });
  }
}

export function leavePeers({ segments }: SchedulerContext): void {
  for (const { actor } of segments.values()) {
    if (stateOf(actor) === "p2p") actor.send({ type: "cancel", reason: "the swarm is gone" });
  }
}

/** The one whose actor threw starts over, resting first. */
export function replaceCrashed(
  context: SchedulerContext,
  actorId: string,
  self: AnyActorRef,
): Change {
  const { env, segments } = context;
  const crashed = findActor(context, actorId);
  if (crashed === undefined) return {};
  const { key } = crashed.actor.getSnapshot().context;
  const { info } = crashed;
  const coolDown = fail(neverFailed, env.now(), env.settings.httpFailedSegmentTimeout);
  const reason = "replaces an actor that threw";
  const actor = env.startSegment(self, { env: env.segmentEnv, info, coolDown, reason });
  const next = new Map(segments).set(key, { ...crashed, actor });
  return { segments: next, open: openOf(next) };
}

/** Cool-downs that still matter: of those that leave now, and of those that left before. */
function keptCoolDowns(
  { segments, coolDowns, env }: SchedulerContext,
  queue: ReadonlyMap<SegmentKey, SegmentInfo>,
): Map<SegmentKey, CoolDown> {
  const now = env.now();
  const kept = new Map(
    [...coolDowns].filter(([, { until }]) => until !== undefined && until > now),
  );
  for (const [key, { actor }] of segments) {
    if (queue.has(key)) continue;
    const { coolDown } = actor.getSnapshot().context;
    if (coolDown.until !== undefined) kept.set(key, coolDown);
  }
  return kept;
}

function openOf(segments: SchedulerContext["segments"]): Map<SegmentKey, Queued> {
  return new Map([...segments].filter(([, { actor }]) => stateOf(actor) !== "cached"));
}

function within(
  segments: ReadonlyMap<SegmentKey, unknown>,
  keys: readonly SegmentKey[],
): ReadonlySet<SegmentKey> {
  return new Set(keys.filter((key) => segments.has(key)));
}

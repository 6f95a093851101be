/** How a new queue replaces the one before: by key, so that a new address or priority disturbs nothing. */
import {
  segmentKey,
  segmentName,
  toErrorInfo,
  type ErrorInfo,
  type HostLoad,
  type SegmentInfo,
  type SegmentKey,
} from "@swarmlane/contract";
import type { AnyActorRef } from "xstate";
import { fail, neverFailed, type CoolDown } from "../segment/cool-down.ts";
import type { SegmentChange } from "../segment/segment-context.ts";
import type { Queued, QueueLoad, SchedulerContext } from "./scheduler-context.ts";
import { stateOf, type SegmentRef } from "./segment-actor.ts";

type Change = Partial<SchedulerContext>;

/** A segment that is listed twice is kept once: in its first place, with its last description. */
export function keyed({ queue, ...rest }: HostLoad): QueueLoad {
  return { ...rest, queue: new Map(queue.map((info) => [segmentKey(info), info])) };
}

/** The actors of those that the new queue no longer holds. */
export function leavers({ segments }: SchedulerContext, { queue }: QueueLoad): SegmentRef[] {
  const leaving: SegmentRef[] = [];
  for (const [key, { actor }] of segments) if (!queue.has(key)) leaving.push(actor);
  return leaving;
}

/** A segment that is cached needs no abort; it is only forgotten. */
export function abortAll(leaving: readonly SegmentRef[]): void {
  for (const actor of leaving) {
    if (stateOf(actor) !== "cached") actor.send({ type: "abort", reason: "left the queue" });
  }
}

/**
 * The newest description counts for what is under way, and a failed required segment may be tried at once, as in
 * 0.6.2. A segment that waits is told nothing: thousands may wait, and few of them will ever start.
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
      name: segmentName(info),
      actor,
      queuedAt: known?.queuedAt ?? now,
      requiredSince: isRequired ? (known?.requiredSince ?? now) : undefined,
    });
    coolDowns.delete(key);
  }
  // A page that replaced its host repeats which segments were delivered. Those that the player asked for since are wanted.
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

/** Cached segments are no longer open. A segment that is queued again is open again. */
export function noteSettled(
  { segments, open }: SchedulerContext,
  changes: readonly SegmentChange[],
): Change {
  for (const { key, state } of changes) if (state === "cached") open.delete(key);
  const isReopened = changes.some(({ key, state }) => state === "queued" && !open.has(key));
  return isReopened ? { open: openOf(segments) } : {};
}

/** After a freeze, connections may be dead without having closed: transfers that were in flight may never go on. */
export function restartInFlight({ env, segments }: SchedulerContext, reason: string): void {
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

/**
 * A segment's actor threw: that one segment fails with a named error. Tells the page, and cleans up what the actor can no
 * longer clean up itself.
 */
export function reportCrash(context: SchedulerContext, actorId: string, thrown: unknown): void {
  const { env } = context;
  const crashed = findActor(context, actorId);
  if (crashed === undefined) return;
  const { key, attempt, arrived, partial } = crashed.actor.getSnapshot().context;
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

/** A segment whose actor threw starts again, after a cool-down. */
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

function findActor({ segments }: SchedulerContext, id: string): Queued | undefined {
  return [...segments.values()].find(({ actor }) => actor.id === id);
}

/** Cool-downs that still matter, of segments that leave now and of segments that left before. */
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

/** How a new queue replaces the one before: by key, so that a new address or priority disturbs nothing. */
import { segmentKey, type HostLoad, type SegmentInfo, type SegmentKey } from "@swarmlane/contract";
import { fail, neverFailed, type CoolDown } from "../segment/cool-down.ts";
import type { SegmentInput } from "../segment/segment-context.ts";
import { findActor } from "./crash.ts";
import { stateOf, type SchedulerContext, type SegmentRef } from "./scheduler-context.ts";

/** Starts a segment's actor. `id` is ours: the caller's ids may be `__proto__`. */
export type SpawnSegment = (id: string, input: SegmentInput) => SegmentRef;

/** Those that the new queue no longer holds. */
export function leavers({ segments }: SchedulerContext, { queue }: HostLoad): SegmentRef[] {
  const staying = new Set(queue.map(segmentKey));
  return [...segments].filter(([key]) => !staying.has(key)).map(([, segment]) => segment);
}

/** A segment that is cached has nothing to abort; it is only forgotten. */
export function sayGoodbye(leaving: readonly SegmentRef[]): void {
  for (const segment of leaving) {
    if (stateOf(segment) !== "cached") segment.send({ type: "abort", reason: "left the queue" });
  }
}

/** The newest description counts, and a failed required segment may be tried at once (contract §5, §7). */
export function tellStayers({ segments, env }: SchedulerContext, { queue }: HostLoad): void {
  for (const info of queue) {
    const segment = segments.get(segmentKey(info));
    segment?.send({ type: "update", info });
    if (info.priority > env.settings.requiredSegmentsPriority) continue;
    segment?.send({ type: "retry", reason: "asked for again" });
  }
}

export function replaceQueue(
  context: SchedulerContext,
  { queue, delivered }: HostLoad,
  spawn: SpawnSegment,
): Partial<SchedulerContext> {
  const coolDowns = keptCoolDowns(context, queue);
  const segments = new Map<SegmentKey, SegmentRef>();
  const newcomers = new Set<SegmentKey>();
  let { spawned } = context;
  for (const info of queue) {
    const key = segmentKey(info);
    if (segments.has(key)) continue;
    const known = context.segments.get(key);
    if (known === undefined || context.newcomers.has(key)) newcomers.add(key);
    const coolDown = coolDowns.get(key) ?? neverFailed;
    const input = { env: context.env.segmentEnv, info, coolDown, reason: "joined the queue" };
    segments.set(key, known ?? spawn(`segment-${spawned++}`, input));
    coolDowns.delete(key);
  }
  // A page that replaced its host repeats what was delivered: what the player has asked for since is wanted all the same.
  const settled = [...context.delivered, ...delivered].filter((key) => !context.asked.has(key));
  return {
    segments,
    newcomers,
    spawned,
    coolDowns,
    delivered: within(segments, settled),
    asked: within(segments, [...context.asked]),
    masterSwarmId: queue[0]?.masterSwarmId ?? context.masterSwarmId,
    isStoreDirty: true,
  };
}

/** After a freeze nothing that was in flight can be trusted to go on (T23). */
export function startAnew({ env, segments }: SchedulerContext, reason: string): void {
  env.toSwarm({ type: "transfers.expire", reason });
  for (const segment of segments.values()) {
    if (stateOf(segment) === "http") segment.send({ type: "cancel", reason });
    else segment.send({ type: "retry", reason });
  }
}

export function leavePeers({ segments }: SchedulerContext): void {
  for (const segment of segments.values()) {
    if (stateOf(segment) === "p2p") segment.send({ type: "cancel", reason: "the swarm is gone" });
  }
}

/** The one whose actor threw starts over, resting first. */
export function replaceCrashed(
  context: SchedulerContext,
  actorId: string,
  spawn: SpawnSegment,
): Partial<SchedulerContext> {
  const { env, segments, spawned } = context;
  const crashed = findActor(context, actorId);
  if (crashed === undefined) return {};
  const { key, info } = crashed.getSnapshot().context;
  const coolDown = fail(neverFailed, env.now(), env.settings.httpFailedSegmentTimeout);
  const reason = "replaces an actor that threw";
  const next = spawn(`segment-${spawned}`, { env: env.segmentEnv, info, coolDown, reason });
  return { segments: new Map(segments).set(key, next), spawned: spawned + 1 };
}

/** Cool-downs that still matter: of those that leave now, and of those that left before. */
function keptCoolDowns(
  { segments, coolDowns, env }: SchedulerContext,
  queue: readonly SegmentInfo[],
): Map<SegmentKey, CoolDown> {
  const staying = new Set(queue.map(segmentKey));
  const now = env.now();
  const kept = new Map(
    [...coolDowns].filter(([, { until }]) => until !== undefined && until > now),
  );
  for (const [key, segment] of segments) {
    const { coolDown } = segment.getSnapshot().context;
    if (!staying.has(key) && coolDown.until !== undefined) kept.set(key, coolDown);
  }
  return kept;
}

function within(
  segments: ReadonlyMap<SegmentKey, SegmentRef>,
  keys: readonly SegmentKey[],
): ReadonlySet<SegmentKey> {
  return new Set(keys.filter((key) => segments.has(key)));
}

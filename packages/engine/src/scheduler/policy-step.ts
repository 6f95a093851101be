/** One run of the policy: from the actors to a view, and from decisions to events. When it may ask the origin at all. */
import {
  toErrorInfo,
  type EngineSettings,
  type SegmentKey,
  type SegmentState,
} from "@swarmlane/contract";
import { decide } from "../policy/policy.ts";
import type { Decision, PolicyView, SegmentView } from "../policy/policy-view.ts";
import type { Queued, SchedulerContext } from "./scheduler-context.ts";
import { stateOf } from "./segment-actor.ts";

/** A fault in here costs this run, never the loader. */
export function runPolicy(context: SchedulerContext): void {
  const { env } = context;
  try {
    const view = createPolicyView(context);
    const decisions = decide(view, env.settings, env.now(), env.random);
    env.onDecisions?.(decisions, view);
    for (const decision of decisions) carryOut(context, decision);
  } catch (error) {
    env.emit({ type: "warning", error: toErrorInfo(error) });
  }
}

/** Only of the segments for which a decision is possible. */
function createPolicyView(context: SchedulerContext): PolicyView {
  const { env, open, newcomers, joinedAt, isHttpAllowed, isDrawDue } = context;
  const { swarm, ownPeerId, limits } = env;
  const views: SegmentView[] = [];
  for (const [key, queued] of open) {
    const state = stateOf(queued.actor);
    if (state === "cached" || state === "validating" || newcomers.has(key)) continue;
    views.push(createSegmentView(context, key, queued, state));
  }
  const isJoining = joinedAt !== undefined && env.now() - joinedAt < limits.swarmJoining;
  return { segments: views, swarm, ownPeerId, isJoining, isHttpAllowed, isDrawDue, limits };
}

function createSegmentView(
  { delivered }: SchedulerContext,
  key: SegmentKey,
  { info, name, actor, queuedAt, requiredSince }: Queued,
  state: SegmentState,
): SegmentView {
  const { attempt, coolDown, suspects } = actor.getSnapshot().context;
  return {
    key,
    name,
    priority: info.priority,
    queuedAt,
    requiredSince,
    state,
    // One that ended is kept for what still arrives for it.
    attempt: state === "http" || state === "p2p" ? attempt?.progress : undefined,
    peerId: state === "p2p" ? attempt?.peerId : undefined,
    isDelivered: delivered.has(key),
    httpRetryAt: coolDown.until,
    isDistrusted: suspects.length > 0,
  };
}

function carryOut({ env, segments }: SchedulerContext, decision: Decision): void {
  const { type, key, reason } = decision;
  if (env.log.enabled) env.log(`decision: ${type}`, key, reason);
  const queued = type === "wait" ? undefined : segments.get(key);
  if (queued === undefined) return;
  const { actor } = queued;
  switch (type) {
    case "http":
      describe(queued);
      actor.send({ type: "start.http", token: env.nextToken(), reason });
      break;
    case "p2p":
      describe(queued);
      actor.send({ type: "start.p2p", token: env.nextToken(), peerId: decision.peerId, reason });
      break;
    case "cancel":
      actor.send({ type: "cancel", reason });
      break;
    case "give-up":
      actor.send({ type: "give.up", reason });
      break;
    case "wait":
      break;
  }
}

/** A segment that waited may not have been told of its newest description. */
function describe({ info, actor }: Queued): void {
  if (actor.getSnapshot().context.info !== info) actor.send({ type: "update", info });
}

/**
 * At the start, peers get the first chance (`httpDownloadInitialTimeout`). True when the origin may be asked: the chance is
 * over, or was never given.
 */
export function isChanceOver(context: SchedulerContext): boolean {
  const { settings, now } = context.env;
  if (!isChanceGiven(settings)) return true;
  const elapsed = now() - context.startedAt;
  if (elapsed >= settings.httpDownloadInitialTimeout) return true;
  return elapsed >= settings.httpDownloadInitialTimeoutPerSegment && isPlayerWaiting(context);
}

function isChanceGiven(settings: Readonly<EngineSettings>): boolean {
  const { httpDownloadInitialTimeout, httpDownloadInitialTimeoutPerSegment } = settings;
  return httpDownloadInitialTimeout > 0 && httpDownloadInitialTimeoutPerSegment > 0;
}

/** The first segment that is not there yet is the one that is played next. */
function isPlayerWaiting({ open }: SchedulerContext): boolean {
  for (const { info, actor } of open.values()) {
    if (stateOf(actor) !== "cached") return info.priority <= 0;
  }
  return false;
}

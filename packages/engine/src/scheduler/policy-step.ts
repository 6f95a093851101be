/** One run of the policy: from the actors to a view, and from decisions to events. */
import { toErrorInfo, type SegmentKey, type SegmentState } from "@swarmlane/contract";
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

/** Of those for which something can be decided. */
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
  { info, wireId, actor, queuedAt, requiredSince }: Queued,
  state: SegmentState,
): SegmentView {
  const { attempt, coolDown, suspect, refusals } = actor.getSnapshot().context;
  return {
    key,
    wireId,
    priority: info.priority,
    queuedAt,
    requiredSince,
    state,
    // One that ended is kept for what still arrives for it.
    attempt: state === "http" || state === "p2p" ? attempt : undefined,
    isDelivered: delivered.has(key),
    httpRetryAt: coolDown.until,
    isDistrusted: suspect !== undefined,
    refusals,
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

/** It waited: it may not have heard of the newest description yet. */
function describe({ info, actor }: Queued): void {
  if (actor.getSnapshot().context.info !== info) actor.send({ type: "update", info });
}

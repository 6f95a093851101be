/** One run of the policy: from the actors to a view, and from decisions to events. */
import { toErrorInfo, wireSegmentId, type SegmentKey } from "@swarmlane/contract";
import { decide } from "../policy/policy.ts";
import type { Decision, PolicyView, SegmentView } from "../policy/policy-view.ts";
import { stateOf, type SchedulerContext, type SegmentRef } from "./scheduler-context.ts";

/** A fault in here costs this run, never the loader. */
export function runPolicy(context: SchedulerContext): void {
  const { env } = context;
  try {
    const view = createPolicyView(context);
    const decisions = decide(view, env.settings, env.now(), env.random);
    for (const decision of decisions) carryOut(context, decision);
  } catch (error) {
    env.emit({ type: "warning", error: toErrorInfo(error) });
  }
}

function createPolicyView(context: SchedulerContext): PolicyView {
  const { env, segments, newcomers, isHttpAllowed, isDrawDue } = context;
  const views: SegmentView[] = [];
  for (const [key, segment] of segments) {
    if (!newcomers.has(key)) views.push(createSegmentView(context, key, segment));
  }
  return { segments: views, swarm: env.swarm, isHttpAllowed, isDrawDue, limits: env.limits };
}

function createSegmentView(
  { delivered }: SchedulerContext,
  key: SegmentKey,
  segment: SegmentRef,
): SegmentView {
  const { info, attempt, coolDown, suspect, refusals } = segment.getSnapshot().context;
  const state = stateOf(segment);
  return {
    key,
    wireId: wireSegmentId(info),
    priority: info.priority,
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
  const segment = segments.get(key);
  if (segment === undefined) return;
  switch (type) {
    case "http":
      segment.send({ type: "start.http", token: env.nextToken(), reason });
      break;
    case "p2p":
      segment.send({ type: "start.p2p", token: env.nextToken(), peerId: decision.peerId, reason });
      break;
    case "cancel":
      segment.send({ type: "cancel", reason });
      break;
    case "give-up":
      segment.send({ type: "give.up", reason });
      break;
    case "wait":
      break;
  }
}

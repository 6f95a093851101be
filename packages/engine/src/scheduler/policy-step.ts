/** One run of the policy: from the queue to a view, and from decisions to events. When it may ask the origin at all. */
import { toErrorInfo, type EngineSettings } from "@swarmlane/contract";
import { createRunView } from "../live-swarm.ts";
import { decide } from "../policy/policy.ts";
import type { Decision, PolicyView, SegmentView } from "../policy/policy-view.ts";
import { readSegment, stateOf } from "../segment/segment-actor.ts";
import type { SegmentChange } from "../segment/segment-context.ts";
import type { Queued } from "./queue.ts";
import type { SchedulerContext } from "./scheduler-context.ts";

/** A fault in here costs this run, never the loader. `isDrawDue`: a random download may begin. */
export function runPolicy(context: SchedulerContext, isDrawDue: boolean): void {
  const { env } = context;
  const { observer, settings } = env;
  try {
    const isWatched = observer?.isWatching() ?? false;
    const view = createPolicyView(context, isDrawDue, isWatched);
    const { decisions, wakeAt } = decide(view, settings, env.now(), env.random, isWatched);
    observer?.onDecisions(decisions, view);
    env.turns.wakeAt(wakeAt);
    for (const decision of decisions) carryOut(context, decision);
  } catch (error) {
    env.emit({ type: "warning", error: toErrorInfo(error) });
  }
}

/** Whether the policy could decide anything: it is not run for what is stored or may not be loaded yet. */
export function hasWork({
  queue,
  settings,
}: Pick<SchedulerContext["env"], "queue" | "settings">): boolean {
  const { httpDownloadMaxPriority, p2pDownloadMaxPriority } = settings;
  const [first] = queue.open();
  const limit = Math.max(httpDownloadMaxPriority, p2pDownloadMaxPriority);
  return first !== undefined && first.info.priority <= limit;
}

/** A source is free again. What the policy itself began, and what is done, changes nothing for it. */
export function isOpenToPolicy(changes: readonly SegmentChange[]): boolean {
  return changes.some(({ state }) => state !== "http" && state !== "p2p" && state !== "cached");
}

function createPolicyView(
  context: SchedulerContext,
  isDrawDue: boolean,
  isWatched: boolean,
): PolicyView {
  const { env, joinedAt, swarmSize, isHttpAllowed } = context;
  const { ownPeerId, limits } = env;
  const swarm = createRunView(env.swarm);
  const { expected: httpTime, segmentBytes } = env.httpPace;
  const running = env.queue.atWork().map(createSegmentView).filter(isDownloading);
  running.sort((a, b) => a.rank - b.rank);
  const segments = isWatched ? [...openSegments(context)] : openSegments(context);
  const joiningUntil = (joinedAt ?? -Infinity) + limits.swarmJoining;
  const known = { segments, running, swarm, ownPeerId, swarmSize, limits, httpTime, segmentBytes };
  return { ...known, joiningUntil, isHttpAllowed, isDrawDue };
}

/** One view after the other, as the policy asks for them. */
function* openSegments({ env: { queue } }: SchedulerContext): Generator<SegmentView> {
  for (const queued of queue.open()) {
    const state = stateOf(queued.actor);
    if (state === "cached" || state === "validating" || queue.isNew(queued)) continue;
    yield createSegmentView(queued);
  }
}

function createSegmentView(queued: Queued): SegmentView {
  const { key, name, rank, queuedAt, requiredSince, dueAt, info, actor } = queued;
  const { state, progress, peerId, coolDown, isDistrusted } = readSegment(actor);
  return {
    ...{ key, name, priority: info.priority, rank, queuedAt, requiredSince, dueAt, state, peerId },
    ...{ attempt: progress, httpRetryAt: coolDown.until, isDistrusted },
  };
}

function isDownloading({ state }: SegmentView): boolean {
  return state === "http" || state === "p2p";
}

function carryOut({ env }: SchedulerContext, decision: Decision): void {
  const { type, key, reason } = decision;
  const queued = type === "wait" ? undefined : env.queue.entries.get(key);
  if (queued === undefined) return;
  if (env.log.enabled) env.log(`decision: ${type}`, key, reason);
  const { actor, info } = queued;
  switch (type) {
    case "http":
      env.queue.noteStarted(queued);
      actor.send({ type: "start.http", token: env.nextToken(), info, reason });
      break;
    case "p2p": {
      const { peerId } = decision;
      env.queue.noteStarted(queued);
      actor.send({ type: "start.p2p", token: env.nextToken(), peerId, info, reason });
      break;
    }
    case "cancel":
      actor.send({ type: "cancel", reason });
      break;
    case "give-up":
      actor.send({ type: "give.up", reason });
      break;
    case "doubt":
      env.toSwarm({ type: "peer.doubted", peerId: decision.peerId });
      break;
    case "wait":
      break;
  }
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

/** The most important segment that is not there yet is the one that is played next. */
function isPlayerWaiting({ env: { queue } }: SchedulerContext): boolean {
  const next = queue.open().find(({ actor }) => stateOf(actor) !== "cached");
  return next !== undefined && next.info.priority <= 0;
}

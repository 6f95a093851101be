/**
 * Turns the events of a host into messages. It runs in the host's thread and inside its events, reads everything at once, and
 * keeps no references. It ignores what it does not know. If it throws, inspection ends, but the loader continues.
 */
import { because, segmentName, type Observation, type SegmentInfo } from "@swarmlane/contract";
import { inspectLimits } from "../../limits.ts";
import { at, itemsOf, textAt } from "../look.ts";
import { createActorMapper } from "./actors.ts";
import { announcedBefore, createAnnouncementMapper } from "./announcements.ts";
import { createDecisionMapper } from "./decisions.ts";
import { childContext, childOf, snapshotOf, type MapperContext } from "./mapper-context.ts";
import { createPeerMapper } from "./peers.ts";
import { createQueueMapper } from "./queue.ts";
import { reasonAt } from "./reason-at.ts";
import { createSegmentMapper } from "./segments.ts";
import { createSurroundingsMapper } from "./surroundings.ts";
import { createTransferMapper } from "./transfers.ts";

export interface Mapper {
  /** Reports what existed before the feed and before the first observation. */
  begin(): void;
  observe(observation: Observation): void;
  /** Reports what is sent periodically: totals and speeds. */
  tick(): void;
}

export function createMapper(context: MapperContext): Mapper {
  const { host, now } = context;
  const queue = createQueueMapper(context);
  const transfers = createTransferMapper(context);
  const announcements = createAnnouncementMapper(context);
  const decisions = createDecisionMapper(context, announcements);
  const peers = createPeerMapper(context, announcements);
  const surroundings = createSurroundingsMapper(context);
  const actors = createActorMapper(context, {
    onEvent({ machine, facts }, event) {
      if (machine === "scheduler" && textAt(event, "type") === "load")
        queue.replace(at(event, "load", "queue"));
      else if (machine === "swarm") peers.onSwarm(event);
      else if (machine === "segment") segments.onEvent(facts.segment ?? "", event);
    },
    onSnapshot({ machine, facts: { segment }, state }, event, snapshot) {
      if (machine !== "segment" || segment === undefined) return;
      transfers.observe(segment, nameOf(state), event, at(snapshot, "context"));
    },
    onEnd({ machine, facts: { segment } }) {
      if (machine !== "segment" || segment === undefined) return;
      transfers.drop(segment);
      segments.drop(segment);
    },
    senderOf({ machine, ref, actor }, event) {
      const type = textAt(event, "type");
      // A run of the policy carries out its decisions for the scheduler, and within none of its events.
      if (type !== undefined && fromThePolicy.has(type))
        return textAt(childOf(host, "scheduler"), "sessionId");
      // The changes of a task, together.
      const [change, ...others] = itemsOf(at(event, "changes"));
      if (machine === "scheduler" && others.length === 0)
        return actors.actorOf(textAt(change, "key") ?? "");
      // Events of the channel come from the session's link.
      if (machine === "download") return textAt(ref, "_parent", "sessionId");
      if (machine === "session" && type !== undefined && fromItsLink.has(type)) return actor;
      return machine === "swarm" ? peers.sessionOf(at(event, "connectionId")) : undefined;
    },
  });
  const segments = createSegmentMapper(context, (segment) => actors.actorOf(segment));
  let tickedAt = -Infinity;

  function tick(): void {
    if (now() - tickedAt < inspectLimits.progressInterval) return;
    tickedAt = now();
    transfers.tick();
    peers.tick();
    surroundings.tick();
  }

  return {
    begin() {
      tick();
      const queued = itemsOf(at(childContext(host, "scheduler"), "env", "queue", "entries"));
      queue.replace(queued.map(infoOf));
      actors.introduceAll(host.root);
      for (const held of queued) tellState(held);
      const view = at(childContext(host, "swarm"), "view");
      const names = queued.map(infoOf).filter(isInfo).map(segmentName);
      for (const [peer, held] of announcedBefore(view, names)) announcements.replace(peer, held);
    },
    observe(observation) {
      if (observation.of === "actors") actors.observe(observation.event);
      else if (observation.of === "policy")
        decisions.observe(observation.decisions, observation.view);
      else if (observation.of === "announced") peers.onAnnounced(observation.announced);
      else if (observation.of === "page") surroundings.onPage(observation.message);
      else {
        segments.onEngine(observation.event);
        transfers.onEngine(observation.event);
        peers.onEngine(observation.event);
        surroundings.onEngine(observation.event);
      }
      tick();
    },
    tick,
  };

  /** Of a segment that was there before: as if it had just come into its state. */
  function tellState(held: unknown): void {
    const snapshot = contextHolder(held);
    const value = at(snapshot, "value");
    const state = nameOf(value);
    const key = textAt(snapshot, "context", "key");
    if (key === undefined || state === "") return;
    const reason = reasonAt(at(snapshot, "context")) ?? because("joined-queue");
    segments.onEngine({ type: "segment/state", key, state, reason } as Parameters<
      typeof segments.onEngine
    >[0]);
    transfers.observe(key, state, undefined, at(snapshot, "context"));
  }
}

/** What the policy decides. */
const fromThePolicy: ReadonlySet<string> = new Set([
  ...["start.http", "start.p2p", "cancel", "give.up", "peer.doubted"],
]);

/** Events that a session hears from its own link. */
const fromItsLink: ReadonlySet<string> = new Set(["peer.spoke", "rest.expected", "rest.drained"]);

/** The snapshot of a queue's entry: an actor, or something that holds one. */
function contextHolder(held: unknown): unknown {
  return snapshotOf(at(held, "actor") ?? held);
}

function infoOf(held: unknown): unknown {
  return at(held, "info") ?? at(contextHolder(held), "context", "info");
}

function isInfo(value: unknown): value is SegmentInfo {
  return typeof at(value, "sequence") === "string";
}

/** The outermost name of a state. */
function nameOf(state: unknown): string {
  return typeof state === "string" ? state : (Object.keys(state ?? {})[0] ?? "");
}

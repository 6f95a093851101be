/**
 * From what happens in a host to messages. In the host's thread, and within its events: it reads at once and keeps
 * nothing of what it is shown. What it does not know it passes over; if it throws, inspection ends, not the loader.
 */
import { wireSegmentId, type Observation, type SegmentInfo } from "@swarmlane/contract";
import { inspectLimits } from "../../limits.ts";
import { at, itemsOf, textAt } from "../look.ts";
import { createActorMapper } from "./actors.ts";
import { announcedBefore, createAnnouncementMapper } from "./announcements.ts";
import { createDecisionMapper } from "./decisions.ts";
import { childContext, type MapperContext } from "./mapper-context.ts";
import { createPeerMapper } from "./peers.ts";
import { createQueueMapper } from "./queue.ts";
import { createSegmentMapper } from "./segments.ts";
import { createSurroundingsMapper } from "./surroundings.ts";
import { createTransferMapper } from "./transfers.ts";

export interface Mapper {
  /** What was there before the feed, and before the first observation. */
  begin(): void;
  observe(observation: Observation): void;
  /** Tells what is told now and then: totals, speeds. */
  tick(): void;
}

export function createMapper(context: MapperContext): Mapper {
  const { host, now } = context;
  const queue = createQueueMapper(context);
  const transfers = createTransferMapper(context);
  const decisions = createDecisionMapper(context);
  const announcements = createAnnouncementMapper(context);
  const peers = createPeerMapper(context, announcements);
  const surroundings = createSurroundingsMapper(context);
  const actors = createActorMapper(context, {
    onEvent(machine, event, ref) {
      if (machine === "scheduler" && textAt(event, "type") === "load")
        queue.replace(at(event, "load", "queue"));
      else if (machine === "swarm") peers.onSwarm(event);
      else if (machine === "segment") segments.onEvent(keyOf(ref), event);
    },
    onSnapshot({ segment, state }, event, snapshot) {
      if (segment === undefined) return;
      const name = typeof state === "string" ? state : (Object.keys(state ?? {})[0] ?? "");
      transfers.observe(segment, name, event, at(snapshot, "context"));
    },
    onEnd({ segment }) {
      if (segment === undefined) return;
      transfers.drop(segment);
      segments.drop(segment);
    },
  });
  const segments = createSegmentMapper(context, (segment) => actors.actorOf(segment));
  let tickedAt = -Infinity;

  function tick(): void {
    if (now() - tickedAt < inspectLimits.progressInterval) return;
    tickedAt = now();
    peers.tick();
    surroundings.tick();
  }

  return {
    begin() {
      tick();
      const queued = itemsOf(at(childContext(host, "scheduler"), "segments"));
      queue.replace(queued.map(infoOf));
      actors.introduceAll(host.root);
      for (const held of queued) tellState(held);
      const view = at(childContext(host, "swarm"), "view");
      const wireIds = queued.map(infoOf).filter(isInfo).map(wireSegmentId);
      for (const [peer, held] of announcedBefore(view, wireIds)) announcements.replace(peer, held);
    },
    observe(observation) {
      if (observation.of === "actors") actors.observe(observation.event);
      else if (observation.of === "policy")
        decisions.observe(observation.decisions, observation.view);
      else if (observation.of === "page") surroundings.onPage(observation.message);
      else {
        segments.onEngine(observation.event);
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
    const state = typeof value === "string" ? value : Object.keys(value ?? {})[0];
    const key = textAt(snapshot, "context", "key");
    if (key === undefined || state === undefined) return;
    const reason = textAt(snapshot, "context", "reason") ?? "";
    segments.onEngine({ type: "segment/state", key, state, reason } as Parameters<
      typeof segments.onEngine
    >[0]);
    transfers.observe(key, state, undefined, at(snapshot, "context"));
  }
}

/** The snapshot of a queue's entry: an actor, or something that holds one. */
function contextHolder(held: unknown): unknown {
  const actor = at(held, "actor") ?? held;
  const read = at(actor, "getSnapshot");
  return typeof read === "function" ? (read.call(actor) as unknown) : undefined;
}

function infoOf(held: unknown): unknown {
  return at(held, "info") ?? at(contextHolder(held), "context", "info");
}

function isInfo(value: unknown): value is SegmentInfo {
  return typeof at(value, "sequence") === "string";
}

function keyOf(ref: unknown): string {
  return textAt(contextHolder(ref), "context", "key") ?? "";
}

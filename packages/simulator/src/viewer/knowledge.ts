/** What a viewer's policy knew of its peers when it decided to ask the origin: read from its decisions. */
import { segmentName, type SegmentKey } from "@swarmlane/contract";
import type { EngineOptions } from "@swarmlane/engine";
import type { Timeline } from "../origin/timeline.ts";

/** What a viewer knows of its peers and a segment, when it decides to ask the origin for it. */
export const knowledge = [
  "nothing",
  "a peer loads it",
  "a peer holds it",
  "a peer holds it, and is busy",
  "a peer was bringing it",
] as const;
export type Knowledge = (typeof knowledge)[number];

type PolicyObserver = NonNullable<EngineOptions["policyObserver"]>;
type Decided = Parameters<PolicyObserver["onDecisions"]>;

export interface KnowledgeReader {
  readonly observer: PolicyObserver;
  /** At the newest decision for the origin. */
  readonly newest: Knowledge;
}

export function createKnowledge(timeline: Timeline): KnowledgeReader {
  let newest: Knowledge = "nothing";

  function onDecisions(...[decisions, { swarm }]: Decided): void {
    for (const { type, key } of decisions) {
      if (type !== "http") continue;
      const name = segmentName(timeline.infoOf(sequenceOf(key), 0));
      const holders = swarm.holders(name);
      const isFree = holders.some((id) => (swarm.peers.get(id)?.room ?? 0) > 0);
      if (decisions.some((other) => other.type === "cancel" && other.key === key))
        newest = "a peer was bringing it";
      else if (isFree) newest = "a peer holds it";
      else if (holders.length > 0) newest = "a peer holds it, and is busy";
      else newest = swarm.loaders(name).length > 0 ? "a peer loads it" : "nothing";
    }
  }

  return {
    observer: { isWatching: () => false, onDecisions },
    get newest() {
      return newest;
    },
  };
}

/** Takes an id, or a key that ends with one. */
export function sequenceOf(id: string | SegmentKey): number {
  return Number(id.slice(id.lastIndexOf("+") + 1));
}

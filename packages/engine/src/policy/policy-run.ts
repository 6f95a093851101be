/** What one run of the policy shares between its steps: slots, free peers and the decisions so far. */
import type { EngineSettings } from "@swarmlane/contract";
import type { Decision, PolicyView, SegmentView } from "./policy-view.ts";
import type { PeerChoice } from "./peer-choice.ts";
import type { Slots } from "./slots.ts";

export interface Run {
  readonly view: PolicyView;
  readonly settings: Readonly<EngineSettings>;
  readonly now: number;
  readonly http: Slots;
  readonly p2p: Slots;
  readonly peers: PeerChoice;
  readonly decisions: Decision[];
}

/** A segment that a source is looked for. */
export interface Claim {
  readonly segment: SegmentView;
  /** Priority within `requiredSegmentsPriority`. */
  readonly isRequired: boolean;
}

export function isCoolingDown({ httpRetryAt }: SegmentView, now: number): boolean {
  return httpRetryAt !== undefined && httpRetryAt > now;
}

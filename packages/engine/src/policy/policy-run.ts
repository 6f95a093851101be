/** What one run of the policy shares between its steps: slots, free peers and the decisions so far. */
import type { EngineSettings } from "@swarmlane/contract";
import type { Decision, PolicyView, SegmentView } from "./policy-view.ts";
import type { Election } from "./election.ts";
import type { PeerChoice } from "./peer-choice.ts";
import type { Slots } from "./slots.ts";

export interface Run {
  readonly view: PolicyView;
  readonly settings: Readonly<EngineSettings>;
  readonly now: number;
  readonly http: Slots;
  readonly p2p: Slots;
  readonly peers: PeerChoice;
  readonly election: Election;
  readonly decisions: Decision[];
  /** When time alone changes what is decided. ms; Infinity: never. */
  wakeAt: number;
}

/** A segment that a source is looked for. */
export interface Claim {
  readonly segment: SegmentView;
  /** Priority within `requiredSegmentsPriority`. */
  readonly isRequired: boolean;
}

/** Have another run by then. */
export function wake(run: Run, at: number): void {
  if (at > run.now) run.wakeAt = Math.min(run.wakeAt, at);
}

export function isCoolingDown({ httpRetryAt }: SegmentView, now: number): boolean {
  return httpRetryAt !== undefined && httpRetryAt > now;
}

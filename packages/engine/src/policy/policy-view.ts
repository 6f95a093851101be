/** What the policy knows when it decides, and what it can decide. Plain data, made for one run. */
import type { Limits, PeerId, SegmentKey, SegmentName, SegmentState } from "@swarmlane/contract";
import type { SwarmView } from "../actor-events.ts";
import type { Progress } from "../progress.ts";

export interface SegmentView {
  readonly key: SegmentKey;
  readonly name: SegmentName;
  readonly priority: number;
  /** When it joined the queue, and when it became required. ms. */
  readonly queuedAt: number;
  readonly requiredSince: number | undefined;
  readonly state: SegmentState;
  /** While `state` is `http` or `p2p`. */
  readonly attempt: Readonly<Progress> | undefined;
  /** While `state` is `p2p`. */
  readonly peerId: PeerId | undefined;
  /** The player has it, though the store does not. */
  readonly isDelivered: boolean;
  /** After a failure over HTTP: not to be tried there before. ms. */
  readonly httpRetryAt: number | undefined;
  /** A peer's copy was rejected: the origin's is the judge. */
  readonly isDistrusted: boolean;
}

export interface PolicyView {
  /** In the caller's order. */
  readonly segments: readonly SegmentView[];
  readonly swarm: SwarmView;
  readonly ownPeerId: PeerId;
  /** The swarm was just entered, and may have peers that are not connected yet. */
  readonly isJoining: boolean;
  /** False while peers are given the first chance (`httpDownloadInitialTimeout`). */
  readonly isHttpAllowed: boolean;
  /** The interval of the random HTTP download is over. */
  readonly isDrawDue: boolean;
  readonly limits: Pick<
    Limits,
    | "httpFirstByte"
    | "httpIdle"
    | "httpIdleBytes"
    | "p2pNearlyDone"
    | "requiredPatience"
    | "slowTransfer"
    | "slowTransferAfter"
  >;
}

/** In the order in which they are to be carried out. `reason` explains the decision in words, for logs and inspectors. */
export type Decision =
  | { readonly type: "http"; readonly key: SegmentKey; readonly reason: string }
  | {
      readonly type: "p2p";
      readonly key: SegmentKey;
      readonly peerId: PeerId;
      readonly reason: string;
    }
  /** The download stops; the segment stays wanted. */
  | { readonly type: "cancel"; readonly key: SegmentKey; readonly reason: string }
  /** The download is too slow to wait for: over HTTP it counts as failed; a slow peer loses its slot. */
  | { readonly type: "give-up"; readonly key: SegmentKey; readonly reason: string }
  /** A segment that is wanted has to wait. */
  | { readonly type: "wait"; readonly key: SegmentKey; readonly reason: string };

/** For an inspector. */
export type DecisionListener = (decisions: readonly Decision[], view: PolicyView) => void;

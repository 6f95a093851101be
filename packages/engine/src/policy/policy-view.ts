/** What the policy knows when it decides, and what it can decide. Plain data, made for one run. */
import type { Limits, PeerId, SegmentKey, SegmentState, WireSegmentId } from "@swarmlane/contract";
import type { SwarmView } from "../actor-events.ts";

/** A download that runs. */
export interface AttemptView {
  readonly startedAt: number;
  readonly bytes: number;
  /** In bytes, once the peer told it. */
  readonly size: number | undefined;
}

export interface SegmentView {
  readonly key: SegmentKey;
  readonly wireId: WireSegmentId;
  readonly priority: number;
  /** When it joined the queue, and when it became required. ms. */
  readonly queuedAt: number;
  readonly requiredSince: number | undefined;
  readonly state: SegmentState;
  /** While `state` is `http` or `p2p`. */
  readonly attempt: AttemptView | undefined;
  /** The player has it, though the store does not. */
  readonly isDelivered: boolean;
  /** After a failure over HTTP: not to be tried there before. ms. */
  readonly httpRetryAt: number | undefined;
  /** A peer's copy was rejected: the origin's is the judge. */
  readonly isDistrusted: boolean;
  /** Peers that failed to bring it, and until when they are not asked for it again. ms. */
  readonly refusals: readonly { readonly peerId: PeerId; readonly until: number }[];
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
    "httpFirstByte" | "httpIdle" | "httpIdleBytes" | "p2pNearlyDone" | "requiredPatience"
  >;
}

/** In the order in which they are to be carried out. `reason` says why, for people. */
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
  /** The HTTP download is as good as dead: it has failed. */
  | { readonly type: "give-up"; readonly key: SegmentKey; readonly reason: string }
  /** Nothing is done for a segment that is wanted. */
  | { readonly type: "wait"; readonly key: SegmentKey; readonly reason: string };

/** For an inspector. */
export type DecisionListener = (decisions: readonly Decision[], view: PolicyView) => void;

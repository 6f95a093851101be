/** What the policy knows when it decides, and what it can decide. Plain data, made for one run. */
import type {
  Limits,
  PeerId,
  Reason,
  SegmentKey,
  SegmentName,
  SegmentState,
} from "@swarmlane/contract";
import type { SwarmView } from "../actor-events.ts";
import type { Progress } from "../progress.ts";

export interface SegmentView {
  readonly key: SegmentKey;
  readonly name: SegmentName;
  readonly priority: number;
  /** Its place in the queue by importance. 0 is the most important. */
  readonly rank: number;
  /** When it joined the queue, and when it became required. ms. */
  readonly queuedAt: number;
  readonly requiredSince: number | undefined;
  /** When it will be played, at the earliest. ms. */
  readonly dueAt: number;
  readonly state: SegmentState;
  /** While `state` is `http` or `p2p`. */
  readonly attempt: Readonly<Pick<Progress, "startedAt" | "bytes" | "size">> | undefined;
  /** While `state` is `p2p`. */
  readonly peerId: PeerId | undefined;
  /** After a failure over HTTP: not to be tried there before. ms. */
  readonly httpRetryAt: number | undefined;
  /** A peer's copy was rejected: the origin's is the judge. */
  readonly isDistrusted: boolean;
}

export interface PolicyView {
  /** What is wanted and not stored, the most important first. Read once, and only as far as something can be decided. */
  readonly segments: Iterable<SegmentView>;
  /** Those of them that are being downloaded, in the same order. */
  readonly running: readonly SegmentView[];
  readonly swarm: SwarmView;
  readonly ownPeerId: PeerId;
  /** Viewers of the stream, as far as trackers told; 0 while none did. */
  readonly swarmSize: number;
  /** Until then (ms) the swarm counts as just entered, and may have peers that are not connected yet. -Infinity: no peers. */
  readonly joiningUntil: number;
  /** False while peers are given the first chance (`httpDownloadInitialTimeout`). */
  readonly isHttpAllowed: boolean;
  /** The interval of the random HTTP download is over. */
  readonly isDrawDue: boolean;
  /** ms that few segments exceed over HTTP. */
  readonly httpTime: number;
  /** Bytes of a segment, as the origin sent the last one; undefined before the first. */
  readonly segmentBytes: number | undefined;
  readonly limits: Pick<
    Limits,
    | "electedViewers"
    | "electionPeers"
    | "electionStep"
    | "httpFirstByte"
    | "httpIdle"
    | "httpIdleBytes"
    | "p2pNearlyDone"
    | "playMargin"
    | "slowTransfer"
    | "slowTransferAfter"
  >;
}

interface About {
  readonly key: SegmentKey;
  readonly reason: Reason;
}

/** In the order in which they are to be carried out. */
export type Decision =
  | (About & { readonly type: "http" })
  | (About & { readonly type: "p2p"; readonly peerId: PeerId })
  /** The download stops; the segment stays wanted. */
  | (About & { readonly type: "cancel" })
  /** The download is too slow to wait for: over HTTP it counts as failed; a slow peer loses its slot. */
  | (About & { readonly type: "give-up" })
  /** A peer announced that it is loading the segment, and it did not come in time. */
  | (About & { readonly type: "doubt"; readonly peerId: PeerId })
  /** A segment that is wanted has to wait. Only said to somebody who watches. */
  | (About & { readonly type: "wait" });

/** What one run of the policy comes to. */
export interface Outcome {
  readonly decisions: readonly Decision[];
  /** When time alone changes what is decided. ms; Infinity: never. */
  readonly wakeAt: number;
}

/** For an inspector. Must not throw. */
export interface PolicyObserver {
  /**
   * Asked before each run. While it is true, the policy looks at all open segments to say why each of them waits, and
   * `view.segments` is an array. What it decides is the same.
   */
  isWatching(): boolean;
  /** After each run, before its decisions are carried out. */
  onDecisions(decisions: readonly Decision[], view: PolicyView): void;
}

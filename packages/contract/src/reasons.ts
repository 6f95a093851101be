/**
 * The reasons for decisions about a segment and for its state, as codes with arguments. `reasonInWords` turns them into
 * text only when the text is needed, because the policy decides much more often than anyone reads the reasons.
 */
import type { ErrorCode, ErrorInfo } from "./errors.ts";
import type { PeerId } from "./ids.ts";

/** Reasons why the origin is not asked for a segment now. */
const httpRefusals = {
  "not-required": "not required at once",
  "peers-first": "peers are tried first",
  "above-http-limit": "above httpDownloadMaxPriority",
  "cooling-down": "cooling down after a failure over HTTP",
  "peer-finishes": "a peer is about to finish it",
  "peer-brings": "a peer is delivering it, and the transfer may continue for a moment",
  "peer-may-bring": "a peer holds it and may deliver it",
  "peer-loads": "a peer is loading it",
  "peer-busy": "a peer holds it, but cannot take another request yet",
  "other-elected": "another viewer is expected to fetch it first",
  "peers-connect": "peers are about to connect",
  "http-full": "all HTTP slots are taken",
  "http-more-important": "all HTTP slots hold more important segments",
} as const;
export type HttpRefusal = keyof typeof httpRefusals;

/** Reasons why no peer is asked for a segment now. */
const peerRefusals = {
  "above-p2p-limit": "above p2pDownloadMaxPriority",
  "origin-awaited": "waiting for the origin's copy",
  "p2p-full": "all P2P slots are taken",
  "no-free-peer": "no free peer holds it",
  "p2p-more-important": "all P2P slots hold more important segments",
} as const;
export type PeerRefusal = keyof typeof peerRefusals;

/** Reasons without arguments. */
const plainReasons = {
  // given by the policy
  "http-slot-needed": "its HTTP slot is needed for a more important segment",
  "p2p-slot-needed": "its P2P slot is needed for a more important segment",
  "required-now": "required now, and the peer is not about to finish it",
  "origin-drips": "the origin delivers too slowly, and a required segment waits for the slot",
  "peer-late":
    "at its speed the peer's transfer would end too late, and another peer may be faster",
  "peer-too-slow": "the peer delivers too slowly, and another segment waits for the P2P slot",
  "our-share": "no peer has it or is loading it, and this viewer is expected to fetch it first",
  "our-turn": "no peer has it or is loading it, and the viewers before this one did not fetch it",
  "claim-lapsed": "a peer was loading it, but did not deliver it in time",
  // given by the queue and the storage
  "joined-queue": "added to the queue",
  "left-queue": "removed from the queue",
  "asked-again": "requested again",
  "asked-and-lost": "requested, but no longer in the storage",
  "in-storage": "already in the storage",
  "actor-replaced": "restarted after an internal error",
  "swarm-gone": "left the swarm",
  // given by the segment itself
  "still-cooling-down": "still cooling down",
  "cooled-down": "cooled down",
  "from-origin": "arrived from the origin",
  "from-peer": "arrived from a peer",
  "from-player": "loaded by the player itself",
  stored: "cached and delivered",
} as const;
export type PlainReason = keyof typeof plainReasons;

/** The slots of one method, including the one that this decision takes. */
export interface SlotUse {
  readonly taken: number;
  readonly count: number;
}

/** An error without its cause, which may not be cloneable. */
export type ReasonError = Pick<ErrorInfo, "message"> & { readonly code: ErrorCode };

export type Reason =
  | { readonly code: PlainReason }
  /** The origin is asked, because the priority is at most `limit`. */
  | {
      readonly code: "required";
      readonly priority: number;
      readonly limit: number;
      readonly http: SlotUse;
    }
  /** The origin is asked for the copy that shows which peer sent wrong bytes. */
  | { readonly code: "copy-rejected"; readonly http: SlotUse }
  /** The origin is asked: one of `among` segments was chosen at random. */
  | { readonly code: "drawn"; readonly among: number }
  /** A peer is asked. `speed` in bytes/ms; undefined if it was never measured. */
  | {
      readonly code: "peer-holds";
      readonly notHttp: HttpRefusal;
      readonly speed: number | undefined;
      readonly p2p: SlotUse;
    }
  /** `until`: the latest time at which the origin is asked, in ms of the engine's clock. `peerId`: the peer to wait for. */
  | {
      readonly code: "waits";
      readonly notHttp: HttpRefusal;
      readonly notP2p: PeerRefusal;
      readonly until?: number | undefined;
      readonly peerId?: PeerId | undefined;
    }
  | { readonly code: "failed"; readonly error: ReasonError }
  | { readonly code: "peer-failed"; readonly error: ReasonError }
  /** The page was frozen or offline. `after` says which. */
  | { readonly code: "resumed"; readonly after: string };

export function because(code: PlainReason): Reason {
  return { code };
}

/** Without the error's cause, which may not be cloneable. */
export function becauseFailed(
  { code, message }: ErrorInfo,
  by: "failed" | "peer-failed" = "failed",
): Reason {
  return { code: by, error: { code, message } };
}

const refusals = { ...httpRefusals, ...peerRefusals };

export function refusalInWords(refusal: HttpRefusal | PeerRefusal): string {
  return refusals[refusal];
}

/** Some players use seconds as priorities, with many decimal places. */
function rounded(priority: number): number {
  return Math.round(10 * priority) / 10;
}

/** Returns an English text for an inspector, a log or a listener of `SegmentStateChange`. */
export function reasonInWords(reason: Reason): string {
  if (isPlain(reason)) return plainReasons[reason.code];
  switch (reason.code) {
    case "required":
      return `priority ${rounded(reason.priority)} is required (up to ${rounded(reason.limit)}); HTTP slots: ${useInWords(reason.http)}`;
    case "copy-rejected":
      return `a peer's copy was rejected; HTTP slots: ${useInWords(reason.http)}`;
    case "drawn":
      return `chosen at random among ${reason.among} segments that no peer has or is loading`;
    case "peer-holds":
      return `${refusals[reason.notHttp]}; ${peerChoiceInWords(reason)}`;
    case "waits":
      return `${refusals[reason.notHttp]}; ${refusals[reason.notP2p]}`;
    case "failed":
      return `${reason.error.code}: ${reason.error.message}`;
    case "peer-failed":
      return `the peer failed: ${reason.error.code} (${reason.error.message})`;
    case "resumed":
      return reason.after;
  }
}

/** Checks a value from another thread, or from an object of unknown shape. */
export function isReason(value: unknown): value is Reason {
  if (typeof value !== "object" || value === null || !("code" in value)) return false;
  const { code } = value;
  return typeof code === "string" && (Object.hasOwn(plainReasons, code) || otherCodes.has(code));
}

const otherCodes: ReadonlySet<string> = new Set<Exclude<Reason["code"], PlainReason>>([
  ...(["required", "copy-rejected", "drawn", "peer-holds", "waits"] as const),
  ...(["failed", "peer-failed", "resumed"] as const),
]);

function isPlain(reason: Reason): reason is Extract<Reason, { code: PlainReason }> {
  return Object.hasOwn(plainReasons, reason.code);
}

/** Describes the peer in a `peer-holds` reason. */
export function peerChoiceInWords({ speed, p2p }: Extract<Reason, { code: "peer-holds" }>): string {
  const measured = speed === undefined ? "not measured" : `${Math.round(speed)} bytes/ms`;
  return `a peer holds it (${measured}); P2P slots: ${useInWords(p2p)}`;
}

function useInWords({ taken, count }: SlotUse): string {
  return `${taken} of ${count}`;
}

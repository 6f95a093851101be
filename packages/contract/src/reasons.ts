/**
 * Why something was decided about a segment, or why it is in its state: codes with arguments. They become words where
 * somebody reads them (`reasonInWords`), because the policy decides far more often than anybody reads.
 */
import type { ErrorCode, ErrorInfo } from "./errors.ts";
import type { PeerId } from "./ids.ts";

/** Why the origin is not asked for a segment now. */
const httpRefusals = {
  "not-required": "not required at once",
  "peers-first": "peers have the first chance",
  "above-http-limit": "above httpDownloadMaxPriority",
  "cooling-down": "cooling down after a failure over HTTP",
  "peer-finishes": "a peer is about to finish it",
  "peer-brings": "a peer is bringing it, and may go on for a moment",
  "peer-may-bring": "a peer holds it, and may bring it",
  "peer-loads": "a peer is loading it",
  "peer-busy": "a peer holds it, and has no room for a request yet",
  "other-elected": "another viewer is to fetch it first",
  "peers-connect": "peers are about to connect",
  "http-full": "all HTTP slots are taken",
  "http-more-important": "all HTTP slots hold more important segments",
} as const;
export type HttpRefusal = keyof typeof httpRefusals;

/** Why no peer is asked for a segment now. */
const peerRefusals = {
  "above-p2p-limit": "above p2pDownloadMaxPriority",
  "origin-awaited": "the origin's copy is awaited",
  "p2p-full": "all P2P slots are taken",
  "no-free-peer": "no free peer holds it",
  "p2p-more-important": "all P2P slots hold more important segments",
} as const;
export type PeerRefusal = keyof typeof peerRefusals;

/** Reasons without arguments. */
const plainReasons = {
  // of the policy
  "http-slot-needed": "its HTTP slot is needed for a more important segment",
  "p2p-slot-needed": "its P2P slot is needed for a more important segment",
  "required-now": "required now, and the peer is not about to finish it",
  "origin-drips": "the origin drips, and a required segment waits for the slot",
  "peer-late":
    "at its speed the peer's transfer would end too late, and another peer may be faster",
  "peer-too-slow": "the peer delivers too slowly, and another segment waits for the P2P slot",
  "our-share": "no peer has or loads it, and of the connected peers we are the one to fetch it",
  "our-turn": "no peer has or loads it, and those that were to fetch it before us have not",
  "claim-lapsed": "the peer was loading it, and it did not come in time",
  // of the queue and the storage
  "joined-queue": "joined the queue",
  "left-queue": "left the queue",
  "asked-again": "asked for again",
  "asked-and-lost": "asked for, and no longer in the storage",
  "in-storage": "the storage holds it",
  "actor-replaced": "replaces an actor that threw",
  "swarm-gone": "the swarm is gone",
  // of the segment itself
  "still-cooling-down": "still cooling down",
  "cooled-down": "cooled down",
  "from-origin": "arrived from the origin",
  "from-peer": "arrived from a peer",
  stored: "stored and delivered",
} as const;
export type PlainReason = keyof typeof plainReasons;

/** Slots of one method, the one that this decision takes included. */
export interface SlotUse {
  readonly taken: number;
  readonly count: number;
}

/** An error without what may not be cloneable. */
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
  /** `until`: when the origin is asked at the latest, in ms of the engine's clock. `peerId`: who is waited for. */
  | {
      readonly code: "waits";
      readonly notHttp: HttpRefusal;
      readonly notP2p: PeerRefusal;
      readonly until?: number | undefined;
      readonly peerId?: PeerId | undefined;
    }
  | { readonly code: "failed"; readonly error: ReasonError }
  | { readonly code: "peer-failed"; readonly error: ReasonError }
  /** The page was frozen or offline: what it says of that. */
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

/** The priorities of today's players are seconds, with as many digits as a clock has. */
function rounded(priority: number): number {
  return Math.round(10 * priority) / 10;
}

/** In English, for an inspector, a log or a listener of `SegmentStateChange`. */
export function reasonInWords(reason: Reason): string {
  if (isPlain(reason)) return plainReasons[reason.code];
  switch (reason.code) {
    case "required":
      return `priority ${rounded(reason.priority)} is required (up to ${rounded(reason.limit)}); HTTP slots: ${useInWords(reason.http)}`;
    case "copy-rejected":
      return `a peer's copy was rejected; HTTP slots: ${useInWords(reason.http)}`;
    case "drawn":
      return `chosen at random among ${reason.among} that no peer has or loads`;
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

/** For values that come from another thread, or from an object of unknown shape. */
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

/** The part of `peer-holds` that is about the peer. */
export function peerChoiceInWords({ speed, p2p }: Extract<Reason, { code: "peer-holds" }>): string {
  const measured = speed === undefined ? "untried" : `${Math.round(speed)} bytes/ms`;
  return `a peer holds it (${measured}); P2P slots: ${useInWords(p2p)}`;
}

function useInWords({ taken, count }: SlotUse): string {
  return `${taken} of ${count}`;
}

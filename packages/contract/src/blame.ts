/**
 * The table of blame: the fault and the consequences of each error code. The engine acts on these rows. docs/blame.md lists
 * them, and the inspector shows them with the texts of blame-meanings.ts.
 */
import type { ErrorCode } from "./errors.ts";

/**
 * `peer`: the other viewer. `origin`: the server that publishes the segments. `ours`: this viewer's own page, browser or
 * machine. `nobody`: nobody is at fault, or it is not known who is.
 */
export type Fault = "peer" | "origin" | "ours" | "nobody";

export interface Blame {
  readonly fault: Fault;
  /**
   * Points against the certificate and the address of the connection: `limits.strikes` of them within
   * `limits.strikeWindow` are a ban. `"ban"`: as many points at once as a ban takes.
   */
  readonly strike: 0 | 1 | "ban";
  /** The connection is closed. */
  readonly disconnects: boolean;
  /**
   * Which bytes of an unfinished segment are dropped, so that the next source is not asked to continue them. `own`: those
   * of this transfer, unless there is a validator, which would reject wrong bytes. `all`: also those that other peers
   * sent, because it is not known who has the right copy.
   */
  readonly drops: "none" | "own" | "all";
  /** The time during which the peer is not asked for that segment again: `limits.shortBackoff` or `limits.absentBackoff`. */
  readonly backOff: "none" | "short" | "long";
  /** Whether the player receives a `SegmentError`. */
  readonly segmentError: boolean;
  /** The time during which the origin is not asked for that segment: `limits.notFoundRest` or `httpFailedSegmentTimeout`. */
  readonly coolDown: "none" | "short" | "long";
}

/** Creates a row. By default, the failure has no consequences. */
function row(fault: Fault, effects: Partial<Blame> = {}): Blame {
  return { ...nothing, ...effects, fault };
}

const nothing = {
  strike: 0,
  disconnects: false,
  drops: "none",
  backOff: "none",
  segmentError: false,
  coolDown: "none",
} as const;

/** The segment fails: the player is told, and the origin is not asked for a while. */
const failsSegment = { segmentError: true, coolDown: "long" } as const;
/** The peer broke the protocol or a limit: its connection is closed. */
const offends = { strike: 1, disconnects: true, drops: "own", backOff: "long" } as const;

export const blameTable: { readonly [Code in ErrorCode]: Blame } = {
  // From the origin.
  HTTP_STATUS: row("origin", failsSegment),
  HTTP_NOT_YET: row("origin", { coolDown: "short" }),
  HTTP_TIMEOUT: row("origin", failsSegment),
  HTTP_ERROR: row("nobody", failsSegment),
  HTTP_EMPTY: row("origin", failsSegment),
  HTTP_BAD_RANGE: row("origin", failsSegment),
  HTTP_TRUNCATED: row("origin", failsSegment),
  HTTP_TOO_LARGE: row("origin", failsSegment),
  HTTP_VALIDATION_FAILED: row("origin", failsSegment),

  // From peers.
  P2P_ABSENT: row("nobody", { backOff: "long" }),
  P2P_BUSY: row("nobody", { backOff: "short" }),
  P2P_OTHER_COPY: row("nobody", { drops: "all" }),
  P2P_CLOSED: row("nobody"),
  P2P_CANCELLED: row("ours"),
  P2P_EXPIRED: row("ours"),
  P2P_NOT_SENT: row("ours", { backOff: "short" }),
  P2P_NO_MEMORY: row("ours", { backOff: "short" }),
  P2P_UNAVAILABLE: row("ours", { backOff: "short" }),
  P2P_DUPLICATE: row("nobody"),
  P2P_YIELDED: row("nobody", { disconnects: true }),
  P2P_INTERRUPTED: row("peer", { backOff: "long" }),
  P2P_TOO_SLOW: row("peer", { drops: "own", backOff: "long" }),
  P2P_NOT_READING: row("peer", { disconnects: true }),
  P2P_TIMEOUT: row("peer", offends),
  P2P_STALLED: row("peer", { strike: 1, backOff: "long" }),
  P2P_SILENT: row("nobody", { backOff: "short" }),
  P2P_FALSE_SIZE: row("peer", { strike: 1, backOff: "long" }),
  P2P_PROTOCOL_ERROR: row("peer", offends),
  P2P_LIMIT_EXCEEDED: row("peer", offends),
  P2P_VALIDATION_FAILED: row("peer", { ...offends, segmentError: true }),
  P2P_SPLICE_REJECTED: row("nobody"),
  P2P_POLLUTED: row("peer", { strike: "ban", disconnects: true }),
  P2P_BANNED: row("peer", { disconnects: true }),

  // From trackers, and from making connections.
  TRACKER_BAD_MESSAGE: row("nobody"),
  TRACKER_ERROR: row("nobody"),
  ICE_SERVER_INVALID: row("ours"),
  PEER_BUDGET_EXCEEDED: row("ours", { disconnects: true }),

  // From the caller's functions and storage.
  CALLBACK_FAILED: row("ours", failsSegment),
  CALLBACK_TIMEOUT: row("ours", failsSegment),
  STORAGE_DEGRADED: row("ours"),

  // From inspection.
  INSPECT_FAILED: row("ours"),
  INSPECT_BAD_DATA: row("ours"),
  INSPECT_VERSION: row("ours"),

  // From the threads.
  WORKER_UNAVAILABLE: row("ours"),
  WORKER_LOST: row("ours"),
  RPC_TIMEOUT: row("ours", failsSegment),
  DESTROYED: row("ours", failsSegment),
  INTERNAL: row("ours", { ...failsSegment, disconnects: true }),
};

/** Returns the row of an error. */
export function blameFor({ code }: { readonly code: ErrorCode }): Blame {
  return blameTable[code];
}

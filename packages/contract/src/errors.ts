/** Every error has a code from one list. Between threads, an error is sent as plain `ErrorInfo`. */

export const errorCodes = [
  // origin
  "HTTP_STATUS",
  "HTTP_NOT_YET",
  "HTTP_TIMEOUT",
  "HTTP_ERROR",
  "HTTP_EMPTY",
  "HTTP_BAD_RANGE",
  "HTTP_TRUNCATED",
  "HTTP_TOO_LARGE",
  "HTTP_VALIDATION_FAILED",
  // peers
  "P2P_ABSENT",
  "P2P_BUSY",
  "P2P_OTHER_COPY",
  "P2P_CLOSED",
  "P2P_CANCELLED",
  "P2P_EXPIRED",
  "P2P_NOT_SENT",
  "P2P_NO_MEMORY",
  "P2P_UNAVAILABLE",
  "P2P_DUPLICATE",
  "P2P_YIELDED",
  "P2P_INTERRUPTED",
  "P2P_TOO_SLOW",
  "P2P_NOT_READING",
  "P2P_TIMEOUT",
  "P2P_STALLED",
  "P2P_SILENT",
  "P2P_FALSE_SIZE",
  "P2P_PROTOCOL_ERROR",
  "P2P_LIMIT_EXCEEDED",
  "P2P_VALIDATION_FAILED",
  "P2P_SPLICE_REJECTED",
  "P2P_POLLUTED",
  "P2P_BANNED",
  // trackers and connections
  "TRACKER_BAD_MESSAGE",
  "TRACKER_ERROR",
  "ICE_SERVER_INVALID",
  "PEER_BUDGET_EXCEEDED",
  // caller's callbacks and storage
  "CALLBACK_FAILED",
  "CALLBACK_TIMEOUT",
  "STORAGE_DEGRADED",
  // inspection
  "INSPECT_FAILED",
  "INSPECT_BAD_DATA",
  "INSPECT_VERSION",
  // threads
  "WORKER_UNAVAILABLE",
  "WORKER_LOST",
  "RPC_TIMEOUT",
  "DESTROYED",
  "INTERNAL",
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** An error as data. `cause` is the caller's own error if it can be cloned, for example a validator's rejection. */
export interface ErrorInfo {
  readonly code: ErrorCode;
  readonly message: string;
  /** HTTP status, with `HTTP_STATUS`. */
  readonly status?: number;
  readonly cause?: unknown;
}

/** The only error class. It is thrown within a thread, and sent to another thread as `toErrorInfo(error)`. */
export class LoaderError extends Error {
  readonly code: ErrorCode;
  readonly status: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    details: { status?: number; cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "LoaderError";
    this.code = code;
    this.status = details.status;
  }

  static from(info: ErrorInfo): LoaderError {
    return new LoaderError(info.code, info.message, {
      ...(info.status === undefined ? {} : { status: info.status }),
      ...(info.cause === undefined ? {} : { cause: info.cause }),
    });
  }
}

/** Turns any thrown value into data. Values other than a `LoaderError` get the code `fallback` (default `INTERNAL`). */
export function toErrorInfo(thrown: unknown, fallback: ErrorCode = "INTERNAL"): ErrorInfo {
  if (thrown instanceof LoaderError) {
    return {
      code: thrown.code,
      message: thrown.message,
      ...(thrown.status === undefined ? {} : { status: thrown.status }),
      ...(thrown.cause === undefined ? {} : { cause: thrown.cause }),
    };
  }
  if (thrown instanceof Error)
    return { code: fallback, message: `${thrown.name}: ${thrown.message}` };
  return {
    code: fallback,
    message: typeof thrown === "string" ? thrown : `thrown: ${typeof thrown}`,
  };
}

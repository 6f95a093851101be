/**
 * Asks the caller's validator for its verdict on a segment (contract §6). An effect of the segment machine.
 * Never rejects for a reason of the validator's: a verdict is an answer.
 */
import {
  LoaderError,
  toErrorInfo,
  type EnginePorts,
  type ErrorCode,
  type ErrorInfo,
  type PeerId,
  type SegmentInfo,
} from "@swarmlane/contract";
import { fromPromise } from "xstate";
import type { Bandwidth } from "../bandwidth.ts";
import { withDeadline } from "../deadline.ts";
import type { Payloads } from "../payloads.ts";
import { fingerprint } from "./fingerprint.ts";
import type { Download } from "./segment-context.ts";

export interface ValidationInput {
  readonly info: SegmentInfo;
  readonly download: Download | undefined;
  /** Undefined: the origin. */
  readonly peerId: PeerId | undefined;
  /** An earlier copy was rejected: this one is to be compared with it. */
  readonly isCompared: boolean;
}

/** `undecided`: the validator was not heard, so nobody is to blame for the bytes. */
export interface Verdict {
  readonly kind: "valid" | "rejected" | "undecided";
  /** Of a rejected copy, and of one that is compared with it. */
  readonly fingerprint: string | undefined;
  /** Unless valid. */
  readonly error: ErrorInfo | undefined;
}

export interface ValidationPorts extends Pick<EnginePorts, "callbacks" | "clock" | "limits"> {
  readonly payloads: Payloads;
  readonly bandwidth: Bandwidth;
}

/** Codes that say that the question or the answer was lost, rather than what the answer is. */
const unheard: ReadonlySet<ErrorCode> = new Set(["CALLBACK_TIMEOUT", "RPC_TIMEOUT", "DESTROYED"]);

export function createValidation(ports: ValidationPorts) {
  const { callbacks, clock, limits, payloads, bandwidth } = ports;

  return fromPromise<Verdict, ValidationInput>(async ({ input }) => {
    const { info, download, peerId } = input;
    const bytes = download && payloads.peek(download.payload);
    if (download === undefined || bytes === undefined)
      throw new LoaderError("INTERNAL", "the payload is gone");
    const { validate } = callbacks;
    if (validate === undefined) return { kind: "valid", fingerprint: undefined, error: undefined };

    const segment = {
      info,
      data: bytes.slice().buffer,
      requestUrl: download.requestUrl,
      responseUrl: download.responseUrl,
      downloadBandwidth: bandwidth.estimate(clock.now()),
    };
    const within = limits.callback;
    const name = "segmentValidator";
    try {
      await withDeadline({ clock, within, code: "CALLBACK_TIMEOUT", name }, () =>
        peerId === undefined ? validate(segment, "http") : validate(segment, "p2p", peerId),
      );
      const mark = input.isCompared ? fingerprint(bytes) : undefined;
      return { kind: "valid", fingerprint: mark, error: undefined };
    } catch (thrown) {
      if (thrown instanceof LoaderError && unheard.has(thrown.code)) {
        return { kind: "undecided", fingerprint: undefined, error: toErrorInfo(thrown) };
      }
      const error = rejection(thrown, peerId);
      return { kind: "rejected", fingerprint: fingerprint(bytes), error };
    }
  });
}

/** Carries the caller's own error, unwrapped, as `cause`. */
function rejection(thrown: unknown, peerId: PeerId | undefined): ErrorInfo {
  const cause = thrown instanceof LoaderError ? (thrown.cause ?? thrown) : thrown;
  return {
    code: peerId === undefined ? "HTTP_VALIDATION_FAILED" : "P2P_VALIDATION_FAILED",
    message: `segmentValidator rejected the segment: ${toErrorInfo(cause).message}`,
    cause,
  };
}

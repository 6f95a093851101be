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
import type { Download, Suspect } from "./segment-context.ts";

export interface ValidationInput {
  readonly info: SegmentInfo;
  readonly download: Download | undefined;
  /** Undefined: the origin. */
  readonly peerId: PeerId | undefined;
  /** Of an earlier copy that was rejected: this one is compared with what they brought. */
  readonly suspects: readonly Suspect[];
}

/** `undecided`: the validator was not heard, so nobody is to blame for the bytes. */
export interface Verdict {
  readonly kind: "valid" | "rejected" | "undecided";
  /** Of a rejected copy. */
  readonly suspects: readonly Suspect[];
  /** With a valid copy: those who brought something else before. */
  readonly polluters: readonly PeerId[];
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
    const verdict = { suspects: [], polluters: [], error: undefined };
    if (validate === undefined) return { ...verdict, kind: "valid" };

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
      return { ...verdict, kind: "valid", polluters: pollutersOf(bytes, input.suspects) };
    } catch (thrown) {
      if (thrown instanceof LoaderError && unheard.has(thrown.code)) {
        return { ...verdict, kind: "undecided", error: toErrorInfo(thrown) };
      }
      const error = rejection(thrown, peerId);
      return { ...verdict, kind: "rejected", suspects: suspectsOf(bytes, download), error };
    }
  });
}

/** The last part counts with its length: a copy that is too short is as wrong as any other. */
function suspectsOf(bytes: Uint8Array, { parts }: Download): Suspect[] {
  return parts.flatMap(({ peerId, end: until }, index) => {
    const start = parts[index - 1]?.end ?? 0;
    const end = index === parts.length - 1 ? Infinity : until;
    const mark = fingerprint(bytes.subarray(start, end));
    return peerId === undefined ? [] : [{ peerId, start, end, fingerprint: mark }];
  });
}

function pollutersOf(bytes: Uint8Array, suspects: readonly Suspect[]): PeerId[] {
  return suspects
    .filter(({ start, end, fingerprint: mark }) => fingerprint(bytes.subarray(start, end)) !== mark)
    .map(({ peerId }) => peerId);
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

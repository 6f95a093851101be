/**
 * Asks the caller's validator for its verdict on a segment. An effect of the segment machine.
 * Never rejects because the validator did: a verdict is an answer.
 */
import {
  LoaderError,
  toErrorInfo,
  type ConnectionId,
  type EnginePorts,
  type ErrorCode,
  type ErrorInfo,
  type PeerId,
  type SegmentInfo,
} from "@swarmlane/contract";
import type { Bandwidth } from "../bandwidth.ts";
import { withDeadline } from "../deadline.ts";
import type { Payloads } from "../payloads.ts";
import type { ArrivedSegment, Suspect } from "./arrived.ts";

export interface ValidationInput {
  readonly info: SegmentInfo;
  readonly arrived: ArrivedSegment | undefined;
  /** Undefined: the origin. */
  readonly peerId: PeerId | undefined;
  /** Sources of earlier copies that were rejected: this copy is compared with what they brought. */
  readonly suspects: readonly Suspect[];
}

/** `undecided`: the validator did not answer, so no source is to blame for the bytes. */
export interface Verdict {
  readonly kind: "valid" | "rejected" | "undecided";
  /** The peers' parts of a rejected copy. */
  readonly suspects: readonly Suspect[];
  /** If the copy is valid: the connections that brought other bytes before. */
  readonly polluters: readonly ConnectionId[];
  /** Unless valid. */
  readonly error: ErrorInfo | undefined;
}

export interface ValidationPorts extends Pick<
  EnginePorts,
  "callbacks" | "clock" | "limits" | "digest"
> {
  readonly payloads: Payloads;
  readonly bandwidth: Bandwidth;
}

/** Codes that say that the question or the answer was lost, rather than what the answer is. */
const unheard: ReadonlySet<ErrorCode> = new Set(["CALLBACK_TIMEOUT", "RPC_TIMEOUT", "DESTROYED"]);

export type Validation = (input: ValidationInput) => Promise<Verdict>;

export function createValidation(ports: ValidationPorts): Validation {
  const { callbacks, clock, limits, payloads, bandwidth, digest } = ports;

  return async (input) => {
    const { info, arrived, peerId } = input;
    const bytes = arrived && payloads.peek(arrived.payload);
    if (arrived === undefined || bytes === undefined)
      throw new LoaderError("INTERNAL", "the payload is gone");
    const { validate } = callbacks;
    const verdict = { suspects: [], polluters: [], error: undefined };
    if (validate === undefined) return { ...verdict, kind: "valid" };

    const segment = {
      info,
      data: bytes.slice().buffer,
      requestUrl: arrived.requestUrl,
      responseUrl: arrived.responseUrl,
      downloadBandwidth: bandwidth.estimate(clock.now()),
    };
    const within = limits.callback;
    const name = "segmentValidator";
    try {
      await withDeadline({ clock, within, code: "CALLBACK_TIMEOUT", name }, () =>
        peerId === undefined ? validate(segment, "http") : validate(segment, "p2p", peerId),
      );
      const polluters = await findPolluters(bytes, input.suspects, digest);
      return { ...verdict, kind: "valid", polluters };
    } catch (thrown) {
      if (thrown instanceof LoaderError && unheard.has(thrown.code)) {
        return { ...verdict, kind: "undecided", error: toErrorInfo(thrown) };
      }
      const error = rejection(thrown, codeOf(arrived, peerId));
      const suspects = await findSuspects(bytes, arrived, digest);
      return { ...verdict, kind: "rejected", suspects, error };
    }
  };
}

type Digest = EnginePorts["digest"];

/** The last part is compared with its length as well, because a copy that is too short is wrong, too. */
async function findSuspects(
  bytes: Uint8Array<ArrayBuffer>,
  { parts }: ArrivedSegment,
  digest: Digest,
): Promise<Suspect[]> {
  const suspects: Suspect[] = [];
  for (const [index, { source, end: until }] of parts.entries()) {
    const start = parts[index - 1]?.end ?? 0;
    const end = index === parts.length - 1 ? Infinity : until;
    if (source === undefined) continue;
    suspects.push({ source, start, end, digest: await digest?.(bytes.subarray(start, end)) });
  }
  return suspects;
}

/** The connections whose part differs from the same part of the valid copy. */
async function findPolluters(
  bytes: Uint8Array<ArrayBuffer>,
  suspects: readonly Suspect[],
  digest: Digest,
): Promise<ConnectionId[]> {
  const polluters: ConnectionId[] = [];
  for (const suspect of suspects) {
    if (suspect.digest === undefined) continue;
    const valid = await digest?.(bytes.subarray(suspect.start, suspect.end));
    if (valid !== undefined && valid !== suspect.digest) polluters.push(suspect.source);
  }
  return polluters;
}

/** By the source of the copy. If several sources brought it, it is not known which of them is wrong. */
function codeOf({ parts }: ArrivedSegment, peerId: PeerId | undefined): ErrorCode {
  if (new Set(parts.map(({ source }) => source)).size > 1) return "P2P_SPLICE_REJECTED";
  return peerId === undefined ? "HTTP_VALIDATION_FAILED" : "P2P_VALIDATION_FAILED";
}

/** Carries the caller's own error, unwrapped, as `cause`. */
function rejection(thrown: unknown, code: ErrorCode): ErrorInfo {
  const cause = thrown instanceof LoaderError ? (thrown.cause ?? thrown) : thrown;
  const message = `The segmentValidator rejected the segment: ${toErrorInfo(cause).message}`;
  return { code, message, cause };
}

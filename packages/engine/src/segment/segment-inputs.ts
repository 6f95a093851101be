/** What the segment machine hands to its effects, and how it reads their answers. Pure. */
import { toErrorInfo, type ErrorInfo } from "@swarmlane/contract";
import type { HttpAttemptInput } from "./http-attempt.ts";
import type { SegmentContext, SegmentEvent, Suspect } from "./segment-context.ts";
import type { StoringInput } from "./storing.ts";
import type { ValidationInput, Verdict } from "./validation.ts";

/** A copy that the validator turned down. */
export interface Rejection {
  readonly error: ErrorInfo;
  readonly suspects: readonly Suspect[];
}

export function httpInput(
  { info, attempt, partial, expectedSize }: SegmentContext,
  self: { send(event: SegmentEvent): void },
): HttpAttemptInput {
  return {
    info,
    partial: partial?.payload,
    expectedSize,
    onBytes(bytes) {
      if (attempt !== undefined) self.send({ type: "http.progress", token: attempt.token, bytes });
    },
  };
}

export function validationInput({
  info,
  attempt,
  download,
  suspect,
}: SegmentContext): ValidationInput {
  return { info, download, peerId: attempt?.peerId, suspects: suspect ?? [] };
}

export function storingInput({ info, download }: SegmentContext): StoringInput {
  return { info, download };
}

export function isRejectedFromPeer(context: SegmentContext, verdict: Verdict): boolean {
  return verdict.kind === "rejected" && sourcesOf(context) === 1 && !!context.attempt?.peerId;
}

/** It was put together from several sources: which of them is wrong is not known. */
export function isRejectedSplice(context: SegmentContext, { kind }: Verdict): boolean {
  return kind === "rejected" && sourcesOf(context) > 1;
}

function sourcesOf({ download }: SegmentContext): number {
  return new Set(download?.parts.map(({ peerId }) => peerId)).size;
}

export function readRejection({ error, suspects }: Verdict): Rejection {
  const unnamed: ErrorInfo = { code: "INTERNAL", message: "no reason was given" };
  return { error: error ?? unnamed, suspects };
}

/** A segment at the live edge may be announced before the origin has it (threats §1a). */
export function isFirstMiss({ coolDown }: SegmentContext, thrown: unknown): boolean {
  return toErrorInfo(thrown).status === 404 && !coolDown.isMissed;
}

export function tooSlow({ reason }: { reason: string }): ErrorInfo {
  return { code: "HTTP_TIMEOUT", message: reason };
}

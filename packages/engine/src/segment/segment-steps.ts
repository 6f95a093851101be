/** What the segment machine's assignments do: from what is known to what changes. Pure, but for payload handles. */
import { segmentKey, type ErrorInfo, type PeerId } from "@swarmlane/contract";
import type { AttemptToken } from "../actor-events.ts";
import type { PayloadHandle } from "../payloads.ts";
import * as rest from "./cool-down.ts";
import type { HttpAttemptOutput } from "./http-attempt.ts";
import type { SegmentContext, SegmentInput } from "./segment-context.ts";

type Change = Partial<SegmentContext>;

export interface Start {
  readonly token: AttemptToken;
  /** Undefined: the origin. */
  readonly peerId?: PeerId;
}

export function initialContext({ env, info, coolDown, reason }: SegmentInput): SegmentContext {
  return {
    env,
    key: segmentKey(info),
    info,
    attempt: undefined,
    download: undefined,
    partial: undefined,
    expectedSize: undefined,
    refusals: [],
    suspect: undefined,
    coolDown,
    reason,
  };
}

export function begin({ env }: SegmentContext, { token, peerId }: Start): Change {
  return { attempt: { token, peerId, startedAt: env.now(), bytes: 0, size: undefined } };
}

export function countBytes({ attempt }: SegmentContext, bytes: number): Change {
  return attempt === undefined ? {} : { attempt: { ...attempt, bytes: attempt.bytes + bytes } };
}

export function noteSize({ attempt }: SegmentContext, size: number): Change {
  return attempt === undefined ? {} : { attempt: { ...attempt, size }, expectedSize: size };
}

export function receiveHttp({ env, partial }: SegmentContext, output: HttpAttemptOutput): Change {
  const { bytes, requestUrl, responseUrl, isSpliced } = output;
  const splicedFrom = isSpliced ? partial?.peerId : undefined;
  return { download: { payload: env.payloads.put(bytes), requestUrl, responseUrl, splicedFrom } };
}

export function receiveP2p(payload: PayloadHandle): Change {
  const fromPeer = { requestUrl: undefined, responseUrl: undefined, splicedFrom: undefined };
  return { download: { payload, ...fromPeer } };
}

/** Keeps what a peer brought only where it can be of use, and while there is room for it. */
export function keepPartial(
  { env, attempt, partial }: SegmentContext,
  payload: PayloadHandle | undefined,
): Change {
  if (payload === undefined) return {};
  if (partial !== undefined) env.payloads.drop(partial.payload);
  const isOfUse = env.settings.httpUseRanges && env.payloads.bytes <= env.limits.receiveBytes;
  if (isOfUse && attempt?.peerId !== undefined) {
    return { partial: { payload, peerId: attempt.peerId } };
  }
  env.payloads.drop(payload);
  return { partial: undefined };
}

/** The peer is not asked for this segment again for a while, whatever it announces (T7, B11). */
export function noteRefusal({ env, attempt, refusals }: SegmentContext, error: ErrorInfo): Change {
  const reason = `the peer failed: ${error.code}`;
  if (attempt?.peerId === undefined) return { reason };
  const now = env.now();
  const refusal = { peerId: attempt.peerId, until: now + env.limits.absentBackoff };
  return { refusals: [...refusals.filter(({ until }) => until > now), refusal], reason };
}

export function suspectPeer({ attempt }: SegmentContext, fingerprint: string): Change {
  const reason = "the peer's copy was rejected";
  if (attempt?.peerId === undefined) return { reason };
  return { suspect: { peerId: attempt.peerId, fingerprint }, reason };
}

export function fail({ env, coolDown }: SegmentContext, { code, message }: ErrorInfo): Change {
  const failed = rest.fail(coolDown, env.now(), env.settings.httpFailedSegmentTimeout);
  // A peer's word on the size may be why the origin's body was refused: the next attempt goes without it.
  return { coolDown: failed, expectedSize: undefined, reason: `${code}: ${message}` };
}

/** Nothing is told yet: a peer may have it, and the origin is asked once more. */
export function miss({ env, coolDown }: SegmentContext): Change {
  const missed = rest.miss(coolDown, env.now(), env.limits.notFoundRest);
  return {
    coolDown: missed,
    reason: "the origin has it not yet (404): peers are asked, then the origin again",
  };
}

export function endCoolDown({ coolDown }: SegmentContext): Change {
  return { coolDown: rest.wake(coolDown) };
}

export function retryNow({ env: { settings, limits, now }, coolDown }: SegmentContext): Change {
  const longest = settings.httpFailedSegmentTimeout;
  return { coolDown: rest.retry(coolDown, now(), limits.retrySpacing, longest) };
}

/** Once it is loaded, its troubles are forgotten. */
export function forgetTroubles(): Change {
  return { coolDown: rest.neverFailed, refusals: [], suspect: undefined, expectedSize: undefined };
}

/** Releases what is held: idempotent, because a handle that was taken can be dropped again. */
export function releaseDownload({ env, download }: SegmentContext): Change {
  if (download !== undefined) env.payloads.drop(download.payload);
  return { download: undefined };
}

export function releasePartial({ env, partial }: SegmentContext): Change {
  if (partial !== undefined) env.payloads.drop(partial.payload);
  return { partial: undefined };
}

/** What still arrives for the attempt is late. */
export function forgetAttempt(): Change {
  return { attempt: undefined };
}

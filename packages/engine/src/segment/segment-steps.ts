/** What the segment machine's assignments do: from what is known to what changes. Pure, but for payload handles. */
import { segmentKey, type ErrorInfo, type PeerId } from "@swarmlane/contract";
import type { AttemptToken } from "../actor-events.ts";
import type { PayloadHandle } from "../payloads.ts";
import * as rest from "./cool-down.ts";
import type { HttpAttemptOutput } from "./http-attempt.ts";
import type { Part, SegmentContext, SegmentInput, Suspect } from "./segment-context.ts";

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
  return { attempt: { token, peerId, startedAt: env.now(), bytes: 0, size: undefined, head: 0 } };
}

export function countBytes({ attempt }: SegmentContext, bytes: number): Change {
  return attempt === undefined ? {} : { attempt: { ...attempt, bytes: attempt.bytes + bytes } };
}

/** From here on it is seen how fast it is: before, it may have waited behind others from the same peer. */
export function noteHeader(
  { env, attempt }: SegmentContext,
  { size, head }: { size: number; head: number },
): Change {
  if (attempt === undefined) return {};
  const started = { ...attempt, size: size - head, head, startedAt: env.now() };
  return { attempt: started, expectedSize: size };
}

export function receiveHttp({ env, partial }: SegmentContext, output: HttpAttemptOutput): Change {
  const { bytes, requestUrl, responseUrl, isSpliced } = output;
  const before = isSpliced ? (partial?.parts ?? []) : [];
  const parts = [...before, { peerId: undefined, end: bytes.byteLength }];
  return { download: { payload: env.payloads.put(bytes), requestUrl, responseUrl, parts } };
}

export function receiveP2p(context: SegmentContext, payload: PayloadHandle): Change {
  const parts = partsOf(context, payload);
  return { download: { payload, requestUrl: undefined, responseUrl: undefined, parts } };
}

/** Who brought what of the attempt's bytes. */
function partsOf({ env, attempt, partial }: SegmentContext, payload: PayloadHandle): Part[] {
  const end = env.payloads.peek(payload)?.byteLength ?? 0;
  const before = attempt !== undefined && attempt.head > 0 ? (partial?.parts ?? []) : [];
  return [...before, { peerId: attempt?.peerId, end }];
}

/**
 * Keeps what peers brought while another source can go on there and there is room for it: the longer, of what was
 * there and what came. Where a peer has another copy, the one that brought this may have lied: it is begun anew.
 */
export function keepPartial(
  context: SegmentContext,
  { partial: came, error }: { partial: PayloadHandle | undefined; error: ErrorInfo },
): Change {
  const { env, partial, suspect } = context;
  const { payloads } = env;
  const length = (handle: PayloadHandle | undefined): number =>
    (handle !== undefined && payloads.peek(handle)?.byteLength) || 0;
  if (error.code === "P2P_OTHER_COPY")
    return { ...releasePartial(context), expectedSize: undefined };
  if (came === undefined) return {};
  const isOfUse = suspect === undefined && payloads.bytes <= env.limits.receiveBytes;
  if (!isOfUse || length(came) < length(partial?.payload)) {
    payloads.drop(came);
    return {};
  }
  const parts = partsOf(context, came);
  releasePartial(context);
  return { partial: { payload: came, parts } };
}

/**
 * The peer is not asked for this segment again for a while, whatever it announces (T7, B11); unless it had no more than
 * another copy.
 */
export function noteRefusal({ env, attempt, refusals }: SegmentContext, error: ErrorInfo): Change {
  const reason = `the peer failed: ${error.code}`;
  if (attempt?.peerId === undefined || error.code === "P2P_OTHER_COPY") return { reason };
  const now = env.now();
  const refusal = { peerId: attempt.peerId, until: now + env.limits.absentBackoff };
  return { refusals: [...refusals.filter(({ until }) => until > now), refusal], reason };
}

/** Nobody goes on from a copy that was rejected: the next one is of one piece. */
export function suspectSources(context: SegmentContext, suspects: readonly Suspect[]): Change {
  const reason = "a copy from peers was rejected";
  return { suspect: suspects, reason, ...releasePartial(context) };
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

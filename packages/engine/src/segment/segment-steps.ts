/** What the segment machine's assignments do: from what is known to what changes. Pure, except for payload handles. */
import {
  blameFor,
  type ConnectionId,
  type ErrorInfo,
  type PeerId,
  segmentKey,
  toErrorInfo,
} from "@swarmlane/contract";
import type { AttemptToken, PartialPayload } from "../actor-events.ts";
import type { PayloadHandle } from "../payloads.ts";
import { createProgress } from "../progress.ts";
import * as rest from "./cool-down.ts";
import type { HttpAttemptOutput } from "./http-attempt.ts";
import type { Part, SegmentContext, SegmentInput, Suspect } from "./segment-context.ts";

type Change = { readonly [Field in keyof SegmentContext]?: SegmentContext[Field] };

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
    arrived: undefined,
    partial: undefined,
    sizeHint: undefined,
    suspects: [],
    coolDown,
    reason,
  };
}

export function begin({ env }: SegmentContext, { token, peerId }: Start): Change {
  const progress = createProgress(env.now());
  return { attempt: { token, peerId, source: undefined, head: 0, progress } };
}

export function noteHeader(
  { attempt }: SegmentContext,
  { source, size, head }: { source: ConnectionId; size: number; head: number },
): Change {
  if (attempt === undefined) return {};
  return { attempt: { ...attempt, source, head }, sizeHint: { size, source } };
}

export function receiveHttp({ env, partial }: SegmentContext, output: HttpAttemptOutput): Change {
  const { bytes, requestUrl, responseUrl, isSpliced } = output;
  const before = isSpliced ? (partial?.parts ?? []) : [];
  const parts = [...before, { source: undefined, end: bytes.byteLength }];
  return { arrived: { payload: env.payloads.put(bytes), requestUrl, responseUrl, parts } };
}

export function receiveP2p(context: SegmentContext, payload: PayloadHandle): Change {
  const parts = partsOf(context, payload);
  return { arrived: { payload, requestUrl: undefined, responseUrl: undefined, parts } };
}

/** Which source brought which of the attempt's bytes. */
function partsOf({ env, attempt, partial }: SegmentContext, payload: PayloadHandle): Part[] {
  const end = env.payloads.peek(payload)?.byteLength ?? 0;
  const before = attempt !== undefined && attempt.head > 0 ? (partial?.parts ?? []) : [];
  return [...before, { source: attempt?.source, end }];
}

/**
 * Keeps what peers brought if another source can continue it and there is room for it: either the bytes that were there
 * or the bytes that came, whichever are more. Their size belongs to them: what another peer says about the segment does
 * not change it. If a peer has a copy of another size, the bytes may be wrong and are dropped.
 */
export function keepPartial(
  context: SegmentContext,
  { partial: came, error }: { partial: PartialPayload | undefined; error: ErrorInfo },
): Change {
  const { env, partial, suspects } = context;
  const { payloads } = env;
  const length = (held: PartialPayload | undefined): number =>
    (held !== undefined && payloads.peek(held.payload)?.byteLength) || 0;
  if (error.code === "P2P_OTHER_COPY") return { ...releasePartial(context), sizeHint: undefined };
  if (came === undefined) return {};
  const isOfUse =
    (env.hasValidator || !blameFor(error).dropsBytes) &&
    suspects.length === 0 &&
    length(came) < came.size &&
    payloads.bytes <= env.limits.receiveBytes &&
    length(came) >= length(partial);
  if (!isOfUse) {
    payloads.drop(came.payload);
    return {};
  }
  const parts = partsOf(context, came.payload);
  releasePartial(context);
  return { partial: { ...came, parts } };
}

/** A rejected copy is not continued: the next one comes from one source. All suspects are kept until the verdict. */
export function suspectSources(context: SegmentContext, suspects: readonly Suspect[]): Change {
  const all = [...context.suspects, ...suspects].slice(-mostSuspects);
  return { suspects: all, ...releasePartial(context) };
}

/** Enough for every peer of a full swarm; each is a few hundred bytes. */
const mostSuspects = 64;

/** The segment failed at a source. The table of blame says for how long the origin rests. */
export function fail({ env, coolDown }: SegmentContext, error: ErrorInfo): Change {
  const now = env.now();
  const reason = `${error.code}: ${error.message}`;
  switch (blameFor(error).coolDown) {
    case "none":
      return { reason };
    case "short":
      return { coolDown: rest.miss(coolDown, now, env.limits.notFoundRest), reason };
    case "long":
      return { coolDown: rest.fail(coolDown, now, env.settings.httpFailedSegmentTimeout), reason };
  }
}

export function endCoolDown({ coolDown }: SegmentContext): Change {
  return { coolDown: rest.wake(coolDown) };
}

export function retryNow({ env: { settings, limits, now }, coolDown }: SegmentContext): Change {
  const longest = settings.httpFailedSegmentTimeout;
  return { coolDown: rest.retry(coolDown, now(), limits.retrySpacing, longest) };
}

/** A segment that is loaded has no failures to remember. */
export function forgetTroubles(): Change {
  return { coolDown: rest.neverFailed, suspects: [], sizeHint: undefined };
}

/** Releases what is held: idempotent, because a handle that was taken can be dropped again. */
export function releaseArrived({ env, arrived }: SegmentContext): Change {
  if (arrived !== undefined) env.payloads.drop(arrived.payload);
  return { arrived: undefined };
}

export function releasePartial({ env, partial }: SegmentContext): Change {
  if (partial !== undefined) env.payloads.drop(partial.payload);
  return { partial: undefined };
}

/** From now on everything that arrives for the attempt is late. */
export function forgetAttempt(): Change {
  return { attempt: undefined };
}

/** At the live edge a segment may be announced before the origin has it: a first 404 is no failure yet. */
export function readHttpFailure({ coolDown }: SegmentContext, thrown: unknown): ErrorInfo {
  const error = toErrorInfo(thrown);
  if (error.status !== 404 || coolDown.isMissed) return error;
  const message =
    "The origin does not have the segment yet (404). Peers are asked, then the origin once more.";
  return { ...error, code: "HTTP_NOT_YET", message };
}

/** The size that a peer told, if the origin's copy has another size. */
export function falseSizeOf({
  sizeHint,
  arrived,
  env,
}: SegmentContext): SegmentContext["sizeHint"] {
  if (sizeHint === undefined || arrived === undefined) return undefined;
  const isWholeFromOrigin = arrived.parts.every(({ source }) => source === undefined);
  const size = env.payloads.peek(arrived.payload)?.byteLength;
  return isWholeFromOrigin && size !== undefined && size !== sizeHint.size ? sizeHint : undefined;
}

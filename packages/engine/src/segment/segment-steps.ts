/** What the segment machine's assignments do: from what is known to what changes. Pure: they look at payloads and leave them where they are. */
import {
  becauseFailed,
  blameFor,
  type ErrorInfo,
  type PeerId,
  segmentKey,
  toErrorInfo,
} from "@swarmlane/contract";
import type { AttemptToken, DownloadEvent, PartialPayload } from "../actor-events.ts";
import type { PayloadHandle } from "../payloads.ts";
import { createProgress } from "../progress.ts";
import type { ArrivedSegment, Part, Suspect } from "./arrived.ts";
import * as rest from "./cool-down.ts";
import type { HttpAttemptOutput } from "./http-attempt.ts";
import type { SegmentContext, SegmentInput } from "./segment-context.ts";

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

export function begin({ env, key }: SegmentContext, { token, peerId }: Start): Change {
  const progress = createProgress(key, env.now());
  return { attempt: { token, peerId, source: undefined, head: 0, progress } };
}

export function noteHeader(
  { attempt }: SegmentContext,
  { source, size, head, isRelayed }: Extract<DownloadEvent, { type: "download.started" }>,
): Change {
  if (attempt === undefined) return {};
  // A relay only repeats what its own source told.
  return {
    attempt: { ...attempt, source, head },
    ...(!isRelayed && { sizeHint: { size, source } }),
  };
}

export function receiveHttp(context: SegmentContext, output: HttpAttemptOutput): Change {
  const { payload, requestUrl, responseUrl, isSpliced } = output;
  const before = isSpliced ? (context.partial?.parts ?? []) : [];
  const parts = [...before, { source: undefined, end: lengthOf(context, payload) }];
  return { arrived: { payload, requestUrl, responseUrl, parts, ...timesOf(context) } };
}

export function receiveP2p(context: SegmentContext, payload: PayloadHandle): Change {
  const parts = partsOf(context, payload);
  const urls = { requestUrl: undefined, responseUrl: undefined };
  return { arrived: { payload, ...urls, parts, ...timesOf(context) } };
}

export interface Provided {
  readonly payload: PayloadHandle;
  readonly responseUrl: string;
  readonly downloadTime: number;
}

/** No attempt of ours brought it. */
export function receiveProvided(context: SegmentContext, provided: Provided): Change {
  const parts = [{ source: undefined, end: lengthOf(context, provided.payload) }];
  const { payload, responseUrl, downloadTime } = provided;
  const arrived = { payload, requestUrl: context.info.url, responseUrl, parts };
  return { attempt: undefined, arrived: { ...arrived, downloadTime, firstByteTime: undefined } };
}

function timesOf({
  env,
  attempt,
}: SegmentContext): Pick<ArrivedSegment, "downloadTime" | "firstByteTime"> {
  if (attempt === undefined) return { downloadTime: 0, firstByteTime: undefined };
  const { startedAt, firstByteAt } = attempt.progress;
  const since = (at: number): number => Math.max(0, at - startedAt);
  return {
    downloadTime: since(env.now()),
    firstByteTime: firstByteAt === undefined ? undefined : since(firstByteAt),
  };
}

/** Which source brought which of the attempt's bytes. */
function partsOf(context: SegmentContext, payload: PayloadHandle): Part[] {
  const { attempt, partial } = context;
  const end = lengthOf(context, payload);
  const before = attempt !== undefined && attempt.head > 0 ? (partial?.parts ?? []) : [];
  return [...before, { source: attempt?.source, end }];
}

/** Bytes; 0 when they were dropped. */
function lengthOf({ env }: SegmentContext, payload: PayloadHandle | undefined): number {
  return payload === undefined ? 0 : (env.payloads.peek(payload)?.byteLength ?? 0);
}

export interface Stop {
  readonly partial: PartialPayload | undefined;
  readonly error: ErrorInfo;
}

/**
 * Whether to keep what a peer brought before it stopped: if another source can continue it, there is room for it, and it
 * is not less than what there was before.
 */
export function isOfUse(context: SegmentContext, { partial: came, error }: Stop): boolean {
  const { env, partial, suspects } = context;
  if (came === undefined || suspects.length > 0) return false;
  const { drops } = blameFor(error);
  if (drops === "all" || (drops === "own" && !env.hasValidator)) return false;
  const length = lengthOf(context, came.payload);
  return (
    length < came.size &&
    length >= lengthOf(context, partial?.payload) &&
    env.payloads.bytes <= env.limits.receiveBytes
  );
}

/**
 * Their size belongs to the bytes: what another peer says about the segment does not change it. The bytes that they
 * replace are dropped by `dropPartial`.
 */
export function keepPartial(context: SegmentContext, { partial: came }: Stop): Change {
  return came === undefined ? {} : { partial: { ...came, parts: partsOf(context, came.payload) } };
}

/** A rejected copy is not continued: the next one comes from one source. All suspects are kept until the verdict. */
export function suspectSources(context: SegmentContext, suspects: readonly Suspect[]): Change {
  const all = [...context.suspects, ...suspects].slice(-mostSuspects);
  return { suspects: all };
}

/** Enough for every peer of a full swarm; each is a few hundred bytes. */
const mostSuspects = 64;

/** The segment failed at a source. The table of blame says for how long the origin rests. */
export function fail({ env, coolDown }: SegmentContext, error: ErrorInfo): Change {
  const now = env.now();
  const reason = becauseFailed(error);
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

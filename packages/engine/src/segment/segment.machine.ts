/**
 * One segment of the queue, from wanted to stored. Either thread. One attempt at a time, named by a token; what arrives
 * with another token is dropped and its bytes released. No payload in the context: handles only. What follows from a
 * failure is in the table of blame (contract/blame.ts), and nowhere else.
 * Effects (`httpAttempt`, `validation`, `storing`) are functions of the environment (`segment-effects.ts`).
 */
import {
  because as becauseOf,
  becauseFailed,
  blameFor,
  type ErrorInfo,
  type PlainReason,
  type Reason,
  type AbortSignalLike,
  segmentKey,
  type SegmentInfo,
  segmentName,
  type SegmentState,
  toErrorInfo,
} from "@swarmlane/contract";
import { assign, fromPromise, setup } from "xstate";
import type { DownloadEvent } from "../actor-events.ts";
import { asEvent, asOutput } from "../as-event.ts";
import type { PayloadHandle } from "../payloads.ts";
import { createProgress } from "../progress.ts";
import { mayRetry } from "./cool-down.ts";
import { createListener, releaseBytes } from "./download-listener.ts";
import type { HttpAttemptInput, HttpAttemptOutput } from "./http-attempt.ts";
import type { SegmentContext, SegmentEnv, SegmentEvent, SegmentInput } from "./segment-context.ts";
import * as step from "./segment-steps.ts";
import type { StoringInput, StoringOutput } from "./storing.ts";
import type { ValidationInput, Verdict } from "./validation.ts";

interface Because {
  readonly reason: Reason;
}
interface Failure {
  readonly error: ErrorInfo;
}
interface InEnv {
  readonly env: SegmentEnv;
}
type DownloadFailed = Extract<DownloadEvent, { type: "download.failed" }>;

const segmentSetup = setup({
  types: {
    context: {} as SegmentContext,
    events: {} as SegmentEvent,
    input: {} as SegmentInput,
  },
  actors: {
    httpAttempt: fromPromise<HttpAttemptOutput, HttpAttemptInput & InEnv>(
      ({ input, signal }: { input: HttpAttemptInput & InEnv; signal: AbortSignalLike }) =>
        input.env.effects.httpAttempt(input, signal),
    ),
    validation: fromPromise<Verdict, ValidationInput & InEnv>(({ input }) =>
      input.env.effects.validation(input),
    ),
    storing: fromPromise<StoringOutput, StoringInput & InEnv>(({ input }) =>
      input.env.effects.storing(input),
    ),
  },
  delays: {
    retryBackoff: ({ context: { env, coolDown } }) =>
      Math.max(0, (coolDown.until ?? 0) - env.now()),
  },
  guards: {
    isCurrent: ({ context, event }) => "token" in event && event.token === context.attempt?.token,
    /** What it brought before it stopped is kept for the next source. */
    isOfUse: ({ context }, stop: DownloadFailed) =>
      stop.token === context.attempt?.token && step.isOfUse(context, stop),
    /** By the table of blame: nothing that peers have brought can be relied on. */
    doubtsAll: ({ context }, stop: DownloadFailed) =>
      stop.token === context.attempt?.token && blameFor(stop.error).drops === "all",
    isCoolingDown: ({ context }) => context.coolDown.until !== undefined,
    mayRetry: ({ context }) => mayRetry(context.coolDown, context.env.now()),
    /** The caller gave no validator. */
    isUnchecked: ({ context: { env } }) => !env.hasValidator,
    isValid: (_, { kind }: Verdict) => kind === "valid",
    /** By the table of blame: the origin is to be left alone for a while. */
    restsOrigin: (_, { error }: Failure) => blameFor(error).coolDown !== "none",
  },
  actions: {
    because: assign((_, { reason }: Because) => ({ reason })),
    describe: assign((_, { info }: { info: SegmentInfo }) => ({ info })),
    begin: assign(({ context }, start: step.Start) => step.begin(context, start)),
    noteHeader: assign(({ context, event }) =>
      event.type === "download.started" ? step.noteHeader(context, event) : {},
    ),
    receiveHttp: assign(({ context }, output: HttpAttemptOutput) =>
      step.receiveHttp(context, output),
    ),
    receiveP2p: assign(({ context }, { payload }: { payload: PayloadHandle }) =>
      step.receiveP2p(context, payload),
    ),
    receiveProvided: assign(({ context }, provided: step.Provided) =>
      step.receiveProvided(context, provided),
    ),
    keepPartial: assign(({ context }, stop: step.Stop) => step.keepPartial(context, stop)),
    forgetPartial: assign({ partial: undefined }),
    forgetSize: assign({ sizeHint: undefined }),
    noteFailure: assign(({ context }, { error }: Failure) => step.fail(context, error)),
    notePeerFailure: assign((_, { error }: Failure) => ({
      reason: becauseFailed(error, "peer-failed"),
    })),
    suspectSources: assign(({ context }, { suspects }: Verdict) =>
      step.suspectSources(context, suspects),
    ),
    endCoolDown: assign(({ context }) => step.endCoolDown(context)),
    retryNow: assign(({ context }) => step.retryNow(context)),
    forgetTroubles: assign(() => step.forgetTroubles()),
    forgetArrived: assign({ arrived: undefined }),
    forgetAttempt: assign(() => step.forgetAttempt()),

    /** Emits every change of state, with its reason. The scheduler is told what it does not know or has to announce. */
    report: ({ context: { env, key, info, reason } }, { state }: { state: SegmentState }) => {
      const { emit, onChange, log } = env;
      if (log.enabled) log(`segment ${state}`, info.priority, info.id, reason);
      emit({ type: "segment/state", key, state, reason });
      onChange({ key, state, info });
    },
    /** Before it was validated, nobody gets it from us. */
    tellArriving: ({ context: { env, key, info } }) => {
      if (!env.hasValidator) env.onChange({ key, state: "p2p", info, isArriving: true });
    },
    askPeer: ({ context: { env, info, attempt, partial }, self }) => {
      if (attempt?.peerId === undefined) return;
      const { token, peerId, progress } = attempt;
      const replyTo = createListener(env.payloads, self);
      const segment = segmentName(info);
      env.toSwarm({ type: "download.request", token, peerId, segment, partial, progress, replyTo });
    },
    /** The answer brings what has arrived so far. */
    cancelDownload: ({ context: { env, attempt } }, { reason }: Because) => {
      if (attempt === undefined) return;
      const { token } = attempt;
      const why = `the segment does not want it any more (${reason.code})`;
      env.toSwarm({ type: "download.cancel", token, code: "P2P_CANCELLED", reason: why });
    },
    /** Others wait for the slot, and this peer is too slow. */
    giveUpDownload: ({ context: { env, attempt } }) => {
      if (attempt === undefined) return;
      const { token } = attempt;
      const reason = "the peer delivered too slowly, and another segment waited for the slot";
      env.toSwarm({ type: "download.cancel", token, code: "P2P_TOO_SLOW", reason });
    },
    // Dropping a payload twice is harmless.
    dropArrived: ({ context: { env, arrived } }) => {
      if (arrived !== undefined) env.payloads.drop(arrived.payload);
    },
    dropPartial: ({ context: { env, partial } }) => {
      if (partial !== undefined) env.payloads.drop(partial.payload);
    },
    /** What the event brought, and nobody has a use for. */
    dropBrought: ({ context: { env }, event }) => {
      if (event.type === "download.done" || event.type === "download.failed")
        releaseBytes(env.payloads, event);
    },
    /** Hands the segment to the player. It was stored before, and these bytes have no other owner. */
    deliver: ({ context }, { downloadBandwidth }: StoringOutput) => {
      const { env, key, info, attempt, arrived } = context;
      const bytes = arrived && env.payloads.take(arrived.payload);
      if (arrived === undefined || bytes === undefined) return;
      const { requestUrl, responseUrl, downloadTime, firstByteTime } = arrived;
      const isWhole = bytes.byteLength === bytes.buffer.byteLength;
      const data = isWhole ? bytes.buffer : bytes.slice().buffer;
      const segment = {
        ...{ info, data, requestUrl, responseUrl },
        ...{ downloadBandwidth, downloadTime },
        ...(firstByteTime !== undefined && { firstByteTime }),
      };
      const from = attempt?.peerId === undefined ? {} : { peerId: attempt.peerId };
      env.emit({ type: "segment/loaded", key, segment, ...from });
    },
    /** The player's own downloads count like ours. */
    countProvided: ({ context: { env, key, arrived } }) => {
      const bytes = arrived && env.payloads.peek(arrived.payload)?.byteLength;
      if (bytes !== undefined) env.emit({ type: "bytes/downloaded", method: "http", bytes, key });
    },
    /** The player is told, where the table of blame says so. */
    tellFailure: ({ context: { env, key, attempt } }, { error }: Failure) => {
      if (!blameFor(error).segmentError) return;
      const from = attempt?.peerId === undefined ? {} : { peerId: attempt.peerId };
      env.emit({ type: "segment/error", key, error, ...from });
    },
    /** A copy of one peer was rejected. The table of blame says what follows for that peer. */
    blameSource: ({ context }, { error }: Failure) => {
      const { env, info, attempt } = context;
      if (attempt?.source === undefined || blameFor(error).fault !== "peer") return;
      const segment = segmentName(info);
      env.toSwarm({ type: "source.blamed", source: attempt.source, segment, error });
    },
    /** The valid copy proved that these sources sent wrong bytes. */
    blamePolluters: ({ context: { env, info } }, { polluters }: Verdict) => {
      const message = "the valid copy differs from what the peer sent, which was rejected";
      const error: ErrorInfo = { code: "P2P_POLLUTED", message };
      const segment = segmentName(info);
      for (const source of polluters)
        env.toSwarm({ type: "source.blamed", source, segment, error });
    },
    /** The segment is valid, as far as it was checked: its sources were useful. */
    creditSources: ({ context: { env, arrived } }) => {
      const sources = new Set(arrived?.parts.map(({ source }) => source));
      for (const source of sources)
        if (source !== undefined) env.toSwarm({ type: "source.credited", source });
    },
    /** The origin's copy shows that a peer told another size. */
    blameFalseSize: ({ context }) => {
      const hint = step.falseSizeOf(context);
      if (hint === undefined) return;
      const message = `the peer told a size of ${hint.size} bytes, which the origin's copy does not have`;
      const error: ErrorInfo = { code: "P2P_FALSE_SIZE", message };
      const segment = segmentName(context.info);
      context.env.toSwarm({ type: "source.blamed", source: hint.source, segment, error });
    },
  },
});

/** Entering a state is told to the page and the scheduler. */
function enter(state: SegmentState) {
  return { type: "report", params: { state } } as const;
}

function because(code: PlainReason) {
  return { type: "because", params: { reason: becauseOf(code) } } as const;
}

/** For the reason that came with a command. */
const asTold = {
  type: "because",
  params: ({ event }: { event: Because }) => ({ reason: event.reason }),
} as const;

/** What follows from a failure: the player may be told, and the segment may have to rest. */
function failWith<Args>(errorOf: (args: Args) => ErrorInfo) {
  const params = (args: Args) => ({ error: errorOf(args) });
  return [
    { type: "tellFailure", params },
    { type: "noteFailure", params },
  ] as const;
}

const asThrown = failWith(({ event }: { event: { error: unknown } }) => toErrorInfo(event.error));

/** Over HTTP: a first 404 is a case of its own. */
const asThrownByOrigin = failWith(
  ({ context, event }: { context: SegmentContext; event: { error: unknown } }) =>
    step.readHttpFailure(context, event.error),
);

/** The origin was too slow to wait for. */
const asTooSlow = failWith(() => ({
  code: "HTTP_TIMEOUT" as const,
  message: "the origin delivered too slowly, and a required segment waited for the slot",
}));

const errorOf = ({ error }: Verdict): ErrorInfo =>
  error ?? { code: "INTERNAL", message: "the validator gave no reason" };

/** A copy that is not valid: the error of the verdict. */
const asJudged = {
  error: ({ event }: { event: { output: Verdict } }) => ({ error: errorOf(event.output) }),
};

const asProvided = {
  target: "validating",
  actions: [asEvent("receiveProvided"), "countProvided", because("from-player")],
} as const;

const releaseArrived = ["dropArrived", "forgetArrived"] as const;
const releasePartial = ["dropPartial", "forgetPartial"] as const;
const keepBytes = ["dropPartial", asEvent("keepPartial")] as const;
const forgetBytes = [...releasePartial, "forgetSize", "dropBrought"] as const;

const asRejected = [
  { type: "tellFailure", params: asJudged.error },
  { type: "noteFailure", params: asJudged.error },
  { type: "blameSource", params: asJudged.error },
  asOutput("suspectSources"),
  ...releasePartial,
] as const;

export const segmentMachine = segmentSetup.createMachine({
  id: "segment",
  context: ({ input }) => step.initialContext(input),
  initial: "queued",
  on: {
    update: { actions: asEvent("describe") },
    abort: { target: ".aborted", actions: asTold },
    "download.done": { actions: "dropBrought" },
    // The answer to a cancel brings what had arrived; it still has the attempt's token.
    "download.failed": [
      { guard: asEvent("doubtsAll"), actions: forgetBytes },
      { guard: asEvent("isOfUse"), actions: keepBytes },
      { actions: "dropBrought" },
    ],
  },
  states: {
    queued: {
      entry: [...releaseArrived, enter("queued")],
      always: { guard: "isCoolingDown", target: "failed", actions: because("still-cooling-down") },
      on: {
        "start.http": { target: "http", actions: [asEvent("describe"), asEvent("begin"), asTold] },
        "start.p2p": { target: "p2p", actions: [asEvent("describe"), asEvent("begin"), asTold] },
        provided: asProvided,
        found: { target: "cached", actions: asTold },
      },
    },

    http: {
      entry: enter("http"),
      invoke: {
        src: "httpAttempt",
        input: ({ context: { env, info, partial, sizeHint, attempt } }) => ({
          ...{ env, info, partial, expectedSize: sizeHint?.size },
          progress: attempt?.progress ?? createProgress(segmentKey(info), 0),
        }),
        onDone: {
          target: "validating",
          actions: [asOutput("receiveHttp"), because("from-origin")],
        },
        onError: { target: "failed", actions: asThrownByOrigin },
      },
      on: {
        cancel: { target: "queued", actions: asTold },
        "give.up": { target: "failed", actions: asTooSlow },
      },
    },

    p2p: {
      entry: [enter("p2p"), "askPeer"],
      on: {
        "download.started": { guard: "isCurrent", actions: ["noteHeader", "tellArriving"] },
        "download.done": {
          guard: "isCurrent",
          target: "validating",
          actions: [asEvent("receiveP2p"), because("from-peer")],
        },
        "download.failed": [
          {
            guard: asEvent("doubtsAll"),
            target: "queued",
            actions: [...forgetBytes, asEvent("notePeerFailure")],
          },
          {
            guard: asEvent("isOfUse"),
            target: "queued",
            actions: [...keepBytes, asEvent("notePeerFailure")],
          },
          {
            guard: "isCurrent",
            target: "queued",
            actions: ["dropBrought", asEvent("notePeerFailure")],
          },
        ],
        cancel: { target: "queued", actions: [asEvent("cancelDownload"), asTold] },
        "give.up": { target: "queued", actions: ["giveUpDownload", asTold] },
        abort: { target: "aborted", actions: [asEvent("cancelDownload"), asTold] },
      },
    },

    validating: {
      entry: enter("validating"),
      initial: "arrived",
      states: {
        arrived: {
          always: [{ guard: "isUnchecked", target: "storing" }, { target: "checking" }],
        },
        checking: {
          invoke: {
            src: "validation",
            input: ({ context: { env, info, attempt, arrived, suspects } }) => ({
              ...{ env, info, arrived, suspects, peerId: attempt?.peerId },
            }),
            onDone: [
              {
                guard: asOutput("isValid"),
                target: "storing",
                actions: asOutput("blamePolluters"),
              },
              {
                guard: { type: "restsOrigin", params: asJudged.error },
                target: "#segment.failed",
                actions: asRejected,
              },
              { target: "#segment.queued", actions: asRejected },
            ],
            onError: { target: "#segment.failed", actions: asThrown },
          },
        },
        // Still loading, as the policy sees it: what is being stored is not loaded again.
        storing: {
          entry: ["creditSources", "blameFalseSize"],
          invoke: {
            src: "storing",
            input: ({ context: { env, info, arrived } }) => ({ env, info, arrived }),
            onDone: {
              target: "#segment.cached",
              actions: [asOutput("deliver"), because("stored")],
            },
            onError: { target: "#segment.failed", actions: asThrown },
          },
        },
      },
    },

    cached: {
      entry: [
        "forgetAttempt",
        "forgetTroubles",
        ...releaseArrived,
        ...releasePartial,
        enter("cached"),
      ],
      on: {
        lost: { target: "queued", actions: asTold },
      },
    },

    failed: {
      entry: [...releaseArrived, enter("failed")],
      after: {
        retryBackoff: { target: "queued", actions: ["endCoolDown", because("cooled-down")] },
      },
      on: {
        "start.p2p": { target: "p2p", actions: [asEvent("describe"), asEvent("begin"), asTold] },
        provided: asProvided,
        retry: { guard: "mayRetry", target: "queued", actions: ["retryNow", asTold] },
        found: { target: "cached", actions: asTold },
      },
    },

    aborted: {
      entry: ["forgetAttempt", ...releaseArrived, ...releasePartial, enter("aborted")],
      on: { abort: {} },
    },
  },
});

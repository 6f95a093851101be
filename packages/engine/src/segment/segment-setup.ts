/** The vocabulary of the segment machine: its types, and its guards, actions, delays and effects by name. */
import {
  toErrorInfo,
  type ErrorInfo,
  type SegmentInfo,
  type SegmentState,
} from "@swarmlane/contract";
import { assign, setup } from "xstate";
import type { PayloadHandle } from "../payloads.ts";
import { unboundActor } from "../unbound.ts";
import { mayRetry } from "./cool-down.ts";
import type { HttpAttemptInput, HttpAttemptOutput } from "./http-attempt.ts";
import type { SegmentContext, SegmentEvent, SegmentInput } from "./segment-context.ts";
import * as effect from "./segment-effects.ts";
import * as read from "./segment-inputs.ts";
import * as step from "./segment-steps.ts";
import type { StoringInput, StoringOutput } from "./storing.ts";
import type { ValidationInput, Verdict } from "./validation.ts";

interface Because {
  readonly reason: string;
}
interface Failure {
  readonly error: ErrorInfo;
}

export const segmentSetup = setup({
  types: {
    context: {} as SegmentContext,
    events: {} as SegmentEvent,
    input: {} as SegmentInput,
  },
  actors: {
    httpAttempt: unboundActor<HttpAttemptOutput, HttpAttemptInput>("httpAttempt"),
    validation: unboundActor<Verdict, ValidationInput>("validation"),
    storing: unboundActor<StoringOutput, StoringInput>("storing"),
  },
  delays: {
    retryBackoff: ({ context: { env, coolDown } }) =>
      Math.max(0, (coolDown.until ?? 0) - env.now()),
  },
  guards: {
    isCurrent: ({ context, event }) => "token" in event && event.token === context.attempt?.token,
    isCoolingDown: ({ context }) => context.coolDown.until !== undefined,
    mayRetry: ({ context }) => mayRetry(context.coolDown, context.env.now()),
    isFirstMiss: ({ context }, { error }: { error: unknown }) => read.isFirstMiss(context, error),
    /** The caller gave no validator. */
    isUnchecked: ({ context: { env } }) => !env.hasValidator,
    isValid: (_, { kind }: Verdict) => kind === "valid",
    isRejectedFromPeer: ({ context }, verdict: Verdict) =>
      read.isRejectedFromPeer(context, verdict),
    isRejectedSplice: ({ context }, verdict: Verdict) => read.isRejectedSplice(context, verdict),
  },
  actions: {
    because: assign((_, { reason }: Because) => ({ reason })),
    describe: assign((_, { info }: { info: SegmentInfo }) => ({ info })),
    begin: assign(({ context }, start: step.Start) => step.begin(context, start)),
    countBytes: assign(({ context }, { bytes }: { bytes: number }) =>
      step.countBytes(context, bytes),
    ),
    noteHeader: assign(({ context }, header: { size: number; head: number }) =>
      step.noteHeader(context, header),
    ),
    receiveHttp: assign(({ context }, output: HttpAttemptOutput) =>
      step.receiveHttp(context, output),
    ),
    receiveP2p: assign(({ context }, { payload }: { payload: PayloadHandle }) =>
      step.receiveP2p(context, payload),
    ),
    keepPartial: assign(
      ({ context }, ended: { partial: PayloadHandle | undefined; error: ErrorInfo }) =>
        step.keepPartial(context, ended),
    ),
    noteRefusal: assign(({ context }, { error }: Failure) => step.noteRefusal(context, error)),
    miss: assign(({ context }) => step.miss(context)),
    endCoolDown: assign(({ context }) => step.endCoolDown(context)),
    retryNow: assign(({ context }) => step.retryNow(context)),
    forgetTroubles: assign(() => step.forgetTroubles()),
    releaseDownload: assign(({ context }) => step.releaseDownload(context)),
    releasePartial: assign(({ context }) => step.releasePartial(context)),
    forgetAttempt: assign(() => step.forgetAttempt()),

    report: ({ context }, { state }: { state: SegmentState }) => effect.report(context, state),
    askPeer: ({ context, self }) => effect.askPeer(context, self),
    cancelDownload: ({ context }, { reason }: Because) => effect.cancelDownload(context, reason),
    releaseLate: ({ context, event }) => effect.releaseLate(context, event),
    deliver: ({ context }, output: StoringOutput) => effect.deliver(context, output),
    /** With the origin's verdict on the same segment, a rejected copy is proven false, or not. */
    settleSuspicion: ({ context }, { polluters }: Verdict) =>
      effect.banPolluters(context, polluters),

    tellError: ({ context }, { error }: Failure) => effect.tellError(context, error),
    noteFailure: assign(({ context }, { error }: Failure) => step.fail(context, error)),
    disconnectPeer: ({ context }, { error }: read.Rejection) =>
      effect.disconnectPeer(context, error),
    suspectSources: assign(({ context }, { suspects }: read.Rejection) =>
      step.suspectSources(context, suspects),
    ),
  },
});

/** Entering a state is told to the page and the scheduler. */
export function enter(state: SegmentState) {
  return { type: "report", params: { state } } as const;
}

export function because(reason: string) {
  return { type: "because", params: { reason } } as const;
}

/** For the reason that came with a command. */
export const asTold = {
  type: "because",
  params: ({ event }: { event: Because }) => ({ reason: event.reason }),
} as const;

/** The player is told of the failure, and the segment rests. */
export function failWith<Event>(errorOf: (event: Event) => ErrorInfo) {
  const params = ({ event }: { event: Event }) => ({ error: errorOf(event) });
  return [
    { type: "tellError", params },
    { type: "noteFailure", params },
  ] as const;
}

export const asThrown = failWith(({ error }: { error: unknown }) => toErrorInfo(error));

/** Hands the validator's rejection to the action. */
export function asRejection<Type extends string>(type: Type) {
  return {
    type,
    params: ({ event }: { event: { output: Verdict } }) => read.readRejection(event.output),
  } as const;
}

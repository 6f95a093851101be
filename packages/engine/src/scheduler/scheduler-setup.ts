/** The vocabulary of the scheduler machine: its types, and its guards, actions, delays and effects by name. */
import { assign, enqueueActions, raise, setup } from "xstate";
import type { SegmentChange } from "../segment/segment-context.ts";
import { unboundActor } from "../unbound.ts";
import { reportCrash } from "./crash.ts";
import { isChanceOver } from "./peers-first.ts";
import { runPolicy } from "./policy-step.ts";
import * as queue from "./queue-steps.ts";
import type {
  QueueLoad,
  SchedulerContext,
  SchedulerEvent,
  SchedulerInput,
  Stored,
} from "./scheduler-context.ts";
import * as store from "./store-steps.ts";

export interface CleanInput {
  readonly masterSwarmId: string;
  readonly isLocked: (id: string) => boolean;
}

interface Load {
  readonly load: QueueLoad;
}
interface Changes {
  readonly changes: readonly SegmentChange[];
}
interface Crash {
  readonly actorId: string;
  readonly error: unknown;
}

export const schedulerSetup = setup({
  types: {
    context: {} as SchedulerContext,
    events: {} as SchedulerEvent,
    input: {} as SchedulerInput,
  },
  actors: {
    /** Never rejects: the store is guarded. */
    listStored: unboundActor<Stored, { masterSwarmId: string }>("listStored"),
    /** True when something was dropped. */
    cleanStore: unboundActor<boolean, CleanInput>("cleanStore"),
  },
  delays: {
    requiredPatience: ({ context: { env } }) => env.limits.requiredPatience,
    cleanRest: ({ context: { env } }) => env.limits.storageCleanRest,
    drawInterval: ({ context: { env } }) =>
      Math.max(1, env.settings.httpDownloadProbabilityInterval),
    initialTimeout: ({ context: { env, startedAt } }) =>
      Math.max(0, startedAt + env.settings.httpDownloadInitialTimeout - env.now()),
    initialTimeoutPerSegment: ({ context: { env } }) =>
      env.settings.httpDownloadInitialTimeoutPerSegment,
  },
  guards: {
    isChanceOver: ({ context }) => isChanceOver(context),
    isAlone: (_, { incomplete }: { incomplete: number }) => incomplete <= 1,
    mustList: ({ context }) => context.mustList && context.masterSwarmId !== undefined,
    mustClean: ({ context }) => context.mustClean && context.masterSwarmId !== undefined,
    /** A source is free again. What the policy itself began, and what is done, changes nothing for it. */
    isOpenToPolicy: (_, { changes }: Changes) =>
      changes.some(({ state }) => state !== "http" && state !== "cached"),
    /** What `cleanStore` answers. */
    hasDropped: (_, isShorter: boolean) => isShorter,
  },
  actions: {
    noteStart: assign(({ context }) => ({ startedAt: context.env.now() })),
    allowHttp: assign({ isHttpAllowed: true }),
    setDrawDue: assign((_, { isDue }: { isDue: boolean }) => ({ isDrawDue: isDue })),
    /** So that whatever happens within a task leads to one run of the policy. */
    awaitEndOfTask: ({ context: { env } }) => env.awaitEndOfTask(),
    noteAlone: assign({ joinedAt: undefined }),
    wantPolicy: raise({ type: "policy.due" }),
    /** What became required with this queue and waits for peers does not wait for longer. */
    limitPatience: raise({ type: "policy.due" }, { delay: "requiredPatience", id: "patience" }),
    runPolicy: ({ context }) => runPolicy(context),
    announce: ({ context: { env } }) => env.announcer.tell(),

    dismissLeavers: enqueueActions(({ context, enqueue }, { load }: Load) => {
      const leaving = queue.leavers(context, load);
      queue.sayGoodbye(leaving);
      for (const actor of leaving) enqueue.stopChild(actor);
    }),
    tellStayers: ({ context }, { load }: Load) => queue.tellStayers(context, load),
    replaceQueue: assign(({ context, self }, { load }: Load) =>
      queue.replaceQueue(context, load, self),
    ),
    stopSegments: enqueueActions(({ context, enqueue }) => {
      for (const { actor } of context.segments.values()) enqueue.stopChild(actor);
    }),
    reportCrash: ({ context }, { actorId, error }: Crash) => reportCrash(context, actorId, error),
    replaceCrashed: assign(({ context, self }, { actorId }: Crash) =>
      queue.replaceCrashed(context, actorId, self),
    ),
    startAnew: ({ context }, { reason }: { reason: string }) => queue.startAnew(context, reason),

    leavePeers: ({ context }) => queue.leavePeers(context),

    tellFound: ({ context }, stored: Stored) => store.tellFound(context, stored),
    noteListed: assign(({ context }, stored: Stored) => store.noteListed(context, stored)),
    noteListing: assign({ mustList: false }),
    noteCleaning: assign({ mustClean: false }),
    noteSettled: assign(({ context }, { changes }: Changes) => queue.noteSettled(context, changes)),
    noteStored: assign(({ context }, { changes }: Changes) => store.noteStored(context, changes)),
    indexStored: ({ context }, { changes }: Changes) => store.indexStored(context, changes),
    tellLost: ({ context }, { id }: { id: string }) => store.tellLost(context, id),
    noteAsked: assign(({ context }, { id }: { id: string }) => store.noteAsked(context, id)),
  },
});

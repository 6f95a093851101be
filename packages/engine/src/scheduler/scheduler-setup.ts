/** The vocabulary of the scheduler machine: its types, and its guards, actions, delays and effects by name. */
import type { HostLoad } from "@swarmlane/contract";
import { assign, enqueueActions, fromPromise, raise, setup } from "xstate";
import type { SegmentChange } from "../segment/segment-context.ts";
import { segmentMachine } from "../segment/segment.machine.ts";
import { unboundActor } from "../unbound.ts";
import { reportCrash } from "./crash.ts";
import { isChanceOver } from "./peers-first.ts";
import { runPolicy } from "./policy-step.ts";
import * as queue from "./queue-steps.ts";
import {
  stateOf,
  type SchedulerContext,
  type SchedulerEvent,
  type SchedulerInput,
  type Stored,
} from "./scheduler-context.ts";
import * as store from "./store-steps.ts";

export interface CleanInput {
  readonly masterSwarmId: string;
  readonly locked: ReadonlySet<string>;
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
    segment: segmentMachine,
    /** Never rejects: the store is guarded. */
    listStored: unboundActor<Stored, { masterSwarmId: string }>("listStored"),
    /** True when something was dropped. */
    cleanStore: unboundActor<boolean, CleanInput>("cleanStore"),
    /** So that whatever happens within a task leads to one run of the policy. */
    endOfTask: fromPromise(() => Promise.resolve()),
  },
  delays: {
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
    mustList: ({ context }) => context.isStoreDirty && context.masterSwarmId !== undefined,
  },
  actions: {
    noteStart: assign(({ context }) => ({ startedAt: context.env.now() })),
    allowHttp: assign({ isHttpAllowed: true }),
    setDrawDue: assign((_, { isDue }: { isDue: boolean }) => ({ isDrawDue: isDue })),
    wantPolicy: raise({ type: "policy.due" }),
    runPolicy: ({ context }) => runPolicy(context),
    announce: ({ context: { env, segments } }) => {
      const loading = [...segments.values()].filter((segment) => stateOf(segment) === "http");
      env.announcer.update(loading.map((segment) => segment.getSnapshot().context.info));
    },

    dismissLeavers: enqueueActions(({ context, enqueue }, { load }: { load: HostLoad }) => {
      const leaving = queue.leavers(context, load);
      queue.sayGoodbye(leaving);
      for (const segment of leaving) enqueue.stopChild(segment);
    }),
    tellStayers: ({ context }, { load }: { load: HostLoad }) => queue.tellStayers(context, load),
    replaceQueue: assign(({ context, spawn }, { load }: { load: HostLoad }) =>
      queue.replaceQueue(context, load, (id, input) => spawn("segment", { id, input })),
    ),
    reportCrash: ({ context }, { actorId, error }: Crash) => reportCrash(context, actorId, error),
    replaceCrashed: assign(({ context, spawn }, { actorId }: Crash) =>
      queue.replaceCrashed(context, actorId, (id, input) => spawn("segment", { id, input })),
    ),
    startAnew: ({ context }, { reason }: { reason: string }) => queue.startAnew(context, reason),

    leavePeers: ({ context }) => queue.leavePeers(context),

    tellFound: ({ context }, stored: Stored) => store.tellFound(context, stored),
    noteListed: assign(({ context }, stored: Stored) => store.noteListed(context, stored)),
    clearDirty: assign({ isStoreDirty: false }),
    noteStored: assign(({ context }, { changes }: Changes) => store.noteStored(context, changes)),
    indexStored: ({ context }, { changes }: Changes) => store.indexStored(context, changes),
    tellLost: ({ context }, { id }: { id: string }) => store.tellLost(context, id),
    noteAsked: assign(({ context }, { id }: { id: string }) => store.noteAsked(context, id)),
  },
});

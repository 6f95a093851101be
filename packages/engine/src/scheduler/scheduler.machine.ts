/**
 * Spawns and supervises the segments of the queue and decides, through the policy, what each does next.
 * Either thread. Its concerns run side by side: the queue, the store, and the peers' first chance.
 * When the policy runs is in `policy-turns.ts`.
 */
import type { HostLoad } from "@swarmlane/contract";
import { assign, enqueueActions, fromPromise, setup } from "xstate";
import { asEvent, asOutput } from "../as-event.ts";
import type { SegmentChange } from "../segment/segment-context.ts";
import { isChanceOver, isOpenToPolicy } from "./policy-step.ts";
import * as queue from "./queue-steps.ts";
import {
  initialContext,
  type SchedulerContext,
  type SchedulerEvent,
  type SchedulerInput,
} from "./scheduler-context.ts";
import * as store from "./store-steps.ts";
import type { CleanInput, Dropped, Stored, StoreInput } from "./store-steps.ts";

interface Load {
  readonly load: HostLoad;
}
interface Changes {
  readonly changes: readonly SegmentChange[];
}
interface Size {
  readonly complete: number;
  readonly incomplete: number;
}
interface Crash {
  readonly actorId: string;
  readonly error: unknown;
}

const schedulerSetup = setup({
  types: {
    context: {} as SchedulerContext,
    events: {} as SchedulerEvent,
    input: {} as SchedulerInput,
  },
  actors: {
    /** Never rejects: the store is guarded. */
    listStored: fromPromise<Stored, StoreInput>(({ input }) => store.list(input)),
    /** What the store dropped; "unknown" when it has to be listed to know that. */
    cleanStore: fromPromise<Dropped, CleanInput>(({ input }) => store.clean(input)),
  },
  delays: {
    cleanRest: ({ context: { env } }) => env.limits.storageCleanRest,
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
    mustRelist: (_, { ids }: Dropped) => ids === "unknown",
  },
  actions: {
    noteStart: assign(({ context }) => ({ startedAt: context.env.now() })),
    allowHttp: assign({ isHttpAllowed: true }),
    noteSize: assign((_, { complete, incomplete }: Size) => ({
      swarmSize: complete + incomplete,
    })),
    noteAlone: assign({ joinedAt: undefined }),
    wantPolicy: ({ context: { env } }) => env.turns.want(),
    wantPolicyFor: ({ context: { env } }, { changes }: Changes) => {
      if (isOpenToPolicy(changes)) env.turns.want();
    },
    announce: ({ context: { env } }) => env.announcer.tell(),

    abortLeavers: ({ context }, { load }: Load) => queue.abortLeavers(context, load),
    stopLeavers: enqueueActions(({ context, enqueue }, { load }: Load) => {
      for (const actor of queue.leavers(context, load)) enqueue.stopChild(actor);
    }),
    tellStayers: ({ context }, { load }: Load) => queue.tellStayers(context, load),
    /** The newcomers' actors are started in here. They are in the queue only (ADR 0008), so `spawn` is not for them. */
    replaceQueue: ({ context, self }, { load }: Load) => queue.replaceQueue(context, load, self),
    takeProvided: ({ context }, { load }: Load) => queue.takeProvided(context, load),
    noteLoad: assign(({ context }, { load }: Load) => queue.noteLoad(context, load)),
    stopSegments: enqueueActions(({ context, enqueue }) => {
      for (const { actor } of context.env.queue.entries.values()) enqueue.stopChild(actor);
    }),
    replaceCrashed: ({ context, self }, crash: Crash) => queue.replaceCrashed(context, crash, self),
    restartInFlight: ({ context }, { reason }: { reason: string }) =>
      queue.restartInFlight(context, reason),
    leavePeers: ({ context }) => queue.leavePeers(context),
    noteChanges: ({ context: { env } }, { changes }: Changes) => env.queue.noteChanges(changes),

    takeList: ({ context }, stored: Stored) => store.takeList(context, stored),
    wantListing: assign({ mustList: true }),
    wantCleaning: assign({ mustClean: true }),
    dropFromIndex: ({ context }, dropped: Dropped) => store.dropFromIndex(context, dropped),
    noteListing: assign({ mustList: false }),
    noteCleaning: assign({ mustClean: false }),
    noteStored: assign(({ context }, { changes }: Changes) =>
      store.isCleaningDue(context, changes) ? { mustClean: true } : {},
    ),
    indexStored: ({ context }, { changes }: Changes) => store.indexStored(context, changes),
    loadAgain: ({ context }, { id }: { id: string }) => store.loadAgain(context, id),
  },
});

/** Leavers are aborted before anything else: their downloads hold slots. */
const takeQueue = [
  asEvent("abortLeavers"),
  asEvent("stopLeavers"),
  asEvent("tellStayers"),
  asEvent("replaceQueue"),
  asEvent("takeProvided"),
  asEvent("noteLoad"),
  "wantPolicy",
] as const;

const takeList = [asOutput("takeList"), "announce", "wantPolicy"] as const;

export const schedulerMachine = schedulerSetup.createMachine({
  id: "scheduler",
  context: ({ input }) => initialContext(input),
  initial: "idle",
  on: { stop: { target: ".stopped", actions: "stopSegments" } },
  states: {
    stopped: {},

    idle: {
      on: { load: { target: "running", actions: takeQueue } },
    },

    running: {
      type: "parallel",
      entry: "noteStart",
      states: {
        queue: {
          on: {
            load: { actions: takeQueue },
            resume: { actions: [asEvent("restartInFlight"), "wantPolicy"] },
            "tracker.updated": [
              {
                guard: { type: "isAlone", params: ({ event }) => event },
                actions: [asEvent("noteSize"), "noteAlone", "wantPolicy"],
              },
              { actions: [asEvent("noteSize"), "wantPolicy"] },
            ],
            "swarm.gone": { actions: ["leavePeers", "wantPolicy"] },
            "settings.changed": { actions: ["wantCleaning", "wantPolicy"] },
            "store.changed": { actions: "wantListing" },
            "player.asked": { actions: [asEvent("loadAgain"), "announce", "wantPolicy"] },
            "segments.changed": {
              actions: [
                asEvent("noteChanges"),
                asEvent("noteStored"),
                asEvent("indexStored"),
                "announce",
                asEvent("wantPolicyFor"),
              ],
            },
            "xstate.error.actor.*": { actions: asEvent("replaceCrashed") },
          },
        },

        store: {
          initial: "settled",
          states: {
            settled: {
              always: [
                { guard: "mustList", target: "listing" },
                { guard: "mustClean", target: "cleaning" },
              ],
            },
            listing: {
              entry: "noteListing",
              invoke: {
                src: "listStored",
                input: ({ context }) => store.listInput(context),
                onDone: {
                  target: "cleaning",
                  actions: takeList,
                },
                onError: "settled",
              },
            },
            cleaning: {
              entry: "noteCleaning",
              invoke: {
                src: "cleanStore",
                input: ({ context }) => ({
                  ...store.listInput(context),
                  isLocked: store.lockOf(context),
                }),
                onDone: [
                  { guard: asOutput("mustRelist"), target: "relisting" },
                  { target: "resting", actions: [asOutput("dropFromIndex"), "announce"] },
                ],
                onError: "resting",
              },
            },
            /** Fast peers bring hundreds of segments a second: room is not made for each of them. */
            resting: {
              always: { guard: "mustList", target: "listing" },
              after: { cleanRest: "settled" },
            },
            relisting: {
              invoke: {
                src: "listStored",
                input: ({ context }) => store.listInput(context),
                onDone: {
                  target: "resting",
                  actions: takeList,
                },
                onError: "resting",
              },
            },
          },
        },

        peersFirst: {
          initial: "waiting",
          states: {
            waiting: {
              always: { guard: "isChanceOver", target: "over" },
              after: {
                initialTimeout: { target: "over" },
                initialTimeoutPerSegment: { target: "waiting", reenter: true },
              },
              on: {
                "tracker.updated": {
                  guard: { type: "isAlone", params: ({ event }) => event },
                  target: "over",
                },
              },
            },
            over: { entry: ["allowHttp", "wantPolicy"] },
          },
        },
      },
    },
  },
});

/**
 * Spawns and supervises the segments of the queue and decides, through the policy, what each does next.
 * Either thread. Runs the policy once a task, whatever changed. Its five concerns run side by side:
 * the queue, the policy, the store, the draw of random HTTP downloads, and the peers' first chance.
 */
import type { HostLoad } from "@swarmlane/contract";
import { assign, enqueueActions, fromPromise, not, raise, setup } from "xstate";
import { asEvent, asOutput } from "../as-event.ts";
import type { SegmentChange } from "../segment/segment-context.ts";
import { hasWork, isChanceOver, runPolicy } from "./policy-step.ts";
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
    drawInterval: ({ context: { env } }) =>
      Math.max(1, env.settings.httpDownloadProbabilityInterval),
    initialTimeout: ({ context: { env, startedAt } }) =>
      Math.max(0, startedAt + env.settings.httpDownloadInitialTimeout - env.now()),
    initialTimeoutPerSegment: ({ context: { env } }) =>
      env.settings.httpDownloadInitialTimeoutPerSegment,
  },
  guards: {
    /** Something is wanted and may be loaded. Nothing else needs the policy, or a timer. */
    hasWork: ({ context }) => hasWork(context),
    isChanceOver: ({ context }) => isChanceOver(context),
    isAlone: (_, { incomplete }: { incomplete: number }) => incomplete <= 1,
    mustList: ({ context }) => context.mustList && context.masterSwarmId !== undefined,
    mustClean: ({ context }) => context.mustClean && context.masterSwarmId !== undefined,
    /** A source is free again. What the policy itself began, and what is done, changes nothing for it. */
    isOpenToPolicy: (_, { changes }: Changes) =>
      changes.some(({ state }) => state !== "http" && state !== "p2p" && state !== "cached"),
    mustRelist: (_, { ids }: Dropped) => ids === "unknown",
  },
  actions: {
    noteStart: assign(({ context }) => ({ startedAt: context.env.now() })),
    allowHttp: assign({ isHttpAllowed: true }),
    setDrawDue: assign((_, { isDue }: { isDue: boolean }) => ({ isDrawDue: isDue })),
    /** So that whatever happens within a task leads to one run of the policy. */
    awaitEndOfTask: ({ context: { env } }) => env.awaitEndOfTask(),
    noteSize: assign((_, { complete, incomplete }: Size) => ({
      swarmSize: complete + incomplete,
    })),
    noteAlone: assign({ joinedAt: undefined }),
    wantPolicy: raise({ type: "policy.due" }),
    runPolicy: ({ context }) => runPolicy(context),
    announce: ({ context: { env } }) => env.announcer.tell(),

    abortLeavers: ({ context }, { load }: Load) => queue.abortLeavers(context, load),
    stopLeavers: enqueueActions(({ context, enqueue }, { load }: Load) => {
      for (const actor of queue.leavers(context, load)) enqueue.stopChild(actor);
    }),
    tellStayers: ({ context }, { load }: Load) => queue.tellStayers(context, load),
    /** The newcomers' actors are started in here. They are in the queue only (ADR 0008), so `spawn` is not for them. */
    replaceQueue: ({ context, self }, { load }: Load) => queue.replaceQueue(context, load, self),
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
  asEvent("noteLoad"),
] as const;

const takeList = [asOutput("takeList"), "announce", "wantPolicy"] as const;

const beginDraw = [{ type: "setDrawDue", params: { isDue: true } }, "wantPolicy"] as const;
const endDraw = { type: "setDrawDue", params: { isDue: false } } as const;

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
            resume: { actions: asEvent("restartInFlight") },
            "tracker.updated": [
              {
                guard: { type: "isAlone", params: ({ event }) => event },
                actions: [asEvent("noteSize"), "noteAlone"],
              },
              { actions: asEvent("noteSize") },
            ],
            "swarm.gone": { actions: "leavePeers" },
            "settings.changed": { actions: "wantCleaning" },
            "store.changed": { actions: "wantListing" },
            "player.asked": { actions: [asEvent("loadAgain"), "announce"] },
            "segments.changed": {
              actions: [
                asEvent("noteChanges"),
                asEvent("noteStored"),
                asEvent("indexStored"),
                "announce",
              ],
            },
            "xstate.error.actor.*": { actions: asEvent("replaceCrashed") },
          },
        },

        policy: {
          initial: "due",
          states: {
            settled: {
              on: {
                load: "due",
                resume: "due",
                "player.asked": "due",
                "segments.changed": { guard: asEvent("isOpenToPolicy"), target: "due" },
                "swarm.changed": { guard: "hasWork", target: "due" },
                "tracker.updated": { guard: "hasWork", target: "due" },
                "swarm.gone": "due",
                "settings.changed": { guard: "hasWork", target: "due" },
                "policy.due": { guard: "hasWork", target: "due" },
              },
            },
            due: {
              entry: "awaitEndOfTask",
              on: {
                "task.over": [
                  { guard: "hasWork", target: "settled", actions: ["runPolicy", endDraw] },
                  { target: "settled", actions: endDraw },
                ],
              },
            },
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

        /** A run at each interval, also for what only time changes: a patience that is over, a download that drips. */
        draw: {
          initial: "resting",
          states: {
            /** Nothing is wanted: no timer runs. */
            resting: { on: { "task.over": { guard: "hasWork", target: "waiting" } } },
            waiting: {
              on: { "task.over": { guard: not("hasWork"), target: "resting" } },
              after: {
                drawInterval: [
                  { guard: "hasWork", target: "waiting", reenter: true, actions: beginDraw },
                  { target: "resting" },
                ],
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

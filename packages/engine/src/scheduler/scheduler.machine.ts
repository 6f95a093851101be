/**
 * Spawns and supervises the segments of the queue and decides, through the policy, what each does next.
 * Either thread. Runs the policy once a task, whatever changed. Its five concerns run side by side:
 * the queue, the policy, the store, the draw of random HTTP downloads, and the peers' first chance.
 */
import { assign, enqueueActions, raise, setup } from "xstate";
import { asEvent, asOutput } from "../as-event.ts";
import type { SegmentChange } from "../segment/segment-context.ts";
import { unboundActor } from "../unbound.ts";
import { isChanceOver, runPolicy } from "./policy-step.ts";
import * as queue from "./queue-steps.ts";
import {
  initialContext,
  type QueueLoad,
  type SchedulerContext,
  type SchedulerEvent,
  type SchedulerInput,
  type Stored,
} from "./scheduler-context.ts";
import * as store from "./store-steps.ts";

/** The ids of the segments that the store dropped of one master swarm. */
export interface Dropped {
  readonly masterSwarmId: string;
  readonly ids: readonly string[] | "unknown";
}

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

const schedulerSetup = setup({
  types: {
    context: {} as SchedulerContext,
    events: {} as SchedulerEvent,
    input: {} as SchedulerInput,
  },
  actors: {
    /** Never rejects: the store is guarded. */
    listStored: unboundActor<Stored, { masterSwarmId: string }>("listStored"),
    /** What the store dropped; "unknown" when it has to be listed to know that. */
    cleanStore: unboundActor<Dropped, CleanInput>("cleanStore"),
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
    mustRelist: (_, { ids }: Dropped) => ids === "unknown",
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
      queue.abortAll(leaving);
      for (const actor of leaving) enqueue.stopChild(actor);
    }),
    tellStayers: ({ context }, { load }: Load) => queue.tellStayers(context, load),
    replaceQueue: assign(({ context, self }, { load }: Load) =>
      queue.replaceQueue(context, load, self),
    ),
    stopSegments: enqueueActions(({ context, enqueue }) => {
      for (const { actor } of context.segments.values()) enqueue.stopChild(actor);
    }),
    reportCrash: ({ context }, { actorId, error }: Crash) =>
      queue.reportCrash(context, actorId, error),
    replaceCrashed: assign(({ context, self }, { actorId }: Crash) =>
      queue.replaceCrashed(context, actorId, self),
    ),
    restartInFlight: ({ context }, { reason }: { reason: string }) =>
      queue.restartInFlight(context, reason),

    leavePeers: ({ context }) => queue.leavePeers(context),

    tellFound: ({ context }, stored: Stored) => store.tellFound(context, stored),
    noteListed: assign(({ context }, stored: Stored) => store.noteListed(context, stored)),
    wantListing: assign({ mustList: true }),
    wantCleaning: assign({ mustClean: true }),
    dropFromIndex: ({ context }, dropped: Dropped) => store.dropFromIndex(context, dropped),
    noteListing: assign({ mustList: false }),
    noteCleaning: assign({ mustClean: false }),
    noteSettled: assign(({ context }, { changes }: Changes) => queue.noteSettled(context, changes)),
    noteStored: assign(({ context }, { changes }: Changes) => store.noteStored(context, changes)),
    indexStored: ({ context }, { changes }: Changes) => store.indexStored(context, changes),
    tellLost: ({ context }, { id }: { id: string }) => store.tellLost(context, id),
    noteAsked: assign(({ context }, { id }: { id: string }) => store.noteAsked(context, id)),
  },
});

/** Leavers are aborted before anything else: their downloads hold slots. */
const takeQueue = [
  asEvent("dismissLeavers"),
  asEvent("tellStayers"),
  asEvent("replaceQueue"),
  "limitPatience",
] as const;

const takeList = [asOutput("tellFound"), asOutput("noteListed"), "announce"] as const;

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
            "tracker.updated": {
              guard: { type: "isAlone", params: ({ event }) => event },
              actions: "noteAlone",
            },
            "swarm.gone": { actions: "leavePeers" },
            "settings.changed": { actions: "wantCleaning" },
            "store.changed": { actions: "wantListing" },
            "player.asked": { actions: [asEvent("tellLost"), asEvent("noteAsked"), "announce"] },
            "segments.changed": {
              actions: [
                asEvent("noteSettled"),
                asEvent("noteStored"),
                asEvent("indexStored"),
                "announce",
              ],
            },
            "xstate.error.actor.*": {
              actions: [asEvent("reportCrash"), asEvent("replaceCrashed")],
            },
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
                "swarm.changed": "due",
                "tracker.updated": "due",
                "swarm.gone": "due",
                "settings.changed": "due",
                "policy.due": "due",
              },
            },
            due: {
              entry: "awaitEndOfTask",
              on: {
                "task.over": {
                  target: "settled",
                  actions: ["runPolicy", { type: "setDrawDue", params: { isDue: false } }],
                },
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
                input: ({ context }) => ({ masterSwarmId: context.masterSwarmId ?? "" }),
                onDone: {
                  target: "cleaning",
                  actions: [...takeList, "wantPolicy"],
                },
                onError: "settled",
              },
            },
            cleaning: {
              entry: "noteCleaning",
              invoke: {
                src: "cleanStore",
                input: ({ context }) => ({
                  masterSwarmId: context.masterSwarmId ?? "",
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
                input: ({ context }) => ({ masterSwarmId: context.masterSwarmId ?? "" }),
                onDone: {
                  target: "resting",
                  actions: [...takeList, "wantPolicy"],
                },
                onError: "resting",
              },
            },
          },
        },

        draw: {
          initial: "waiting",
          states: {
            waiting: {
              after: {
                drawInterval: {
                  target: "waiting",
                  reenter: true,
                  actions: [{ type: "setDrawDue", params: { isDue: true } }, "wantPolicy"],
                },
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

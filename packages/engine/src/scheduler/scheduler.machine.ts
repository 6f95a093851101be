/**
 * Spawns and supervises the segments of the queue and decides, through the policy, what each does next.
 * Either thread. Runs the policy once a task, whatever changed. Its five concerns run side by side:
 * the queue, the policy, the store, the draw of random HTTP downloads, and the peers' first chance.
 */
import { asEvent, asOutput } from "../as-event.ts";
import { initialContext } from "./scheduler-context.ts";
import { schedulerSetup } from "./scheduler-setup.ts";
import { lockOf } from "./store-steps.ts";

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
            resume: { actions: asEvent("startAnew") },
            "tracker.updated": {
              guard: { type: "isAlone", params: ({ event }) => event },
              actions: "noteAlone",
            },
            "swarm.gone": { actions: "leavePeers" },
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
                  isLocked: lockOf(context),
                }),
                onDone: [
                  { guard: asOutput("hasDropped"), target: "relisting" },
                  { target: "resting" },
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

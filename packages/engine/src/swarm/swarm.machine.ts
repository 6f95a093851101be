/**
 * All peers of one loader: which of them may join, which connection to a peer is used, which are banned. Either thread.
 * Every admitted peer id gets one `peer/connected` and one `peer/closed`, however many connections lead to it.
 */
import { type ErrorInfo } from "@swarmlane/contract";
import type { SwarmEvent } from "../actor-events.ts";
import { asEvent } from "../as-event.ts";
import { initialContext } from "./swarm-context.ts";
import { swarmSetup } from "./swarm.setup.ts";

const error = (code: ErrorInfo["code"], message: string): ErrorInfo => ({ code, message });
const drop = (reason: ErrorInfo) =>
  ({
    type: "dropConnection",
    params: ({ event }: { event: { connectionId: number } }) => ({
      connectionId: event.connectionId as never,
      error: reason,
    }),
  }) as const;

const banned = error("P2P_BANNED", "the peer's certificate or address is banned");
const ourselves = error("P2P_DUPLICATE", "the peer has our own id");
const duplicate = error("P2P_DUPLICATE", "another connection to the peer is in use");
const full = error("PEER_BUDGET_EXCEEDED", "enough peers are connected");

type Blamed = Extract<SwarmEvent, { type: "source.blamed" }>;

const identify = [asEvent("identify"), asEvent("noteOrigin")] as const;
/** Two steps: what the others see first, then what the connection does. */
const admit = [asEvent("admit"), asEvent("putToUse")] as const;
const remove = [asEvent("removeConnection"), asEvent("stopSession")] as const;

/** A segment names the connection that brought its bytes. */
const asFailure = <Type extends string>(type: Type) =>
  ({
    type,
    params: ({ event: { source, segment, error } }: { event: Blamed }) => ({
      connectionId: source,
      segment,
      error,
    }),
  }) as const;

export const swarmMachine = swarmSetup.createMachine({
  id: "swarm",
  context: ({ input, self }) => initialContext(input, () => self.getSnapshot().context),
  initial: "running",
  states: {
    running: {
      type: "parallel",
      on: {
        "connection.opened": [
          { guard: "isKnown" },
          { guard: "isPendingFull", actions: [asEvent("refuseConnection"), "warnOfBudget"] },
          { actions: [asEvent("openSession"), asEvent("rememberLink")] },
        ],
        // The id is only claimed. Where it leads, its certificate and its address, is not.
        "connection.admit": [
          { guard: "isUnknownOrAdmitted" },
          { guard: asEvent("isBanned"), actions: drop(banned) },
          { guard: asEvent("isOurselves"), actions: drop(ourselves) },
          {
            guard: asEvent("isNewAndCrowded"),
            actions: [drop(full), "warnOfBudget"],
          },
          {
            guard: asEvent("isNewPeer"),
            actions: ["makeRoom", ...identify, asEvent("welcome"), ...admit],
          },
          { guard: "isStandbyFull", actions: drop(duplicate) },
          {
            guard: asEvent("beatsHolder"),
            actions: [...identify, asEvent("silenceHolder"), ...admit, asEvent("probeNewHolder")],
          },
          { actions: [...identify, asEvent("standBy"), asEvent("probeHolder")] },
        ],
        "connection.closed": { actions: asEvent("closeConnection") },

        // Two connections claim one id. Both are kept until it is known whether the one in use is alive.
        "session.spoke": {
          guard: asEvent("isBetterStandby"),
          actions: [asEvent("silenceHolder"), ...admit, asEvent("probeNewHolder")],
        },
        "session.probed": [
          { guard: asEvent("isReplaceable"), actions: asEvent("dropDeadHolder") },
          { actions: asEvent("dropStandbys") },
        ],

        // A download is over. The table of blame says what follows from its error.
        "session.settled": [
          {
            guard: asEvent("backsOff"),
            actions: [
              asEvent("startBackOff"),
              asEvent("noteBackOff"),
              asEvent("chargeIfStaying"),
              "tellFree",
            ],
          },
          { actions: [asEvent("chargeIfStaying"), "tellFree"] },
        ],
        "session.drained": { actions: "tellFree" },
        // A charge may end further connections, also the successor. So the successor comes first.
        "session.ended": [
          {
            guard: asEvent("hasSuccessor"),
            actions: [
              asEvent("admitSuccessor"),
              asEvent("putSuccessorToUse"),
              asEvent("tellEnd"),
              asEvent("charge"),
              ...remove,
            ],
          },
          {
            guard: asEvent("leavesPeerBehind"),
            actions: [
              asEvent("tellEnd"),
              asEvent("charge"),
              asEvent("sayGoodbye"),
              asEvent("removePeer"),
              ...remove,
              "tellLeft",
            ],
          },
          { guard: "isKnown", actions: [asEvent("tellEnd"), asEvent("charge"), ...remove] },
        ],
        "xstate.error.actor.*": {
          actions: {
            type: "endCrashed",
            params: ({ event }) => ({ actorId: event.actorId, error: event.error }),
          },
        },
        // A segment found its source at fault.
        "source.blamed": [
          {
            guard: asFailure("backsOff"),
            actions: [
              asFailure("startBackOff"),
              asFailure("noteBackOff"),
              asFailure("closeOrCharge"),
            ],
          },
          { actions: asFailure("closeOrCharge") },
        ],
        "source.credited": { actions: asEvent("credit") },
        "backoff.over": { actions: asEvent("forgive") },
        "peer.doubted": { actions: asEvent("doubt") },

        "download.request": { actions: asEvent("requestDownload") },
        "download.cancel": { actions: asEvent("cancelDownload") },
        "transfers.expire": { actions: asEvent("expireDownloads") },
        stop: "stopped",
      },
      states: {
        announcing: {
          initial: "announced",
          states: {
            /** The peers know what we hold and load. A change is announced at once: others may want the segment. */
            announced: {
              on: {
                announce: {
                  target: "waiting",
                  actions: [asEvent("noteAnnouncement"), "announceToAll"],
                },
                "settings.changed": { target: "waiting", actions: "announceToAll" },
              },
            },
            /** An announcement was just sent. Further changes wait, as 0.6 peers get the whole map each time. */
            waiting: {
              on: { announce: { actions: asEvent("noteAnnouncement") } },
              after: {
                announceCoalesce: [
                  { guard: "hasNews", target: "waiting", reenter: true, actions: "announceToAll" },
                  { target: "announced" },
                ],
              },
            },
          },
        },

        /** Is another connection of any use? The page makes none while there is no room. */
        room: {
          initial: "free",
          states: {
            free: { always: { guard: "isFull", target: "full" } },
            /** Every slot is taken. A newcomer takes that of a connection which is worth less. */
            full: {
              always: { guard: "isNotFull", target: "free" },
              initial: "considering",
              states: {
                considering: {
                  always: [{ guard: "canYield", target: "yielding" }, { target: "crowded" }],
                },
                yielding: { after: { roomCheck: "considering" } },
                crowded: {
                  entry: { type: "tellRoom", params: { hasRoom: false } },
                  exit: { type: "tellRoom", params: { hasRoom: true } },
                  initial: "watching",
                  states: {
                    watching: {
                      after: {
                        roomCheck: [
                          { guard: "canYield", target: "#swarm.running.room.full.yielding" },
                          { target: "watching", reenter: true },
                        ],
                      },
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
    stopped: { type: "final", entry: "closeEverything" },
  },
});

/**
 * All peers of one loader: who may join, which connection to a peer is used, who is out. Either thread.
 * Every admitted peer id gets one `peer/connected` and one `peer/closed`, however many connections lead to it.
 */
import type { ErrorInfo } from "@swarmlane/contract";
import { asEvent } from "../as-event.ts";
import { createSwarmParts } from "./swarm-parts.ts";
import { swarmSetup } from "./swarm.setup.ts";

const banned: ErrorInfo = { code: "P2P_BANNED", message: "banned for this session" };
const duplicate: ErrorInfo = { code: "P2P_DUPLICATE", message: "another connection is in use" };
const ourselves: ErrorInfo = { code: "P2P_DUPLICATE", message: "the peer has our own id" };
const full: ErrorInfo = { code: "PEER_BUDGET_EXCEEDED", message: "enough peers are connected" };

/** Read `ref.getSnapshot().context.view` at any time: it is one object, kept up to date. */
export const swarmMachine = swarmSetup.createMachine({
  id: "swarm",
  context: ({ input }) => {
    const parts = createSwarmParts(input);
    return { input, parts, view: parts.view };
  },
  initial: "running",
  states: {
    running: {
      on: {
        "connection.opened": [
          { guard: "isKnown" },
          { guard: "isPendingFull", actions: "refuseConnection" },
          { actions: "openSession" },
        ],
        "connection.admit": [
          { guard: "isUnknownOrAdmitted" },
          { guard: "isBanned", actions: { type: "dropConnection", params: banned } },
          { guard: "isOurselves", actions: { type: "dropConnection", params: ourselves } },
          {
            guard: "isOneTooMany",
            actions: [
              { type: "dropConnection", params: full },
              { type: "warnOfBudget", params: full },
            ],
          },
          { guard: "isNewPeer", actions: "welcomePeer" },
          { guard: "isStandbyFull", actions: { type: "dropConnection", params: duplicate } },
          { guard: "beatsHolder", actions: "replaceHolder" },
          { actions: "keepAsStandby" },
        ],
        "connection.closed": { actions: "closeConnection" },

        // Glare: for the grace both connections are kept, because the other side may have chosen otherwise.
        "session.spoke": { guard: "isBetterStandby", actions: "replaceHolder" },
        "session.waited": [
          { guard: "outlivesHolder", actions: "replaceHolder" },
          { guard: "standsBy", actions: { type: "dropConnection", params: duplicate } },
        ],

        "session.map": { actions: "learnMap" },
        "session.changes": { actions: "learnMap" },
        "session.failed": { actions: ["backOff", asEvent("forgiveLater")] },
        "backoff.over": { actions: "forgive" },
        "session.struck": { actions: "strike" },
        "session.ended": { actions: ["buryConnection", asEvent("stopSession")] },
        "xstate.error.actor.*": {
          actions: {
            type: "buryCrashed",
            params: ({ event }) => ({ actorId: event.actorId, error: event.error }),
          },
        },

        "download.request": { actions: "requestDownload" },
        "download.cancel": { actions: "cancelDownload" },
        "transfers.expire": { actions: "expireDownloads" },
        "peer.strike": { actions: "strike" },
        "peer.ban": { actions: "ban" },
        stop: "stopped",
      },
      initial: "announced",
      states: {
        /** The peers know what we hold. */
        announced: {
          on: { announce: { target: "announcing", actions: "noteAnnouncement" } },
        },
        /** Something changed: more may follow at once, and to 0.6 peers the whole map goes out each time. */
        announcing: {
          on: { announce: { actions: "noteAnnouncement" } },
          after: { announceCoalesce: { target: "announced", actions: "announceToAll" } },
        },
      },
    },
    stopped: { type: "final", entry: "closeEverything" },
  },
});

/**
 * One connection to one peer, from its channel's creation to its end. Either thread.
 * Each download is a machine of its own (`download.machine.ts`); uploads are served one after the other.
 * The machines know what is going on; the bytes go through the session's parts and cause no transition.
 */
import type { ErrorInfo } from "@swarmlane/contract";
import { asEvent } from "../as-event.ts";
import { sessionSetup } from "./peer-session.setup.ts";
import type { Ending } from "./session-events.ts";
import { createSessionParts } from "./session-parts.ts";
import { noUploadSlot } from "./upload-slots.ts";

const closed: Ending = { how: "left", error: { code: "P2P_CLOSED", message: "closed" } };
const stuck: Ending = {
  how: "dropped",
  error: { code: "P2P_STALLED", message: "the peer takes no bytes" },
};
const duplicate: ErrorInfo = {
  code: "P2P_DUPLICATE",
  message: "another connection to the peer is in use",
};

export const peerSessionMachine = sessionSetup.createMachine({
  id: "session",
  context: ({ input, self }) => ({
    input,
    parts: createSessionParts(input, (event) => self.send(event)),
    slot: noUploadSlot,
    started: 0,
    drainedBefore: 0,
    drainedAt: 0,
    ending: closed,
  }),
  entry: "listen",
  on: {
    "download.request": { actions: "refuseRequest" },
    "download.ended": { actions: [asEvent("stopDownload"), "showRoom"] },
    end: {
      target: ".ended",
      actions: { type: "noteEnding", params: ({ event }) => event.ending },
    },
  },
  initial: "pending",
  states: {
    /** Not admitted yet. Frames are kept. */
    pending: {
      on: {
        admit: { target: "active", actions: "takePeer" },
        "stand.by": "standby",
      },
    },
    /** Another connection to the same peer is in use. Silent; frames are kept. */
    standby: {
      on: { admit: { target: "active", actions: "takePeer" } },
      after: { glareGrace: { actions: "tellWaited" } },
    },

    active: {
      type: "parallel",
      entry: "goLive",
      exit: "goQuiet",
      on: {
        announce: { actions: "announce" },
        "download.request": [
          { guard: "hasRoom", actions: ["startDownload", "showRoom"] },
          { actions: "refuseRequest" },
        ],
        "stand.by": {
          target: "standby",
          actions: { type: "giveUpDownloads", params: duplicate },
        },
      },
      states: {
        /** Of a 0.6 peer's pieces, which have no number: may those of the next segment come? */
        way: {
          initial: "clear",
          states: {
            clear: {
              entry: "endDraining",
              on: { "rest.expected": { guard: "isUnnumbered", target: "draining" } },
            },
            /** A cancelled transfer: 0.6.2 sends the rest all the same, ours stop. */
            draining: {
              entry: "beginDraining",
              on: { "rest.drained": "clear" },
              initial: "watching",
              states: {
                watching: {
                  after: {
                    untilQuiet: [
                      { guard: "isQuiet", target: "#session.active.way.clear" },
                      { target: "watching", reenter: true },
                    ],
                  },
                },
              },
            },
          },
        },

        upload: {
          id: "upload",
          initial: "none",
          exit: "clearUploads",
          on: {
            "upload.asked": { actions: "considerUpload" },
            "upload.withdrawn": { actions: "withdrawUpload" },
          },
          states: {
            none: {
              entry: "forgetUpload",
              always: { guard: "hasUploadWaiting", target: "serving" },
            },
            serving: {
              entry: "startNextUpload",
              exit: "finishUpload",
              on: {
                "upload.withdrawn": [
                  { guard: "isCurrentUpload", target: "none" },
                  { actions: "withdrawUpload" },
                ],
              },
              initial: "begun",
              states: {
                begun: {
                  always: [{ guard: "holdsSlot", target: "reading" }, { target: "waiting" }],
                },
                waiting: {
                  on: { "upload.granted": { guard: "holdsSlot", target: "reading" } },
                  after: { slotWait: { target: "#upload.none", actions: "answerAbsent" } },
                },
                reading: {
                  invoke: {
                    src: "readSegment",
                    input: ({ context }) => context.parts.uploads,
                    onDone: [
                      {
                        guard: { type: "isOfUse", params: ({ event }) => event.output },
                        target: "sending",
                        actions: { type: "sendSegment", params: ({ event }) => event.output },
                      },
                      { target: "#upload.none", actions: "answerAbsent" },
                    ],
                    onError: { target: "#upload.none", actions: "answerAbsent" },
                  },
                },
                sending: {
                  entry: ["startDrain", "readAhead"],
                  on: {
                    "upload.sent": "#upload.none",
                    "upload.asked": { actions: ["considerUpload", "readAhead"] },
                  },
                  initial: "watching",
                  states: {
                    watching: {
                      after: {
                        drainCheck: [
                          {
                            guard: "isUploadStuck",
                            target: "#session.ended",
                            actions: { type: "noteEnding", params: stuck },
                          },
                          { target: "watching", reenter: true, actions: "lookAtDrain" },
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

    ended: { type: "final", entry: "wrapUp" },
  },
});

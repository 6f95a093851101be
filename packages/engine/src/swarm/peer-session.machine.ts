/**
 * One connection to one peer, from its channel's creation to its end. Either thread.
 * Downloads and uploads run side by side, one of each at a time. The machine knows what is going on; the bytes
 * go through its parts and cause no transition.
 */
import type { ErrorInfo } from "@swarmlane/contract";
import { sessionSetup } from "./peer-session.setup.ts";
import type { Ending } from "./session-events.ts";
import { createSessionParts } from "./session-parts.ts";
import { noUploadSlot } from "./upload-slots.ts";

const closed: Ending = { how: "left", error: { code: "P2P_CLOSED", message: "closed" } };
const unanswered: Ending = {
  how: "offended",
  error: { code: "P2P_TIMEOUT", message: "no answer to a request" },
};
const held: ErrorInfo = { code: "P2P_TIMEOUT", message: "our request waited behind an upload" };
const stuck: Ending = {
  how: "dropped",
  error: { code: "P2P_STALLED", message: "the peer takes no bytes" },
};
const duplicate: ErrorInfo = {
  code: "P2P_DUPLICATE",
  message: "another connection to the peer is in use",
};
const absent: ErrorInfo = { code: "P2P_ABSENT", message: "the peer has not got it" };
const noMemory: ErrorInfo = { code: "P2P_LIMIT_EXCEEDED", message: "no memory left to receive" };
const interrupted: ErrorInfo = { code: "P2P_INTERRUPTED", message: "a command came mid-transfer" };
const stalled: ErrorInfo = { code: "P2P_STALLED", message: "no bytes came" };
const cancelled = ({ event }: { event: { reason: string } }): ErrorInfo => ({
  code: "P2P_CANCELLED",
  message: event.reason,
});
const expired = ({ event }: { event: { reason: string } }): ErrorInfo => ({
  code: "P2P_STALLED",
  message: event.reason,
});

export const peerSessionMachine = sessionSetup.createMachine({
  id: "session",
  context: ({ input, self }) => ({
    input,
    parts: createSessionParts(input, (event) => self.send(event)),
    slot: noUploadSlot,
    withdrawRequest: () => undefined,
    drainedBefore: 0,
    drainedAt: 0,
    ending: closed,
  }),
  entry: "listen",
  on: {
    "download.request": { actions: "refuseRequest" },
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
        "stand.by": {
          target: "standby",
          actions: { type: "giveUpDownload", params: duplicate },
        },
      },
      states: {
        download: {
          initial: "free",
          states: {
            free: {
              entry: "tellFree",
              exit: "tellBusy",
              on: {
                "download.request": { target: "asking", actions: "askForSegment" },
                "rest.expected": "draining",
              },
            },
            /** While we upload to this peer, the request waits for the end of that transfer. */
            asking: {
              on: {
                "request.written": "underway",
                "download.cancel": {
                  target: "free",
                  actions: ["withdrawRequest", { type: "giveUpDownload", params: cancelled }],
                },
                "download.expire": {
                  target: "free",
                  actions: ["withdrawRequest", { type: "giveUpDownload", params: expired }],
                },
              },
              after: {
                headerTimeout: {
                  target: "free",
                  actions: ["withdrawRequest", { type: "giveUpDownload", params: held }],
                },
              },
            },
            underway: {
              on: {
                "download.cancel": {
                  target: "draining",
                  actions: ["sendCancel", { type: "giveUpDownload", params: cancelled }],
                },
                "download.expire": {
                  target: "draining",
                  actions: ["sendCancel", { type: "giveUpDownload", params: expired }],
                },
              },
              initial: "requested",
              states: {
                requested: {
                  on: {
                    "transfer.header": "receiving",
                    "transfer.absent": {
                      target: "#download.free",
                      actions: { type: "failDownload", params: absent },
                    },
                    "transfer.refused": {
                      target: "#download.draining",
                      actions: ["sendCancel", { type: "failDownload", params: noMemory }],
                    },
                  },
                  // As 0.6.2 does: a peer that does not answer at all is closed.
                  after: {
                    headerTimeout: {
                      target: "#session.ended",
                      actions: { type: "noteEnding", params: unanswered },
                    },
                  },
                },
                receiving: {
                  entry: "tellStarted",
                  on: {
                    "transfer.complete": { target: "#download.free", actions: "deliver" },
                    "transfer.interrupted": {
                      target: "#download.draining",
                      actions: ["sendCancel", { type: "failDownload", params: interrupted }],
                    },
                  },
                  initial: "watching",
                  states: {
                    watching: {
                      // One timer for each `p2pIdle`, not for each piece: it looks how long it has been silent.
                      after: {
                        untilIdle: [
                          {
                            guard: "isIdle",
                            target: "#download.draining",
                            actions: [
                              "sendCancel",
                              { type: "strike", params: stalled },
                              { type: "failDownload", params: stalled },
                            ],
                          },
                          { target: "watching", reenter: true },
                        ],
                      },
                    },
                  },
                },
              },
            },
            /** A cancelled transfer: 0.6.2 sends the rest all the same, ours stop. Until then the way is not free. */
            draining: {
              on: { "rest.drained": "free" },
              initial: "watching",
              states: {
                watching: {
                  after: {
                    untilQuiet: [
                      { guard: "isQuiet", target: "#download.free" },
                      { target: "watching", reenter: true },
                    ],
                  },
                },
              },
            },
          },
          id: "download",
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
              initial: "waiting",
              states: {
                waiting: {
                  always: { guard: "holdsSlot", target: "reading" },
                  on: { "upload.granted": { guard: "holdsSlot", target: "reading" } },
                  after: { slotWait: { target: "#upload.none", actions: "answerAbsent" } },
                },
                reading: {
                  invoke: {
                    src: "readSegment",
                    input: ({ context: { input, parts } }) => ({
                      readForPeer: input.readForPeer,
                      segmentId: parts.uploads.current,
                    }),
                    onDone: [
                      {
                        guard: ({ event }) => (event.output?.byteLength ?? 0) > 0,
                        target: "sending",
                        actions: {
                          type: "sendSegment",
                          params: ({ event }) => event.output ?? new Uint8Array(),
                        },
                      },
                      { target: "#upload.none", actions: "answerAbsent" },
                    ],
                    onError: { target: "#upload.none", actions: "answerAbsent" },
                  },
                },
                sending: {
                  entry: "startDrain",
                  on: { "upload.sent": "#upload.none" },
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

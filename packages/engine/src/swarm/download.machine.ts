/**
 * One download from one peer, from the request to its last byte. Either thread. A child of the peer's session,
 * which may have several with a peer of our own. The bytes go through `download.ts` and cause no transition.
 */
import type { ErrorInfo } from "@swarmlane/contract";
import { type DownloadContext, downloadSetup } from "./download.setup.ts";

const absent: ErrorInfo = { code: "P2P_ABSENT", message: "the peer has not got it" };
const otherCopy: ErrorInfo = { code: "P2P_OTHER_COPY", message: "the peer's copy is another" };
const held: ErrorInfo = { code: "P2P_TIMEOUT", message: "our request waited behind an upload" };
const noMemory: ErrorInfo = { code: "P2P_LIMIT_EXCEEDED", message: "no memory left to receive" };
const interrupted: ErrorInfo = { code: "P2P_INTERRUPTED", message: "a command came mid-transfer" };
const stalled: ErrorInfo = { code: "P2P_STALLED", message: "no bytes came" };
const unanswered: ErrorInfo = { code: "P2P_TIMEOUT", message: "no answer to a request" };
const asTold = ({ event }: { event: { error: ErrorInfo } }): ErrorInfo => event.error;

export const downloadMachine = downloadSetup.createMachine({
  id: "download",
  // Filled on entry: XState warns of a context that is made while another actor acts.
  context: {} as DownloadContext,
  entry: "begin",
  on: { "give.up": ".ended" },
  initial: "asking",
  states: {
    /** To a 0.6 peer the request waits for the end of what we upload to it. */
    asking: {
      entry: "ask",
      exit: "withdrawRequest",
      on: {
        "request.written": "requested",
        "transfer.overdue": { target: "ended", actions: { type: "giveUp", params: held } },
        cancel: { target: "ended", actions: { type: "giveUp", params: asTold } },
      },
    },
    requested: {
      on: {
        "transfer.header": "receiving",
        "transfer.absent": [
          { guard: "isForRest", target: "ended", actions: { type: "giveUp", params: otherCopy } },
          { target: "ended", actions: { type: "fail", params: absent } },
        ],
        "transfer.refused": {
          target: "ended",
          actions: ["sendCancel", { type: "fail", params: noMemory }],
        },
        // As 0.6.2 does: a peer that does not answer at all is closed. One that is busy sending us others is not silent.
        "transfer.overdue": {
          target: "ended",
          actions: [
            { type: "giveUp", params: unanswered },
            { type: "endSession", params: unanswered },
          ],
        },
        cancel: { target: "ended", actions: ["sendCancel", { type: "giveUp", params: asTold }] },
      },
    },
    receiving: {
      entry: "tellStarted",
      on: {
        "transfer.complete": { target: "ended", actions: "deliver" },
        "transfer.interrupted": {
          target: "ended",
          actions: ["sendCancel", { type: "fail", params: interrupted }],
        },
        "transfer.overdue": {
          target: "ended",
          actions: [
            "sendCancel",
            { type: "strike", params: stalled },
            { type: "fail", params: stalled },
          ],
        },
        cancel: { target: "ended", actions: ["sendCancel", { type: "giveUp", params: asTold }] },
      },
    },
    /** The session stops it. */
    ended: { entry: "tellEnded" },
  },
});

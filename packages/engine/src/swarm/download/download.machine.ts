/**
 * One download from one peer, from the request to its last byte. Either thread. A child of the peer's session, which may
 * have several with a peer of our own. Where it stands is the state of this machine and of nothing else; its bytes are in
 * the link's transfers and cause no transition. Each request ends in exactly one `done` or `failed`.
 */
import type { ConnectionId, ErrorInfo } from "@swarmlane/contract";
import { wireIdOf } from "@swarmlane/contract";
import { encodeCommand } from "@swarmlane/wire";
import { assign, setup } from "xstate";
import type { SendQueue } from "../channel/send-queue.ts";
import type { DownloadReport, DownloadRequest, TransferEvent } from "./download-events.ts";
import type { Transfers } from "./transfers.ts";

/** What a download needs of the connection that it runs over. */
export interface DownloadLink {
  readonly connectionId: ConnectionId;
  readonly transfers: Transfers;
  readonly sendQueue: SendQueue;
  readonly send: (event: DownloadReport) => void;
}

export interface DownloadInput {
  readonly request: DownloadRequest;
  readonly link: DownloadLink;
}

interface DownloadContext extends DownloadInput {
  /** Why it ended; undefined while it runs and when it brought the segment. */
  readonly error: ErrorInfo | undefined;
}

const error = (code: ErrorInfo["code"], message: string): ErrorInfo => ({ code, message });
const absent = error("P2P_ABSENT", "the peer does not have the segment");
const busy = error("P2P_BUSY", "the peer cannot send the segment now");
const waitsItself = error("P2P_BUSY", "the peer waits for the rest of the segment itself");
const otherCopy = error("P2P_OTHER_COPY", "the peer has a copy of another size");
const notSent = error("P2P_NOT_SENT", "the request waited behind an upload for too long");
const noMemory = error("P2P_NO_MEMORY", "there is no memory left to receive the segment");
const interrupted = error("P2P_INTERRUPTED", "the peer sent a command in the middle of a transfer");
const stalled = error("P2P_STALLED", "the peer stopped sending in the middle of a transfer");
const silent = error("P2P_SILENT", "nothing arrived from the peer, nor from anybody else");
const unanswered = error("P2P_TIMEOUT", "the peer did not answer a request");

/** Ends the download with that error. */
const because = (reason: ErrorInfo) =>
  ({ target: "ended", actions: { type: "noteError", params: { error: reason } } }) as const;
/** The same for a request that the peer has received: we ask it to stop. */
const takeBack = (reason: ErrorInfo) =>
  ({
    target: "ended",
    actions: ["sendCancel", { type: "noteError", params: { error: reason } }],
  }) as const;
const asTold = {
  type: "noteError",
  params: ({ event }: { event: { error: ErrorInfo } }) => event,
} as const;

const downloadSetup = setup({
  types: {
    input: {} as DownloadInput,
    context: {} as DownloadContext,
    events: {} as TransferEvent,
  },
  guards: {
    isEveryoneSilent: ({ event }) => event.type === "transfer.overdue" && !event.isAnyoneHeard,
    isRelayed: ({ context: { request } }) => request.isRelayed,
    isBusy: ({ context: { request }, event }) =>
      request.isRelayed || (event.type === "transfer.absent" && event.isBusy),
    /** The request was for the rest of a copy, not for the whole segment. */
    isForRest: ({ context: { link, request } }) =>
      (link.transfers.find(request.token)?.offset ?? 0) > 0,
  },
  actions: {
    begin: ({ context: { link, request }, self }) =>
      link.transfers.begin(request, {
        isAwaiting: () => self.getSnapshot().value === "requested",
        send: (event) => self.send(event),
      }),
    ask: ({ context: { link, request }, self }) => {
      const { number, offset = 0 } = link.transfers.find(request.token) ?? {};
      const id = wireIdOf(request.segment);
      const range = offset > 0 ? { offset, size: request.partial?.size } : {};
      const frame = encodeCommand({ type: "request", id, number, ...range });
      link.sendQueue.command(frame, {
        tag: request.token,
        onWritten() {
          link.transfers.listenAgain();
          self.send({ type: "request.written" });
        },
      });
    },
    withdrawRequest: ({ context: { link, request } }) => link.sendQueue.withdraw(request.token),
    sendCancel: ({ context: { link, request } }) => {
      const number = link.transfers.find(request.token)?.number;
      const id = wireIdOf(request.segment);
      link.sendQueue.command(encodeCommand({ type: "cancel", id, number }));
      link.transfers.listenAgain();
      link.send({ type: "rest.expected" });
    },
    tellStarted: ({ context: { link, request } }, { size }: { size: number }) =>
      request.replyTo.send({
        type: "download.started",
        token: request.token,
        source: link.connectionId,
        size,
        head: link.transfers.find(request.token)?.offset ?? 0,
        isRelayed: request.isRelayed,
      }),
    noteError: assign((_, told: { error: ErrorInfo }) => ({ error: told.error })),
    /** The transfer is closed before its end is reported to anything else. */
    settle: ({ context: { link, request, error: reason }, self }) => {
      const { token, replyTo, segment } = request;
      const transfer = link.transfers.find(token);
      if (reason === undefined && transfer !== undefined) {
        const payload = transfer.take();
        link.transfers.end(token, 0);
        replyTo.send({ type: "download.done", token, payload });
      } else {
        const { partial, missing } = transfer?.close() ?? nothing;
        link.transfers.end(token, missing);
        const failure = reason ?? unanswered;
        replyTo.send({ type: "download.failed", token, error: failure, partial });
      }
      link.send({ type: "download.ended", id: self.id, segment, error: reason });
    },
  },
});

const nothing = { partial: undefined, missing: undefined };

export const downloadMachine = downloadSetup.createMachine({
  id: "download",
  context: ({ input }) => ({ ...input, error: undefined }),
  entry: "begin",
  on: {
    "give.up": { target: ".ended", actions: asTold },
    "transfer.refused": {
      target: ".ended",
      actions: ["sendCancel", { type: "noteError", params: { error: noMemory } }],
    },
  },
  initial: "asking",
  states: {
    /** To a 0.6 peer the request waits for the end of what we upload to it. */
    asking: {
      entry: "ask",
      exit: "withdrawRequest",
      on: {
        "request.written": "requested",
        "transfer.overdue": because(notSent),
        cancel: { target: "ended", actions: asTold },
      },
    },
    requested: {
      on: {
        "transfer.header": "receiving",
        "transfer.absent": [
          { guard: "isBusy", ...because(busy) },
          { guard: "isForRest", ...because(otherCopy) },
          because(absent),
        ],
        // As 0.6.2 does: a peer that does not answer at all is closed. One that is busy sending us others is not silent.
        "transfer.overdue": because(unanswered),
        cancel: { target: "ended", actions: ["sendCancel", asTold] },
      },
    },
    receiving: {
      entry: {
        type: "tellStarted",
        params: ({ event }) => ({ size: event.type === "transfer.header" ? event.size : 0 }),
      },
      on: {
        "transfer.complete": "ended",
        "transfer.absent": [{ guard: "isBusy", ...because(busy) }, because(absent)],
        "transfer.interrupted": takeBack(interrupted),
        "transfer.overdue": [
          { guard: "isEveryoneSilent", ...takeBack(silent) },
          { guard: "isRelayed", ...takeBack(waitsItself) },
          takeBack(stalled),
        ],
        cancel: { target: "ended", actions: ["sendCancel", asTold] },
      },
    },
    /** The session stops it. */
    ended: { entry: "settle" },
  },
});

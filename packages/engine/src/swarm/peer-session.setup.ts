/** What the peer session's machine can wait for, ask and do: its delays, guards and actions by name. Either thread. */
import type { ErrorInfo, WireSegmentId } from "@swarmlane/contract";
import { encodeCommand } from "@swarmlane/wire";
import { assign, fromPromise, setup } from "xstate";
import type { Ending, SessionEvent } from "./session-events.ts";
import type { SessionInput, SessionParts } from "./session-parts.ts";
import type { UploadSlot } from "./upload-slots.ts";

export interface SessionContext {
  readonly input: SessionInput;
  readonly parts: SessionParts;
  readonly slot: UploadSlot;
  /** Takes back a request that waits behind an upload. */
  readonly withdrawRequest: () => void;
  /** Bytes that had left when an upload was last seen to move, to see a stuck one. */
  readonly drainedBefore: number;
  /** When that was. */
  readonly drainedAt: number;
  readonly ending: Ending;
}

interface UploadSource {
  readonly readForPeer: SessionInput["readForPeer"];
  readonly segmentId: WireSegmentId | undefined;
}

export const sessionSetup = setup({
  types: {
    input: {} as SessionInput,
    context: {} as SessionContext,
    events: {} as SessionEvent,
  },
  actors: {
    readSegment: fromPromise<Uint8Array | undefined, UploadSource>(({ input }) =>
      input.segmentId === undefined
        ? Promise.resolve(undefined)
        : input.readForPeer(input.segmentId),
    ),
  },
  delays: {
    glareGrace: ({ context }) => context.input.ports.limits.glareGrace,
    headerTimeout: ({ context }) => context.input.settings.p2pSegmentDownloadTimeout,
    untilIdle: ({ context: { input, parts } }) =>
      Math.max(1, input.ports.limits.p2pIdle - parts.download.silence()),
    untilQuiet: ({ context: { input, parts } }) =>
      Math.max(1, input.ports.limits.cancelQuiet - parts.download.silence()),
    slotWait: ({ context }) => context.input.ports.limits.uploadSlotWait,
    /** Often enough to see a stuck upload within a sixth of the limit. */
    drainCheck: ({ context }) => context.input.ports.limits.uploadStuck / 6,
  },
  guards: {
    isIdle: ({ context: { input, parts } }) =>
      parts.download.silence() >= input.ports.limits.p2pIdle,
    isQuiet: ({ context: { input, parts } }) =>
      parts.download.silence() >= input.ports.limits.cancelQuiet,
    hasUploadWaiting: ({ context }) => context.parts.uploads.hasWaiting,
    holdsSlot: ({ context }) => context.slot.isGranted,
    isUploadStuck: ({ context }) =>
      !hasDrained(context) &&
      context.input.ports.clock.now() - context.drainedAt >= context.input.ports.limits.uploadStuck,
    isCurrentUpload: ({ context, event }) =>
      event.type === "upload.withdrawn" && event.segmentId === context.parts.uploads.current,
  },
  actions: {
    listen: ({ context }) => context.parts.listen(),
    tellWaited: ({ context: { input } }) =>
      input.tell({ type: "session.waited", connectionId: input.connectionId }),
    takePeer: ({ context, event }) => {
      if (event.type !== "admit") return;
      context.parts.peer = event.peer;
      if (event.greeting !== undefined) context.parts.outbox.announce(event.greeting);
    },
    goLive: ({ context }) => context.parts.goLive(),
    goQuiet: ({ context }) => context.parts.goQuiet(),
    announce: ({ context, event }) => {
      if (event.type === "announce") context.parts.outbox.announce(event.frame);
    },
    tellFree: ({ context: { input, parts } }) => {
      if (parts.peer === undefined) return;
      parts.peer.free = true;
      input.notify({ type: "swarm.changed", reason: "a peer is free" });
    },
    tellBusy: ({ context }) => {
      if (context.parts.peer !== undefined) context.parts.peer.free = false;
    },

    askForSegment: assign(({ context: { parts }, event, self }) => {
      if (event.type !== "download.request") return {};
      parts.download.begin(event.request);
      const frame = encodeCommand({ type: "request", id: event.request.segmentId });
      const withdrawRequest = parts.outbox.command(frame, () => {
        parts.download.markAsked();
        self.send({ type: "request.written" });
      });
      return { withdrawRequest };
    }),
    withdrawRequest: ({ context }) => context.withdrawRequest(),
    refuseRequest: ({ event }) => {
      if (event.type !== "download.request") return;
      const { token, replyTo } = event.request;
      const error: ErrorInfo = { code: "P2P_UNAVAILABLE", message: "the peer is not free" };
      replyTo.send({ type: "download.failed", token, error, partial: undefined });
    },
    sendCancel: ({ context: { parts } }) => {
      const id = parts.download.request?.segmentId;
      if (id !== undefined) parts.outbox.command(encodeCommand({ type: "cancel", id }));
    },
    tellStarted: ({ context }) => context.parts.download.tellStarted(),
    deliver: ({ context }) => context.parts.download.deliver(),
    /** The segment hears it; the peer is no holder of it for a while. */
    failDownload: ({ context: { input, parts } }, error: ErrorInfo) => {
      const segmentId = parts.download.request?.segmentId;
      if (segmentId !== undefined && parts.peer !== undefined)
        input.tell({ type: "session.failed", peerId: parts.peer.id, segmentId });
      parts.download.fail(error);
    },
    /** The segment hears it; nothing is held against the peer. */
    giveUpDownload: ({ context }, error: ErrorInfo) => context.parts.download.fail(error),
    strike: ({ context: { input } }, error: ErrorInfo) =>
      input.tell({ type: "session.struck", connectionId: input.connectionId, error }),

    considerUpload: ({ context: { parts }, event }) => {
      if (event.type !== "upload.asked") return;
      if (!parts.uploads.accept(event.segmentId))
        parts.outbox.command(encodeCommand({ type: "absent", id: event.segmentId }));
    },
    withdrawUpload: ({ context, event }) => {
      if (event.type === "upload.withdrawn") context.parts.uploads.withdraw(event.segmentId);
    },
    startNextUpload: assign(({ context, self }) => {
      context.parts.uploads.startNext();
      return { slot: context.input.slots.acquire(() => self.send({ type: "upload.granted" })) };
    }),
    answerAbsent: ({ context: { parts } }) => {
      const id = parts.uploads.current;
      if (id !== undefined) parts.outbox.command(encodeCommand({ type: "absent", id }));
    },
    sendSegment: ({ context: { input, parts } }, bytes: Uint8Array) => {
      const id = parts.uploads.current;
      if (id === undefined) return;
      const { limits } = input.ports;
      const pieceBytes = Math.max(
        1,
        Math.min(input.settings.webRtcMaxMessageSize, limits.pieceBytes),
      );
      const header = encodeCommand({ type: "data", id, size: bytes.byteLength });
      parts.outbox.startUpload(header, bytes, pieceBytes);
    },
    startDrain: assign(({ context: { input, parts } }) => ({
      drainedBefore: parts.outbox.drained,
      drainedAt: input.ports.clock.now(),
    })),
    lookAtDrain: assign(({ context }) => {
      const { input, parts } = context;
      if (!hasDrained(context)) return {};
      return { drainedBefore: parts.outbox.drained, drainedAt: input.ports.clock.now() };
    }),
    finishUpload: ({ context }) => {
      context.parts.outbox.cancelUpload();
      context.slot.release();
    },
    forgetUpload: ({ context }) => context.parts.uploads.finishCurrent(),
    clearUploads: ({ context }) => context.parts.uploads.clear(),

    noteEnding: assign((_, ending: Ending) => ({ ending })),
    wrapUp: ({ context: { input, parts, ending } }) => {
      parts.shut();
      parts.download.fail(ending.error);
      if (parts.log.enabled) parts.log("peer close", parts.peer?.id, ending.how, ending.error);
      input.tell({ type: "session.ended", connectionId: input.connectionId, ending });
    },
  },
});

/** Whether enough left since it was last looked: a sip is nothing (threats T2). */
function hasDrained({ input, parts, drainedBefore }: SessionContext): boolean {
  return parts.outbox.drained - drainedBefore >= input.ports.limits.uploadStuckBytes;
}

/** What the peer session's machine can wait for, ask and do: its delays, guards and actions by name. Either thread. */
import type { ErrorInfo } from "@swarmlane/contract";
import { encodeCommand, pieceHeaderBytes } from "@swarmlane/wire";
import { assign, fromPromise, setup, stopChild } from "xstate";
import { downloadMachine } from "./download.machine.ts";
import type { Ending, SessionEvent } from "./session-events.ts";
import type { SessionInput, SessionParts } from "./session-parts.ts";
import type { UploadQueue } from "./upload-queue.ts";
import type { UploadSlot } from "./upload-slots.ts";

export interface SessionContext {
  readonly input: SessionInput;
  readonly parts: SessionParts;
  readonly slot: UploadSlot;
  /** Downloads so far, for their actors' names. */
  readonly started: number;
  /** Bytes that had left when an upload was last seen to move, to see a stuck one. */
  readonly drainedBefore: number;
  /** When that was. */
  readonly drainedAt: number;
  readonly ending: Ending;
}

export const sessionSetup = setup({
  types: {
    input: {} as SessionInput,
    context: {} as SessionContext,
    events: {} as SessionEvent,
  },
  actors: {
    download: downloadMachine,
    readSegment: fromPromise<Uint8Array | undefined, UploadQueue>(({ input }) => input.read()),
  },
  delays: {
    glareGrace: ({ context }) => context.input.ports.limits.glareGrace,
    untilQuiet: ({ context: { input, parts } }) =>
      Math.max(1, input.ports.limits.cancelQuiet - parts.downloads.silence()),
    slotWait: ({ context }) => context.input.ports.limits.uploadSlotWait,
    /** Often enough to see a stuck upload within a sixth of the limit. */
    drainCheck: ({ context }) => context.input.ports.limits.uploadStuck / 6,
  },
  guards: {
    hasRoom: ({ context: { parts } }) => (parts.peer?.room ?? 0) > 0,
    isUnnumbered: ({ context }) => !context.parts.dialect.isNumbered,
    isQuiet: ({ context: { input, parts } }) =>
      parts.downloads.silence() >= input.ports.limits.cancelQuiet,
    hasUploadWaiting: ({ context }) => context.parts.uploads.hasWaiting,
    holdsSlot: ({ context }) => context.slot.isGranted,
    isUploadStuck: ({ context }) =>
      !hasDrained(context) &&
      context.input.ports.clock.now() - context.drainedAt >= context.input.ports.limits.uploadStuck,
    isCurrentUpload: ({ context, event }) =>
      event.type === "upload.withdrawn" && context.parts.uploads.isCurrent(event.request),
    /** We have it, and where the peer wants to go on there is something of the same segment. */
    isOfUse: ({ context }, bytes: Uint8Array | undefined) => {
      const { offset = 0, size = bytes?.byteLength } = context.parts.uploads.current ?? {};
      return bytes !== undefined && bytes.byteLength > offset && bytes.byteLength === size;
    },
  },
  actions: {
    listen: ({ context }) => context.parts.listen(),
    tellWaited: ({ context: { input } }) =>
      input.tell({ type: "session.waited", connectionId: input.connectionId }),
    takePeer: ({ context: { parts }, event }) => {
      if (event.type !== "admit") return;
      parts.peer = event.peer;
      parts.greet();
      if (event.greeting !== undefined) parts.outbox.announce(event.greeting);
    },
    goLive: ({ context }) => context.parts.goLive(),
    goQuiet: ({ context }) => context.parts.goQuiet(),
    announce: ({ context, event }) => {
      if (event.type === "announce") context.parts.outbox.announce(event.map);
    },
    showRoom: ({ context }) => context.parts.showRoom(),
    beginDraining: ({ context: { parts } }) => {
      parts.isDraining = true;
      parts.showRoom();
    },
    endDraining: ({ context: { parts } }) => {
      parts.isDraining = false;
      parts.showRoom();
    },

    startDownload: assign(({ context, event, spawn }) => {
      if (event.type !== "download.request") return {};
      const started = context.started + 1;
      const { request } = event;
      spawn("download", { id: `download ${started}`, input: { request, session: context } });
      return { started };
    }),
    stopDownload: stopChild((_, { id }: { id: string }) => id),
    refuseRequest: ({ event }) => {
      if (event.type !== "download.request") return;
      const { token, replyTo } = event.request;
      const error: ErrorInfo = { code: "P2P_UNAVAILABLE", message: "the peer is not free" };
      replyTo.send({ type: "download.failed", token, error, partial: undefined });
    },
    giveUpDownloads: ({ context }, error: ErrorInfo) => context.parts.downloads.giveUp(error),

    considerUpload: ({ context: { parts }, event }) => {
      if (event.type !== "upload.asked" || parts.uploads.accept(event.request)) return;
      const { id, number } = event.request;
      parts.outbox.command(encodeCommand({ type: "absent", id, number }));
    },
    withdrawUpload: ({ context, event }) => {
      if (event.type === "upload.withdrawn") context.parts.uploads.withdraw(event.request);
    },
    startNextUpload: assign(({ context, self }) => {
      context.parts.uploads.startNext();
      return { slot: context.input.slots.acquire(() => self.send({ type: "upload.granted" })) };
    }),
    answerAbsent: ({ context: { parts } }) => {
      const { current } = parts.uploads;
      if (current === undefined) return;
      const { id, number } = current;
      parts.outbox.command(encodeCommand({ type: "absent", id, number }));
    },
    sendSegment: ({ context: { input, parts } }, bytes: Uint8Array | undefined) => {
      const { current } = parts.uploads;
      if (current === undefined || bytes === undefined) return;
      const { id, number } = current;
      const header = { type: "data", id, size: bytes.byteLength } as const;
      const command = number === undefined ? encodeCommand(header) : undefined;
      parts.outbox.startUpload(command, bytes, frameBytes(input, number), current);
    },
    readAhead: ({ context }) => context.parts.uploads.readAhead(),
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
      parts.downloads.giveUp(ending.error);
      if (parts.log.enabled) parts.log("peer close", parts.peer?.id, ending.how, ending.error);
      input.tell({ type: "session.ended", connectionId: input.connectionId, ending });
    },
  },
});

/** Bytes a message: what the setting allows and a browser can send. */
function frameBytes({ settings, ports }: SessionInput, number: number | undefined): number {
  const least = 1 + (number === undefined ? 0 : pieceHeaderBytes);
  return Math.max(least, Math.min(settings.webRtcMaxMessageSize, ports.limits.pieceBytes));
}

/** Whether enough left since it was last looked: a sip is nothing (threats T2). */
function hasDrained({ input, parts, drainedBefore }: SessionContext): boolean {
  return parts.outbox.drained - drainedBefore >= input.ports.limits.uploadStuckBytes;
}

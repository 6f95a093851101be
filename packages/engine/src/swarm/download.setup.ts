/** What a download's machine can wait for, ask and do: its delays, guards and actions by name. Either thread. */
import type { ErrorInfo } from "@swarmlane/contract";
import { encodeCommand } from "@swarmlane/wire";
import { assign, setup } from "xstate";
import type { Download } from "./download.ts";
import type { DownloadRequest, TransferEvent } from "./session-events.ts";
import type { SessionInput, SessionParts } from "./session-parts.ts";

/** The session that it is a child of. */
interface OwnSession {
  readonly input: SessionInput;
  readonly parts: SessionParts;
}

interface DownloadInput {
  readonly request: DownloadRequest;
  readonly session: OwnSession;
}

export interface DownloadContext {
  readonly session: OwnSession;
  readonly download: Download;
  /** Takes the request back if it still waits. */
  readonly withdrawRequest: () => void;
}

export const downloadSetup = setup({
  types: {
    input: {} as DownloadInput,
    context: {} as DownloadContext,
    events: {} as TransferEvent | { type: "xstate.init"; input: DownloadInput },
  },
  guards: {
    /** Not the segment was asked for, but how a copy of it goes on. */
    isForRest: ({ context: { download } }) => download.offset > 0,
  },
  actions: {
    begin: assign(({ event, self }) => {
      if (event.type !== "xstate.init") return {};
      const { request, session } = event.input;
      const download = session.parts.downloads.begin(request, (step) => self.send(step));
      return { session, download, withdrawRequest: () => undefined };
    }),
    ask: assign(({ context: { session, download }, self }) => {
      const { number, offset, request } = download;
      const { segmentId: id, size } = request;
      const range = offset > 0 ? { offset, size } : {};
      const frame = encodeCommand({ type: "request", id, number, ...range });
      const withdrawRequest = session.parts.outbox.command(frame, () => {
        session.parts.downloads.listenAnew();
        download.markAsked();
        self.send({ type: "request.written" });
      });
      return { withdrawRequest };
    }),
    withdrawRequest: ({ context }) => context.withdrawRequest(),
    sendCancel: ({ context: { session, download } }) => {
      const { number, request } = download;
      const frame = encodeCommand({ type: "cancel", id: request.segmentId, number });
      session.parts.outbox.command(frame);
      session.parts.expectRest();
    },
    tellStarted: ({ context }) => context.download.tellStarted(),
    deliver: ({ context }) => context.download.deliver(),
    /** The segment hears it; nothing is held against the peer. */
    giveUp: ({ context }, error: ErrorInfo) => context.download.fail(error),
    /** The segment hears it; the peer is no holder of it for a while. */
    fail: ({ context: { session, download } }, error: ErrorInfo) => {
      const peerId = session.parts.peer?.id;
      const { segmentId } = download.request;
      if (peerId !== undefined) session.input.tell({ type: "session.failed", peerId, segmentId });
      download.fail(error);
    },
    strike: ({ context: { session } }, error: ErrorInfo) =>
      session.input.tell({
        type: "session.struck",
        connectionId: session.input.connectionId,
        error,
      }),
    endSession: ({ context: { session } }, error: ErrorInfo) => session.parts.offend(error),
    tellEnded: ({ context: { session }, self }) => session.parts.downloadEnded(self.id),
  },
});

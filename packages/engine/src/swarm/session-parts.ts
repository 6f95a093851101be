/** The plain parts of one peer session, wired to its channel. Either thread. They do the bytes, the machine the states. */
import {
  type ConnectionId,
  type EnginePorts,
  type EngineSettings,
  type ErrorInfo,
  type Log,
  type PeerChannel,
  toErrorInfo,
  type WireSegmentId,
} from "@swarmlane/contract";
import type { SwarmNotice } from "../actor-events.ts";
import type { Payloads } from "../payloads.ts";
import { createDownload, type Download } from "./download.ts";
import { createFrameHold, type FrameHold } from "./frame-hold.ts";
import { createInbox, type Inbox } from "./inbox.ts";
import { createOutbox, type Outbox } from "./outbox.ts";
import type { ReceiveBudget } from "./receive-budget.ts";
import type { Ending, PeerRecord, SessionEvent, SessionReport } from "./session-events.ts";
import { smoothSpeed } from "./speed.ts";
import { createUploadQueue, type UploadQueue } from "./upload-queue.ts";
import type { UploadSlots } from "./upload-slots.ts";

export interface SessionInput {
  readonly connectionId: ConnectionId;
  readonly channel: PeerChannel;
  readonly ports: EnginePorts;
  readonly settings: Readonly<EngineSettings>;
  readonly payloads: Payloads;
  readonly budget: ReceiveBudget;
  readonly slots: UploadSlots;
  readonly readForPeer: (segmentId: WireSegmentId) => Promise<Uint8Array | undefined>;
  readonly notify: (notice: SwarmNotice) => void;
  readonly tell: (report: SessionReport) => void;
}

export interface SessionParts {
  readonly download: Download;
  readonly outbox: Outbox;
  readonly uploads: UploadQueue;
  readonly log: Log;
  /** The peer that this connection leads to, while it is the one in use. */
  peer: PeerRecord | undefined;
  /** When the last frame came; undefined when none ever did. */
  readonly heardAt: number | undefined;
  /** Starts to hear the channel. Frames are kept until `goLive`. */
  listen(): void;
  /** Handles what was kept, in order, and from now on everything at once. */
  goLive(): void;
  /** Keeps frames again. */
  goQuiet(): void;
  /** Closes the channel and hears nothing any more. */
  shut(): void;
}

export function createSessionParts(
  input: SessionInput,
  send: (event: SessionEvent) => void,
): SessionParts {
  const { connectionId, channel, ports, tell } = input;
  const { clock, limits, emit } = ports;
  const log = ports.log("p2pml:media-peer");
  let heardAt: number | undefined;
  let hold: FrameHold | undefined = createFrameHold(limits);
  let isShut = false;

  const end = (how: Ending["how"], error: ErrorInfo): void =>
    send({ type: "end", ending: { how, error } });
  const offend = (error: ErrorInfo): void => end("offended", error);

  const download = createDownload({
    clock,
    limits,
    payloads: input.payloads,
    budget: input.budget,
    send: (event) => (event.type === "offence" ? offend(event.error) : send(event)),
    onBytes(bytes) {
      if (parts.peer !== undefined)
        emit({ type: "bytes/downloaded", method: "p2p", bytes, peerId: parts.peer.id });
    },
    onMeasured(bytes, ms) {
      if (parts.peer !== undefined) parts.peer.speed = smoothSpeed(parts.peer.speed, bytes, ms);
    },
  });
  const outbox = createOutbox(channel, limits, {
    onUploaded(bytes) {
      if (parts.peer !== undefined) emit({ type: "bytes/uploaded", bytes, peerId: parts.peer.id });
    },
    onUploadSent: () => send({ type: "upload.sent" }),
    onFlooded: () => offend({ code: "P2P_LIMIT_EXCEEDED", message: "too many answers wait" }),
  });
  const inbox: Inbox = createInbox({
    clock,
    limits,
    download,
    log,
    send,
    onMap: (segments) => tell({ type: "session.map", connectionId, segments }),
    onOffence: offend,
  });

  function onFrame(frame: Uint8Array): void {
    const isFirst = heardAt === undefined;
    heardAt = clock.now();
    if (hold === undefined) {
      inbox.accept(frame);
      return;
    }
    if (!hold.push(frame)) {
      end("dropped", { code: "P2P_LIMIT_EXCEEDED", message: "too much before admission" });
      return;
    }
    if (isFirst) tell({ type: "session.spoke", connectionId });
  }

  /** Whatever goes wrong here is the end of this session, and of nothing else. */
  function guarded<Args extends unknown[]>(handler: (...args: Args) => void) {
    return (...args: Args): void => {
      if (isShut) return;
      try {
        handler(...args);
      } catch (error) {
        end("dropped", toErrorInfo(error));
      }
    };
  }

  const parts: SessionParts = {
    download,
    outbox,
    uploads: createUploadQueue(limits, input.settings, clock),
    log,
    peer: undefined,
    get heardAt() {
      return heardAt;
    },
    listen() {
      channel.listen({
        onFrame: guarded(onFrame),
        onBufferedLow: guarded(() => outbox.pump()),
        onClose: guarded(() => end("left", { code: "P2P_CLOSED", message: "the channel closed" })),
      });
    },
    goLive() {
      const kept = hold?.take() ?? [];
      hold = undefined;
      const accept = guarded((frame: Uint8Array) => inbox.accept(frame));
      for (const frame of kept) accept(frame);
    },
    goQuiet() {
      hold = createFrameHold(limits);
      outbox.clear();
    },
    shut() {
      isShut = true;
      hold = undefined;
      outbox.clear();
      channel.close();
    },
  };
  return parts;
}

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
import { encodeHello } from "@swarmlane/wire";
import type { SwarmNotice } from "../actor-events.ts";
import type { Payloads } from "../payloads.ts";
import type { Dialect } from "./dialect.ts";
import { createDownloads, type Downloads } from "./downloads.ts";
import { createFrameHold, type FrameHold } from "./frame-hold.ts";
import { createInbox } from "./inbox.ts";
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
  readonly dialect: Dialect;
  readonly downloads: Downloads;
  readonly outbox: Outbox;
  readonly uploads: UploadQueue;
  readonly log: Log;
  /** The peer that this connection leads to, while it is the one in use. */
  peer: PeerRecord | undefined;
  /** When the last frame came; undefined when none ever did. */
  readonly heardAt: number | undefined;
  /** Bytes of a cancelled 0.6 transfer may still come: until they end nothing is asked. */
  isDraining: boolean;
  expectRest(): void;
  downloadEnded(id: string): void;
  /** Brings the peer's view up to date, and tells the scheduler when more may be asked. */
  showRoom(): void;
  /** A strike, and the end of the session. */
  offend(error: ErrorInfo): void;
  /** Says what we speak, unless that was said. */
  greet(): void;
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
  const dialect: Dialect = { isNumbered: false };
  let heardAt: number | undefined;
  let hold: FrameHold | undefined = createFrameHold(limits);
  let isGreeted = false;
  let isShut = false;

  const end = (how: Ending["how"], error: ErrorInfo): void =>
    send({ type: "end", ending: { how, error } });
  const offend = (error: ErrorInfo): void => end("offended", error);

  const downloads = createDownloads({
    clock,
    limits,
    dialect,
    settings: input.settings,
    send,
    payloads: input.payloads,
    budget: input.budget,
    onOffence: offend,
    onBytes(bytes) {
      if (parts.peer !== undefined)
        emit({ type: "bytes/downloaded", method: "p2p", bytes, peerId: parts.peer.id });
    },
    onMeasured(bytes, ms) {
      if (parts.peer !== undefined) parts.peer.speed = smoothSpeed(parts.peer.speed, bytes, ms);
    },
  });
  const outbox = createOutbox(channel, dialect, limits, {
    onUploaded(bytes) {
      if (parts.peer !== undefined) emit({ type: "bytes/uploaded", bytes, peerId: parts.peer.id });
    },
    onUploadSent() {
      inbox.forgiveRequest();
      send({ type: "upload.sent" });
    },
    onFlooded: () => offend({ code: "P2P_LIMIT_EXCEEDED", message: "too many answers wait" }),
  });
  const inbox = createInbox({
    clock,
    limits,
    dialect,
    downloads,
    outbox,
    log,
    send,
    onMap: (segments) => tell({ type: "session.map", connectionId, segments }),
    onChanges: (changes) => tell({ type: "session.changes", connectionId, changes }),
    onOffence: offend,
  });

  /**
   * Nothing is asked before the peer said anything: its first frame tells what it speaks.
   * A peer of our own that has never brought anything is tried with one request first.
   */
  function room(peer: PeerRecord): number {
    if (hold !== undefined || heardAt === undefined) return 0;
    const { count } = downloads;
    const most = dialect.isNumbered && peer.speed !== undefined ? limits.requestsInFlight : 1;
    return parts.isDraining ? 0 : Math.max(0, most - count);
  }

  function onFrame(frame: Uint8Array): void {
    const isFirst = heardAt === undefined;
    heardAt = clock.now();
    if (hold === undefined) {
      inbox.accept(frame);
      if (isFirst) parts.showRoom();
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
    dialect,
    downloads,
    outbox,
    uploads: createUploadQueue({ ...input, clock, limits, dialect }),
    log,
    peer: undefined,
    isDraining: false,
    expectRest() {
      downloads.listenAnew();
      send({ type: "rest.expected" });
    },
    downloadEnded: (id) => send({ type: "download.ended", id }),
    showRoom() {
      const { peer } = parts;
      if (peer === undefined) return;
      const before = peer.room;
      peer.room = room(peer);
      peer.pending = downloads.count;
      if (peer.room > before) input.notify({ type: "swarm.changed", reason: "a peer is free" });
    },
    offend,
    greet() {
      if (!isGreeted) outbox.command(encodeHello(), () => (isGreeted = true));
    },
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
      parts.showRoom();
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

/**
 * One connection's bytes: the channel, what comes in, what goes out, and how useful it was. Either thread. The swarm
 * creates it with the connection. The session's machine decides what may happen over it; the link carries that out.
 */
import {
  type ConnectionId,
  type EnginePorts,
  type EngineSettings,
  type ErrorInfo,
  type Log,
  type PeerChannel,
  type PeerId,
  toErrorInfo,
  type WireSegmentId,
} from "@swarmlane/contract";
import { encodeCommand, encodeHello, type SegmentChanges, type SegmentsMap } from "@swarmlane/wire";
import type { Arrivals } from "../../arrivals.ts";
import type { Payloads } from "../../payloads.ts";
import type { ReceiveBudget } from "../download/receive-budget.ts";
import { createTransfers, type Transfers } from "../download/transfers.ts";
import type { Availability, Learned } from "../holdings/availability.ts";
import type { OwnMap } from "../holdings/own-map.ts";
import { createUploadQueue, type UploadQueue } from "../upload/upload-queue.ts";
import type { Relays } from "../upload/relays.ts";
import type { Uploader } from "../upload/upload-slots.ts";
import { createCostMeter } from "../channel/cost-meter.ts";
import type { Dialect } from "../channel/dialect.ts";
import { createFrameHold, type FrameHold } from "../channel/frame-hold.ts";
import { createInbox } from "./inbox.ts";
import { createSendQueue, type SendQueue } from "../channel/send-queue.ts";
import type { SessionEvent, SessionReport } from "./session-events.ts";

export interface LinkDeps {
  readonly connectionId: ConnectionId;
  readonly channel: PeerChannel;
  readonly ports: EnginePorts;
  readonly settings: Readonly<EngineSettings>;
  readonly payloads: Payloads;
  readonly budget: ReceiveBudget;
  readonly arrivals: Arrivals;
  readonly relays: Relays;
  readonly readForPeer: (segmentId: WireSegmentId) => Promise<Uint8Array | undefined>;
  readonly availability: Pick<Availability, "update" | "change" | "expect">;
  /** What peers hold or load is not what it was. */
  readonly onNews: () => void;
  /** For an inspector. Must not throw. */
  readonly onAnnounced: ((announced: Announced) => void) | undefined;
  /** To the swarm. */
  readonly tell: (report: SessionReport) => void;
}

/** What a peer announced over a connection in use: its whole map, or what changed in it. Not to be kept. */
export type Announced = { readonly connectionId: ConnectionId; readonly peerId: PeerId } & (
  { readonly segments: SegmentsMap } | { readonly changes: SegmentChanges }
);

/** When the connection was last useful, or last failed, in ms; undefined: never. */
export interface Account {
  heardAt: number | undefined;
  deliveredAt: number | undefined;
  failedAt: number | undefined;
  servedAt: number | undefined;
}

export interface Link {
  readonly connectionId: ConnectionId;
  readonly dialect: Dialect;
  readonly transfers: Transfers;
  readonly sendQueue: SendQueue;
  readonly uploads: UploadQueue;
  /** As the upload slots know it. */
  readonly uploader: Uploader;
  readonly log: Log;
  readonly account: Account;
  /** What it is being sent is still arriving here. */
  isRelaying: boolean;
  /** What the peer had announced when another connection took over from this one: it comes back with it. */
  setAside: SegmentsMap | undefined;
  /** Measured download speed in bytes per millisecond; undefined before the first download. */
  readonly speed: number | undefined;
  /** To the session's machine. */
  readonly send: (event: SessionEvent) => void;
  /** To the swarm. */
  readonly tell: (report: SessionReport) => void;
  /** The peer under which its bytes are reported; undefined until the connection is in use. */
  readonly peerId: PeerId | undefined;
  /** Its session has ended, or is about to. */
  readonly isShut: boolean;
  identify(peerId: PeerId): void;
  /** Starts to listen to the channel for the session's machine. Frames are kept until `goLive`. */
  listen(send: (event: SessionEvent) => void): void;
  /** Sends our greeting, unless it was sent already. */
  greet(): void;
  /** Announces to the peer what we hold and load. */
  announce(map: OwnMap): void;
  /** Asks for a segment that the peer cannot have: a live peer answers that it is absent. */
  probe(): void;
  /** Handles the frames that were kept, in order, and from now on each frame at once. */
  goLive(): void;
  /** Keeps frames again. */
  goQuiet(): void;
  /** Closes the channel and ignores everything that it still brings. */
  shut(): void;
}

/** No stream has a segment with this id: 0.6.2 and our own peers answer that they do not have it. */
const probeId = "probe" as WireSegmentId;

export function createLink(deps: LinkDeps): Link {
  const { connectionId, channel, ports, arrivals, availability, tell } = deps;
  const { clock, limits, emit } = ports;
  const log = ports.log("p2pml:media-peer");
  const dialect: Dialect = { isNumbered: false };
  const account: Account = {
    heardAt: undefined,
    deliveredAt: undefined,
    failedAt: undefined,
    servedAt: undefined,
  };
  let send: (event: SessionEvent) => void = () => undefined;
  let peerId: PeerId | undefined;
  let speed: number | undefined;
  let isGreeted = false;
  let isShut = false;

  const end = (error: ErrorInfo): void => send({ type: "end", error });
  const meter = createCostMeter(limits, clock);
  let hold: FrameHold | undefined = createFrameHold(limits, meter);

  const transfers = createTransfers({
    clock,
    limits,
    dialect,
    meter,
    settings: deps.settings,
    payloads: deps.payloads,
    budget: deps.budget,
    relays: deps.relays,
    lastElsewhere: () => arrivals.lastExcept(connectionId),
    onRest: (event) => send(event),
    onOffence: end,
    onBytes(bytes, key) {
      if (peerId !== undefined)
        emit({ type: "bytes/downloaded", method: "p2p", bytes, peerId, key });
    },
    onMeasured(bytes, ms) {
      speed = smoothSpeed(speed, bytes, ms);
    },
  });
  const sendQueue = createSendQueue(channel, dialect, limits, {
    onUploaded(bytes) {
      if (peerId !== undefined) emit({ type: "bytes/uploaded", bytes, peerId });
    },
    onUploadSent() {
      account.servedAt = clock.now();
      inbox.forgiveRequest();
      send({ type: "upload.sent" });
    },
    onFlooded: () =>
      end({
        code: "P2P_LIMIT_EXCEEDED",
        message: "more answers wait than an honest peer can cause",
      }),
  });
  const inbox = createInbox({
    clock,
    limits,
    dialect,
    meter,
    transfers,
    sendQueue,
    log,
    send: (event) => send(event),
    onMap: (segments) =>
      learn((id) => {
        deps.onAnnounced?.({ connectionId, peerId: id, segments });
        return availability.update(id, segments);
      }),
    onComing: (segments) => learn((id) => availability.expect(id, segments)),
    onChanges: (changes) =>
      learn((id) => {
        deps.onAnnounced?.({ connectionId, peerId: id, changes });
        return availability.change(id, changes);
      }),
    onOffence: end,
  });

  /** The inbox hears of announcements only while the connection is in use, so it is known who announces. */
  function learn(update: (peerId: PeerId) => Learned): void {
    const outcome = peerId === undefined ? "same" : update(peerId);
    if (outcome === "changed") deps.onNews();
    else if (outcome === "excess") {
      const message = "the peer's segments map grew larger than a map may be";
      end({ code: "P2P_LIMIT_EXCEEDED", message });
    }
  }

  function onFrame(frame: Uint8Array): void {
    const isFirst = account.heardAt === undefined;
    account.heardAt = clock.now();
    arrivals.note(connectionId);
    if (hold === undefined) {
      inbox.accept(frame);
      if (isFirst) send({ type: "peer.spoke" });
      return;
    }
    if (!hold.push(frame)) {
      end({ code: "P2P_LIMIT_EXCEEDED", message: "the peer sent too much before its admission" });
      return;
    }
    if (isFirst) tell({ type: "session.spoke", connectionId });
  }

  /** An exception in a handler ends this session, and no other. */
  function guarded<Args extends unknown[]>(handler: (...args: Args) => void) {
    return (...args: Args): void => {
      if (isShut) return;
      try {
        handler(...args);
      } catch (error) {
        end(toErrorInfo(error));
      }
    };
  }

  const link: Link = {
    ...{ connectionId, dialect, transfers, sendQueue, log, account, tell },
    isRelaying: false,
    setAside: undefined,
    uploads: createUploadQueue({ ...deps, clock, limits, dialect }),
    uploader: {
      onGranted: () => send({ type: "upload.granted" }),
      onRevoked: () => send({ type: "upload.revoked" }),
      drained: () => sendQueue.drained,
      isRelay: () => link.isRelaying,
      speed: () => speed,
    },
    get peerId() {
      return peerId;
    },
    get speed() {
      return speed;
    },
    get isShut() {
      return isShut;
    },
    send: (event) => send(event),
    identify(id) {
      peerId = id;
    },
    listen(target) {
      send = target;
      channel.listen({
        onFrame: guarded(onFrame),
        onBufferedLow: guarded(() => sendQueue.pump()),
        onClose: guarded(() => end({ code: "P2P_CLOSED", message: "the channel closed" })),
      });
    },
    greet() {
      if (isGreeted) return;
      sendQueue.command(encodeHello(), { onWritten: () => (isGreeted = true) });
    },
    announce: guarded((map: OwnMap) => sendQueue.announce(map)),
    probe() {
      // A download that runs is a probe of its own, and 0.6.2 takes one request at a time.
      if (transfers.count > 0) return;
      const number = transfers.nextNumber();
      sendQueue.command(encodeCommand({ type: "request", id: probeId, number }));
    },
    goLive() {
      const kept = hold?.take() ?? [];
      hold = undefined;
      const accept = guarded((frame: Uint8Array) => inbox.accept(frame));
      inbox.resume();
      for (const frame of kept) accept(frame);
    },
    goQuiet() {
      hold = createFrameHold(limits, meter);
      inbox.pause();
      sendQueue.clear();
    },
    shut() {
      isShut = true;
      hold = undefined;
      send = () => undefined;
      inbox.stop();
      transfers.stop();
      sendQueue.clear();
      channel.close();
    },
  };
  return link;
}

/** Weight of the newest transfer: after three more transfers, an old speed counts a third. */
const newest = 0.3;

/** In bytes per millisecond. `ms` counts from the request, so that a slow answer counts as slow. */
function smoothSpeed(before: number | undefined, bytes: number, ms: number): number {
  const speed = bytes / Math.max(ms, 1);
  return before === undefined ? speed : before + newest * (speed - before);
}

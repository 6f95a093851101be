/**
 * The tracker client's socket, in place of `@thaunknown/simple-websocket` by alias (see vite-aliases.ts). Page.
 *
 * The client sees valid frames only, and no losses: it would wait ten seconds to five minutes before it tries
 * again, on a timer that outlives it (threats T8, B26). So this never emits `error` nor `connect`, and `close`
 * only after `destroy()`: connections come and go behind it, and its gate announces on each new one.
 *
 * The client shares one socket for each address, also between hubs. A hub therefore writes its own name into
 * the address, as a fragment, which goes no further than here.
 */
import type { ErrorCode, Limits } from "@swarmlane/contract";
import { LoaderError } from "@swarmlane/contract";
import { withoutDeadOffers } from "./dead-offer.ts";
import { readTrackerFrame } from "./frame-guard.ts";
import type { TrackerFrame } from "./frame-guard.ts";
import { createReconnectingSocket } from "./reconnecting-socket.ts";
import type { ReconnectingSocket } from "./reconnecting-socket.ts";
import { createTokenBucket } from "./token-bucket.ts";
import type { TokenBucket } from "./token-bucket.ts";
import { textToBytes } from "./tracker-bytes.ts";

/** What a socket needs of its hub. It comes as the `agent` of the tracker client's `proxyOpts`. */
export interface TrackerGate {
  readonly limits: Limits;
  /** Our own peer id as a binary string. */
  readonly ownPeerId: string;
  readonly hasRoomToAnswer: () => boolean;
  readonly warn: (code: ErrorCode, message: string, url: string) => void;
  /** To be called for what must be destroyed when the hub closes. */
  readonly onCreate: (socket: GuardedSocket) => void;
  readonly onDestroy: (socket: GuardedSocket) => void;
  /** A connection is up: the first, or one after a loss. `url` as the client gave it. */
  readonly onConnect: (url: string) => void;
}

type SocketEvent = "connect" | "data" | "close" | "error";
type SocketListener = (data: Uint8Array) => void;

const nothing = new Uint8Array();

export default class GuardedSocket {
  /** The client's own count of who shares this socket. */
  consumers = 0;
  private readonly gate: TrackerGate;
  private readonly url: string;
  private readonly socket: ReconnectingSocket;
  private readonly offers: TokenBucket;
  private listeners: { event: SocketEvent; listener: SocketListener; once: boolean }[] = [];
  private destroyed = false;

  constructor({ url, agent }: { url: string; agent: TrackerGate }) {
    const { limits } = agent;
    this.gate = agent;
    this.url = url.replace(/#.*$/, "");
    this.offers = createTokenBucket(limits.trackerOffersPerSecond, limits.trackerOffersBurst, () =>
      performance.now(),
    );
    this.socket = createReconnectingSocket(this.url, {
      limits,
      onOpen: () => agent.onConnect(url),
      onMessage: (data) => this.receive(data),
      onLoss: () => agent.warn("TRACKER_ERROR", `no connection to ${this.url}`, this.url),
    });
    agent.onCreate(this);
  }

  get connected(): boolean {
    return this.socket.isOpen;
  }

  on(event: SocketEvent, listener: SocketListener): this {
    this.listeners.push({ event, listener, once: false });
    return this;
  }

  /** Announces that wait for `connect` would leave all together, however long ago they were due. */
  once(event: SocketEvent, listener: SocketListener): this {
    if (event !== "connect") this.listeners.push({ event, listener, once: true });
    return this;
  }

  removeListener(event: SocketEvent, listener: SocketListener | null): this {
    this.listeners = this.listeners.filter(
      (entry) => entry.event !== event || entry.listener !== listener,
    );
    return this;
  }

  send(frame: string): void {
    this.socket.send(withoutDeadOffers(frame));
  }

  /** Closes at once. */
  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.socket.close();
    this.emit("close", nothing);
    this.listeners = [];
    this.gate.onDestroy(this);
  }

  private receive(data: unknown): void {
    const frame = readTrackerFrame(data, this.gate.limits);
    if (frame instanceof LoaderError) {
      this.gate.warn(frame.code, `${this.url}: ${frame.message}`, this.url);
      return;
    }
    this.socket.trust();
    if (frame.peer_id === this.gate.ownPeerId || !this.mayPass(frame)) return;
    try {
      this.emit("data", textToBytes(JSON.stringify(frame)));
    } catch (error) {
      this.gate.warn("TRACKER_BAD_MESSAGE", `${this.url}: ${String(error)}`, this.url);
    }
  }

  private mayPass(frame: TrackerFrame): boolean {
    if (frame.offer === undefined) return true;
    if (this.gate.hasRoomToAnswer() && this.offers.take()) return true;
    this.gate.warn("PEER_BUDGET_EXCEEDED", `${this.url}: more offers than we can take`, this.url);
    return false;
  }

  private emit(event: SocketEvent, data: Uint8Array): void {
    const called = this.listeners.filter((entry) => entry.event === event);
    this.listeners = this.listeners.filter((entry) => !(entry.event === event && entry.once));
    for (const { listener } of called) listener(data);
  }
}

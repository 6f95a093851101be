/**
 * The tracker client's socket. It replaces `@thaunknown/simple-websocket` by alias (see vite-aliases.ts).
 *
 * The tracker client only sees valid frames, and no lost connections. After a loss it would wait between ten seconds
 * and five minutes before it reconnects, on a timer that survives the destruction of the client. So this socket never
 * emits `error` or `connect`, and emits `close` only after `destroy()`. It reconnects by itself, and its gate
 * announces on each new connection.
 *
 * The client shares one socket per address with every other client on the page, also those of other hubs. A hub
 * therefore appends its own name to the address as a fragment. The fragment is not sent to the tracker.
 */
import type { ErrorCode, Limits } from "@swarmlane/contract";
import { LoaderError } from "@swarmlane/contract";
import { readTrackerFrame, withoutDeadOffers } from "./frame-guard.ts";
import type { TrackerFrame } from "./frame-guard.ts";
import { createReconnectingSocket } from "./reconnecting-socket.ts";
import type { ReconnectingSocket } from "./reconnecting-socket.ts";
import { createRateLimiter } from "../../rate-limiter.ts";
import type { RateLimiter } from "../../rate-limiter.ts";
import { textToBytes } from "../tracker-bytes.ts";

/** What a socket needs from its hub. The tracker client passes it on as the `agent` of its `proxyOpts`. */
export interface TrackerGate {
  readonly limits: Limits;
  /** Our own peer id as a binary string. */
  readonly ownPeerId: string;
  readonly hasRoomToAnswer: () => boolean;
  /** No connection is of any use at the moment. Offers are then dropped silently: a full swarm is not a fault. */
  readonly isFull: () => boolean;
  readonly warn: (code: ErrorCode, message: string, url: string) => void;
  /** Keeps track of the sockets that must be destroyed when the hub closes. */
  readonly onCreate: (socket: GuardedSocket) => void;
  readonly onDestroy: (socket: GuardedSocket) => void;
  /** A connection is up: the first one, or a new one after a loss. `url` is the address with the hub's name. */
  readonly onConnect: (url: string) => void;
}

type SocketEvent = "connect" | "data" | "close" | "error";
type SocketListener = (data: Uint8Array) => void;

const nothing = new Uint8Array();

export default class GuardedSocket {
  /** Written by the tracker client: how many of its clients share this socket. */
  consumers = 0;
  private readonly gate: TrackerGate;
  private readonly url: string;
  private readonly socket: ReconnectingSocket;
  private readonly offers: RateLimiter;
  private listeners: { event: SocketEvent; listener: SocketListener; once: boolean }[] = [];
  private destroyed = false;

  constructor({ url, agent }: { url: string; agent: TrackerGate }) {
    const { limits } = agent;
    this.gate = agent;
    this.url = url.replace(/#.*$/, "");
    this.offers = createRateLimiter(limits.trackerOffersPerSecond, limits.trackerOffersBurst, () =>
      performance.now(),
    );
    this.socket = createReconnectingSocket(this.url, {
      limits,
      onOpen: () => agent.onConnect(url),
      onMessage: (data) => this.receive(data),
      onLoss: () =>
        agent.warn(
          "TRACKER_ERROR",
          `Cannot connect to the tracker ${this.url}. Retrying.`,
          this.url,
        ),
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

  /** Ignores `connect`. Otherwise all announces that wait for it would be sent at once, even if they are long overdue. */
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
    if (this.gate.isFull()) return false;
    if (this.gate.hasRoomToAnswer() && this.offers.take()) return true;
    this.gate.warn(
      "PEER_BUDGET_EXCEEDED",
      `${this.url}: The tracker sends more offers than the limit allows. Some are ignored.`,
      this.url,
    );
    return false;
  }

  private emit(event: SocketEvent, data: Uint8Array): void {
    const called = this.listeners.filter((entry) => entry.event === event);
    this.listeners = this.listeners.filter((entry) => !(entry.event === event && entry.once));
    for (const { listener } of called) listener(data);
  }
}

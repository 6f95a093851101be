/** Hosts and the paths between them: access links, round trips, loss, and pairs that cannot connect. */
import type { EventClock } from "../clock/event-clock.ts";
import { createDice } from "../random/random.ts";
import { createPipe, type Flow, type FlowEnd, type Pipe } from "./pipe.ts";

export interface Access {
  /** Bytes per millisecond. */
  readonly up: number;
  readonly down: number;
  /** ms, from the host to the middle of the network, one way. */
  readonly latency: number;
  /** Share of packets that are lost: it limits how fast one flow may be. */
  readonly loss: number;
}

export interface Host {
  readonly name: string;
  readonly access: Access;
  readonly pipe: Pipe;
  readonly end: FlowEnd;
  /** False: it cannot have a direct connection with any viewer. */
  readonly isReachable: boolean;
}

export interface Network {
  addHost(name: string, access: Access, isReachable?: boolean): Host;
  /** ms, one way. */
  latency(from: Host, to: Host): number;
  open(from: Host, to: Host): Flow;
  /** Whether the two can have a direct connection: the same for the whole run, from either side. */
  canConnect(one: Host, other: Host): boolean;
}

export interface NetworkOptions {
  readonly clock: EventClock;
  readonly seed: string;
  /** Share of the pairs of viewers that cannot connect. */
  readonly blockedPairs: number;
}

/** A data channel's packet, and what one flow may have on its way at most: Chromium's SCTP and a usual TCP window. */
const packet = 1200;
const mostInFlight = 512 * 1024;

export function createNetwork({ clock, seed, blockedPairs }: NetworkOptions): Network {
  const latency = (from: Host, to: Host): number => from.access.latency + to.access.latency;
  return {
    addHost: (name, access, isReachable = true) => ({
      name,
      access,
      pipe: createPipe(clock, access.up),
      end: { freeAt: 0, down: access.down },
      isReachable,
    }),
    latency,
    open: (from, to) =>
      from.pipe.open({
        to: to.end,
        latency: latency(from, to),
        window: windowOf(from.access.loss + to.access.loss),
      }),
    canConnect(one, other) {
      if (!one.isReachable || !other.isReachable) return false;
      if (blockedPairs <= 0) return true;
      const pair = [one.name, other.name].sort().join(" ");
      return !createDice(`${seed}/pair/${pair}`).chance(blockedPairs);
    },
  };
}

/**
 * Bytes that one flow may have on its way, after the formula of Mathis et al., "The macroscopic behavior of the TCP
 * congestion avoidance algorithm" (1997). Acknowledgements are not simulated: a frame counts as on its way for half of a
 * round trip, so half of the window is used.
 */
function windowOf(loss: number): number {
  const mathis = loss <= 0 ? Infinity : (1.22 * packet) / Math.sqrt(loss);
  return Math.min(mostInFlight, mathis) / 2;
}

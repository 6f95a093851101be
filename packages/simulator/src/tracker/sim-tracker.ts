/**
 * A tracker as bittorrent-tracker's server is one: it remembers the peers of a swarm, answers each announce with their
 * number, and sends the offers that come with it to peers that it chooses at random.
 */
import type { Dice } from "../random/random.ts";

export interface TrackerMember {
  readonly peerId: string;
  /** An offer of that peer: `answer` is called with the answer. Comes when it has travelled. */
  receiveOffer(from: TrackerMember, offer: unknown): void;
}

export interface Announced {
  readonly complete: number;
  readonly incomplete: number;
  /** ms. */
  readonly interval: number;
  /** The peer for each offer; may be fewer than there are offers. */
  readonly chosen: readonly TrackerMember[];
}

export interface SimTracker {
  announce(member: TrackerMember, offers: number): Announced;
  leave(member: TrackerMember): void;
  readonly size: number;
}

export interface TrackerOptions {
  readonly dice: Dice;
  /** Peers of one swarm that the server remembers; those that announced longest ago are forgotten. Its default is 1,000. */
  readonly remembers?: number;
  /** ms between two announces. The server tells WebSocket clients a fifth of its ten minutes. */
  readonly interval?: number;
}

export function createSimTracker(options: TrackerOptions): SimTracker {
  const { dice, remembers = 1000, interval = 120_000 } = options;
  /** In the order of their last announce. */
  const members = new Set<TrackerMember>();
  /** The same, so that one can be chosen in one step. */
  const list: TrackerMember[] = [];
  const places = new Map<TrackerMember, number>();

  function add(member: TrackerMember): void {
    members.add(member);
    places.set(member, list.length);
    list.push(member);
    const [oldest] = members;
    if (members.size > remembers && oldest !== undefined) remove(oldest);
  }

  function remove(member: TrackerMember): void {
    const place = places.get(member);
    const last = list.pop();
    if (!members.delete(member) || place === undefined || last === undefined) return;
    places.delete(member);
    if (last === member) return;
    list[place] = last;
    places.set(last, place);
  }

  /** A partial shuffle: each peer at most once, and never the one that asks. */
  function choose(member: TrackerMember, wanted: number): TrackerMember[] {
    const chosen: TrackerMember[] = [];
    for (let done = 0; done < list.length && chosen.length < wanted; done += 1) {
      swap(done, done + dice.below(list.length - done));
      const candidate = list[done];
      if (candidate !== undefined && candidate !== member) chosen.push(candidate);
    }
    return chosen;
  }

  function swap(one: number, other: number): void {
    const [a, b] = [list[one], list[other]];
    if (a === undefined || b === undefined) return;
    list[one] = b;
    list[other] = a;
    places.set(b, one);
    places.set(a, other);
  }

  return {
    announce(member, offers) {
      if (members.delete(member)) members.add(member);
      else add(member);
      return {
        complete: 0,
        incomplete: members.size,
        interval,
        chosen: choose(member, offers),
      };
    },
    leave(member) {
      if (members.has(member)) remove(member);
    },
    get size() {
      return members.size;
    },
  };
}

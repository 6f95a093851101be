/** Chooses the peer that is asked for a segment, by room and measured speed. For one run of the policy. */
import type { PeerId, Random } from "@swarmlane/contract";
import type { PeerView, SwarmView } from "../actor-events.ts";
import type { SegmentView } from "./policy-view.ts";

export interface PeerChoice {
  /**
   * The best holder that may be asked, or undefined. If it is urgent, the fastest one that was measured. Otherwise one of
   * unknown speed first, because then a peer can be tried without harm. Among equals one is chosen at random.
   */
  best(segment: SegmentView, urgent: boolean): PeerView | undefined;
  /** The best other holder that was measured to be faster than that (bytes per ms), or was never tried. */
  faster(segment: SegmentView, than: number): PeerView | undefined;
  /** Whether any peer may be asked for anything. */
  hasFree(): boolean;
  /** Whether `best` would find one, whether all that hold it are busy, or nobody holds it. */
  access(segment: SegmentView): "free" | "busy" | "none";
  /** It is asked once more. */
  take(peerId: PeerId): void;
}

export function createPeerChoice(swarm: SwarmView, random: Random): PeerChoice {
  /** What is left of each peer's room, and how much was taken. A peer's room is read when it is first asked for. */
  const rooms = new Map<PeerId, number>();
  const taken = new Map<PeerId, number>();

  function roomOf(peerId: PeerId): number {
    let room = rooms.get(peerId);
    if (room === undefined) rooms.set(peerId, (room = swarm.peers.get(peerId)?.room ?? 0));
    return room;
  }

  /** Who has all of it; only if none of them may be asked: who sends on what has come so far. */
  function sourcesOf({ name }: SegmentView): PeerId[] {
    const holders = swarm.holders(name).filter((peerId) => roomOf(peerId) > 0);
    if (holders.length > 0) return holders;
    return swarm.relays(name).filter((peerId) => roomOf(peerId) > 0);
  }

  return {
    best(segment, urgent) {
      let best: PeerView[] = [];
      let bestSpeed = -Infinity;
      for (const peerId of sourcesOf(segment)) {
        const peer = swarm.peers.get(peerId);
        if (peer === undefined) continue;
        const speed = expectedSpeed(peer, taken.get(peerId) ?? 0, urgent);
        if (speed > bestSpeed) best = [];
        if (speed >= bestSpeed) best.push(peer);
        bestSpeed = Math.max(speed, bestSpeed);
      }
      return best.length > 1 ? best[Math.floor(random() * best.length)] : best[0];
    },
    faster({ name, peerId: current }, than) {
      let best: PeerView | undefined;
      let bestSpeed = than;
      for (const peerId of swarm.holders(name)) {
        const peer = swarm.peers.get(peerId);
        if (peer === undefined || peerId === current || roomOf(peerId) <= 0) continue;
        const speed = expectedSpeed(peer, taken.get(peerId) ?? 0, false);
        if (speed <= bestSpeed) continue;
        best = peer;
        bestSpeed = speed;
      }
      return best;
    },
    hasFree() {
      for (const peerId of swarm.peers.keys()) if (roomOf(peerId) > 0) return true;
      return false;
    },
    access(segment) {
      if (sourcesOf(segment).length > 0) return "free";
      return swarm.holders(segment.name).length > 0 ? "busy" : "none";
    },
    take(peerId) {
      rooms.set(peerId, roomOf(peerId) - 1);
      taken.set(peerId, (taken.get(peerId) ?? 0) + 1);
    },
  };
}

/** A peer's speed is shared by all its requests: three seeders are faster than the fastest of them. */
function expectedSpeed({ speed, pending }: PeerView, taken: number, urgent: boolean): number {
  if (speed !== undefined) return speed / (1 + pending + taken);
  return urgent ? moreThanNothing : Infinity;
}

/** An untried peer may be slow, but not as slow as one that was tried and brought nothing. */
const moreThanNothing = Number.MIN_VALUE;

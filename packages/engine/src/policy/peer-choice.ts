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
  /** Whether any peer may be asked for anything. */
  hasFree(): boolean;
  /** Whether `best` would find one. */
  canAsk(segment: SegmentView): boolean;
  /** It is asked once more. */
  take(peerId: PeerId): void;
}

export function createPeerChoice(swarm: SwarmView, random: Random): PeerChoice {
  const free = new Map([...swarm.peers].filter(([, peer]) => peer.room > 0));

  return {
    best(segment, urgent) {
      if (free.size === 0) return undefined;
      let best: PeerView[] = [];
      let bestSpeed = -Infinity;
      for (const peerId of swarm.holders(segment.name)) {
        const peer = free.get(peerId);
        if (peer === undefined) continue;
        const speed = expectedSpeed(peer, urgent);
        if (speed > bestSpeed) best = [];
        if (speed >= bestSpeed) best.push(peer);
        bestSpeed = Math.max(speed, bestSpeed);
      }
      return best.length > 1 ? best[Math.floor(random() * best.length)] : best[0];
    },
    hasFree: () => free.size > 0,
    canAsk(segment) {
      for (const peerId of swarm.holders(segment.name)) {
        if (free.has(peerId)) return true;
      }
      return false;
    },
    take(peerId) {
      const peer = free.get(peerId);
      if (peer === undefined) return;
      const { room, pending, speed } = peer;
      if (room > 1) free.set(peerId, { id: peerId, speed, room: room - 1, pending: pending + 1 });
      else free.delete(peerId);
    },
  };
}

/** A peer's speed is shared by all its requests: three seeders are faster than the fastest of them. */
function expectedSpeed({ speed, pending }: PeerView, urgent: boolean): number {
  return speed === undefined ? (urgent ? moreThanNothing : Infinity) : speed / (1 + pending);
}

/** An untried peer may be slow, but not as slow as one that was tried and brought nothing. */
const moreThanNothing = Number.MIN_VALUE;

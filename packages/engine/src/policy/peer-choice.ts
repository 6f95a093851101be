/** Picks who is asked for a segment, by free slot and measured speed. For one run of the policy. */
import type { PeerId, Random } from "@swarmlane/contract";
import type { PeerView, SwarmView } from "../actor-events.ts";
import type { SegmentView } from "./policy-view.ts";

export interface PeerChoice {
  /**
   * The best holder that may be asked, or undefined. Urgent: the fastest that is known. Otherwise one of unknown
   * speed first: that is when a peer can be tried without harm. Ties are drawn.
   */
  best(segment: SegmentView, urgent: boolean): PeerView | undefined;
  /** Whether `best` would find one. */
  canAsk(segment: SegmentView): boolean;
  /** It is asked once more. */
  take(peerId: PeerId): void;
}

export function createPeerChoice(swarm: SwarmView, now: number, random: Random): PeerChoice {
  const free = new Map([...swarm.peers].filter(([, peer]) => peer.room > 0));

  return {
    best(segment, urgent) {
      if (free.size === 0) return undefined;
      let best: PeerView[] = [];
      let bestSpeed = -Infinity;
      for (const peerId of swarm.holders(segment.wireId)) {
        const peer = free.get(peerId);
        if (peer === undefined || hasRefused(segment, peerId, now)) continue;
        const speed = expectedSpeed(peer, urgent);
        if (speed > bestSpeed) best = [];
        if (speed >= bestSpeed) best.push(peer);
        bestSpeed = Math.max(speed, bestSpeed);
      }
      return best[Math.floor(random() * best.length)];
    },
    canAsk(segment) {
      for (const peerId of swarm.holders(segment.wireId)) {
        if (free.has(peerId) && !hasRefused(segment, peerId, now)) return true;
      }
      return false;
    },
    take(peerId) {
      const peer = free.get(peerId);
      if (peer === undefined) return;
      if (peer.room > 1)
        free.set(peerId, { ...peer, room: peer.room - 1, pending: peer.pending + 1 });
      else free.delete(peerId);
    },
  };
}

/** What a peer sends is shared by all that it was asked for: three seeders are faster than the fastest of them. */
function expectedSpeed({ speed, pending }: PeerView, urgent: boolean): number {
  return speed === undefined ? (urgent ? -1 : Infinity) : speed / (1 + pending);
}

function hasRefused(segment: SegmentView, peerId: PeerId, now: number): boolean {
  return segment.refusals.some((refusal) => refusal.peerId === peerId && refusal.until > now);
}

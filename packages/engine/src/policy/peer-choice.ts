/** Picks who is asked for a segment, by free slot and measured speed. For one run of the policy. */
import type { PeerId, Random } from "@swarmlane/contract";
import type { PeerView, SwarmView } from "../actor-events.ts";
import type { SegmentView } from "./policy-view.ts";

export interface PeerChoice {
  /**
   * The best free holder, or undefined. Urgent: the fastest that is known. Otherwise one of unknown speed
   * first: that is when a peer can be tried without harm. Ties are drawn.
   */
  best(segment: SegmentView, urgent: boolean): PeerView | undefined;
  /** A peer serves one transfer at a time. */
  take(peerId: PeerId): void;
}

export function createPeerChoice(swarm: SwarmView, now: number, random: Random): PeerChoice {
  const free = new Map([...swarm.peers].filter(([, peer]) => peer.free));

  return {
    best(segment, urgent) {
      if (free.size === 0) return undefined;
      const unknown = urgent ? -1 : Infinity;
      let best: PeerView[] = [];
      let bestSpeed = -Infinity;
      for (const peerId of swarm.holders(segment.wireId)) {
        const peer = free.get(peerId);
        if (peer === undefined || hasRefused(segment, peerId, now)) continue;
        const speed = peer.speed ?? unknown;
        if (speed > bestSpeed) best = [];
        if (speed >= bestSpeed) best.push(peer);
        bestSpeed = Math.max(speed, bestSpeed);
      }
      return best[Math.floor(random() * best.length)];
    },
    take(peerId) {
      free.delete(peerId);
    },
  };
}

function hasRefused(segment: SegmentView, peerId: PeerId, now: number): boolean {
  return segment.refusals.some((refusal) => refusal.peerId === peerId && refusal.until > now);
}

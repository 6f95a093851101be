/** Two connections to one peer: which of them stays? Pure. Both sides must come to the same answer (threats T10). */
import type { PeerId } from "@swarmlane/contract";

export interface Contender {
  /** Whether the offer was ours. */
  readonly initiator: boolean;
  /** Whether the peer ever said anything on it. */
  readonly hasSpoken: boolean;
}

export interface Glare {
  readonly own: PeerId;
  readonly peer: PeerId;
  /** The one in use. */
  readonly holder: Contender;
  readonly newcomer: Contender;
}

/**
 * Crossed offers: the offer of the lower id stays; both sides know both ids.
 * Two offers of ours (found through two trackers): the one in use stays; the peer follows us.
 * Two offers of the peer: it made them, so we follow it to the one on which it speaks. A holder that has
 * spoken does not yield: somebody who merely claims its id must not push it out (threats T11).
 */
export function newcomerWins({ own, peer, holder, newcomer }: Glare): boolean {
  if (holder.initiator !== newcomer.initiator) return newcomer.initiator === own < peer;
  return !newcomer.initiator && newcomer.hasSpoken && !holder.hasSpoken;
}

/**
 * Two connections to one peer id: may the newcomer take over at once? Pure. Ids are only claimed, so a live holder is
 * never replaced by a claim; but where both sides offered at the same moment, both must come to the same answer.
 */
import type { PeerId } from "@swarmlane/contract";

export interface Contender {
  /** Whether the offer was ours. */
  readonly initiator: boolean;
  /** Whether the peer ever said anything on it. */
  readonly hasSpoken: boolean;
  /** "" when it is not known. */
  readonly address: string;
}

export interface Glare {
  readonly own: PeerId;
  readonly peer: PeerId;
  /** The one in use. */
  readonly holder: Contender & {
    /** A transfer runs over it, one way or the other. */
    readonly isBusy: boolean;
    /** ms since it came into use. */
    readonly age: number;
  };
  readonly newcomer: Contender;
  /** ms; offers that crossed lead to connections within so long. */
  readonly grace: number;
}

/**
 * Crossed offers: the offer of the lower id stays; both sides know both ids. Two offers cross only at the same moment
 * and lead to the same place, and whatever runs over the holder already is the same for both sides: then it stays.
 * Otherwise the newcomer takes over at once only from a holder that never said anything, and only if it speaks itself:
 * the peer made two offers, and we follow it to the one that it uses.
 */
export function newcomerWins({ own, peer, holder, newcomer, grace }: Glare): boolean {
  const isCrossed = holder.initiator !== newcomer.initiator && holder.age <= grace;
  const isSamePlace =
    holder.address === newcomer.address || holder.address === "" || newcomer.address === "";
  if (isCrossed && isSamePlace && !holder.isBusy) return newcomer.initiator === own < peer;
  // Two offers of ours: the one in use stays, and the peer follows us.
  if (holder.initiator && newcomer.initiator) return false;
  return newcomer.hasSpoken && !holder.hasSpoken;
}

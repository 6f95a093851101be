/**
 * Decides who fetches a segment that nobody has, by rendezvous hashing: connected viewers agree on an order without
 * exchanging a message. (Thaler and Ravishankar, "Using name-based mappings to increase hit rates", 1998.) Pure.
 */
import { wireIdOf, type PeerId, type SegmentName } from "@swarmlane/contract";
import { hashOfTexts } from "@swarmlane/wire";
import type { SwarmView } from "../actor-events.ts";

export interface Election {
  /** Viewers that take part for that stream, ourselves included. */
  size(stream: string): number;
  /** How many of them come before us for that segment. */
  rankOf(segment: SegmentName): number;
  /** How many viewers of a swarm of that size come before us, to be expected: we know our own hash only. */
  expectedRank(segment: SegmentName, swarmSize: number): number;
}

/** For one run of the policy. `isCandidate`: false where we only take, and come last. */
export function createElection(
  swarm: Pick<SwarmView, "electors">,
  ownPeerId: PeerId,
  isCandidate: boolean,
): Election {
  const own = hashOfTexts(ownPeerId);
  const hashes = new Map<string, readonly number[]>();

  function othersOf(stream: string): readonly number[] {
    const known = hashes.get(stream);
    if (known !== undefined) return known;
    const others = swarm.electors(stream).map((peerId) => hashOfTexts(peerId));
    hashes.set(stream, others);
    return others;
  }

  return {
    size: (stream) => othersOf(stream).length + 1,
    rankOf(segment) {
      const others = othersOf(segment.stream);
      if (!isCandidate) return others.length;
      const hash = hashOfTexts(wireIdOf(segment));
      const ours = mix(hash, own);
      let rank = 0;
      for (const other of others) if (mix(hash, other) < ours) rank += 1;
      return rank;
    },
    expectedRank: (segment, swarmSize) =>
      (mix(hashOfTexts(wireIdOf(segment)), own) / 2 ** 32) * swarmSize,
  };
}

/** Spreads both hashes over 32 bits (the finalizer of MurmurHash3): one multiplication would leave neighbours together. */
function mix(one: number, other: number): number {
  let bits = one ^ Math.imul(other, 0x9e3779b1);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

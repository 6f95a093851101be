/**
 * What a connection is worth, in points: decides which one makes room when every slot is taken. Pure. The points below
 * are the whole rule. A newcomer is worth `newcomer`, because it is not known yet how useful it is.
 */

/** What is known of a connection. Times in ms; undefined: never. */
export interface Usefulness {
  readonly admittedAt: number;
  readonly heardAt: number | undefined;
  /** It delivered bytes that we had requested. */
  readonly deliveredAt: number | undefined;
  /** It could not bring, or spoiled, what it had announced. */
  readonly failedAt: number | undefined;
  /** It took a whole segment of ours. */
  readonly servedAt: number | undefined;
  /** It holds something that we still want. */
  readonly holdsWanted: boolean;
}

export interface ValueLimits {
  /** Within so long after its admission a connection need not have said anything. */
  readonly silentPeer: number;
  /** How long a delivery, a failure or a message counts. */
  readonly valueWindow: number;
}

/** Points. A connection yields to a newcomer only when it is worth a whole point less: so a healthy swarm stays as it is. */
export const points = {
  newcomer: 2,
  /** It is new and has had no chance yet. */
  young: 2,
  /** It delivered lately: the best that a connection can be. */
  delivered: 4,
  /** It holds what we want, and has not failed us since it last delivered. */
  promising: 2,
  /** We served it lately, so it is useful to the swarm. */
  served: 1,
  /** It spoke lately. */
  heard: 1,
} as const;

export function valueOf(of: Usefulness, now: number, limits: ValueLimits): number {
  const isLately = (at: number | undefined): boolean =>
    at !== undefined && now - at < limits.valueWindow;
  if (now - of.admittedAt < limits.silentPeer) return points.young;
  if (of.heardAt === undefined) return 0;
  const hasFailed = (of.failedAt ?? -Infinity) > (of.deliveredAt ?? -Infinity);
  let value = 0;
  if (isLately(of.deliveredAt)) value += points.delivered;
  if (of.holdsWanted && !(hasFailed && isLately(of.failedAt))) value += points.promising;
  if (isLately(of.servedAt)) value += points.served;
  if (isLately(of.heardAt)) value += points.heard;
  return value;
}

/** A connection with its value and where it leads. */
export interface Candidate<Id> {
  readonly id: Id;
  readonly value: number;
  readonly address: string;
}

/**
 * The connection that makes room for a newcomer; undefined when none is worth at least a point less. Among equals, the
 * one whose address has most connections goes: an address has a share of the slots, not all of them.
 */
export function findYielding<Id>(candidates: readonly Candidate<Id>[]): Candidate<Id> | undefined {
  const behind = new Map<string, number>();
  for (const { address } of candidates) behind.set(address, (behind.get(address) ?? 0) + 1);
  let least: Candidate<Id> | undefined;
  for (const candidate of candidates) {
    if (candidate.value > points.newcomer - 1) continue;
    const crowd = (each: Candidate<Id>): number => behind.get(each.address) ?? 0;
    const isLess =
      least === undefined ||
      candidate.value < least.value ||
      (candidate.value === least.value && crowd(candidate) > crowd(least));
    if (isLess) least = candidate;
  }
  return least;
}

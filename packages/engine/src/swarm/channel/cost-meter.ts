/**
 * What a peer has cost us, beyond the bytes that we asked it for. Either thread. Bytes and entries are charged when they
 * arrive or are parsed, whatever they are: a command, a piece that was not requested, a map. A peer that spends more
 * than `limits.costPerSecond` for longer than `limits.costBurst` allows has broken a limit.
 */
import type { Clock, Limits } from "@swarmlane/contract";
import { createTokenBucket } from "./token-bucket.ts";

export interface CostMeter {
  /** A message of so many bytes that is not part of a requested segment. False: the peer cannot afford it. */
  chargeMessage(bytes: number): boolean;
  /** A message that brought so many requested bytes: only a small one costs more than it is worth. */
  chargePiece(bytes: number): boolean;
  /** A message that turned out to be useful, such as a request that we served. */
  refund(bytes: number): void;
  /** A map that is about to be parsed: `waitFor` says 0. */
  chargeMap(bytes: number, entries: number): void;
  /** ms until the peer can afford the map and still has enough left for what cannot wait. */
  waitFor(bytes: number, entries: number): number;
}

export type CostLimits = Pick<Limits, "costPerSecond" | "costBurst" | "frameCost" | "entryCost">;

export function createCostMeter(limits: CostLimits, clock: Pick<Clock, "now">): CostMeter {
  const budget = createTokenBucket(limits.costPerSecond, limits.costBurst, clock);
  const reserve = limits.costBurst / 2;
  const costOfMap = (bytes: number, entries: number): number =>
    Math.min(limits.costBurst - reserve, bytes + entries * limits.entryCost);
  return {
    chargeMessage: (bytes) => budget.take(limits.frameCost + bytes),
    chargePiece: (bytes) => bytes >= limits.frameCost || budget.take(limits.frameCost - bytes),
    refund: (bytes) => budget.giveBack(limits.frameCost + bytes),
    chargeMap: (bytes, entries) => void budget.take(costOfMap(bytes, entries)),
    waitFor: (bytes, entries) => budget.wait(costOfMap(bytes, entries) + reserve),
  };
}

/** What kinds of viewers an audience consists of. Plain data. */
import type { EngineSettings, Limits } from "@swarmlane/contract";
import type { Access } from "../network/network.ts";
import type { Dice } from "../random/random.ts";
import { mbit } from "./population.ts";

/** Kinds of viewers besides the usual one. A viewer is of one kind. */
export const kinds = {
  unreachable: "cannot connect to anybody, as behind a firewall that blocks UDP",
  consumeOnly: "downloads from peers and never uploads",
  slow: "has a poor access link: 5 Mbit/s down, 0.7 Mbit/s up",
  silent: "hostile: announces every segment and never answers a request",
  corrupt: "hostile: announces every segment and sends wrong bytes",
} as const;
export type Kind = keyof typeof kinds;

/** Shares of the viewers, 0…1. What is left of the kinds are usual viewers. */
export interface Audience extends Readonly<Partial<Record<Kind, number>>> {
  /** Viewers that speak the protocol of 0.6, whatever their kind. */
  readonly speaks06?: number;
}

export const shareNames = [...(Object.keys(kinds) as Kind[]), "speaks06"] as const;

export interface Member {
  readonly kind: Kind | "usual";
  readonly speaks06: boolean;
}

/** Throws a RangeError if the shares are not those of an audience. */
export function checkAudience(audience: Audience): void {
  for (const name of shareNames) {
    const share = audience[name] ?? 0;
    if (!(share >= 0 && share <= 1))
      throw new RangeError(`The share of ${name} has to be between 0 and 1, not ${share}.`);
  }
  const sum = (Object.keys(kinds) as Kind[]).reduce((all, kind) => all + (audience[kind] ?? 0), 0);
  if (sum > 1 + 1e-9)
    throw new RangeError(`The kinds of viewers are ${sum} of the audience, which is more than 1.`);
}

export function drawMember(audience: Audience, dice: Dice): Member {
  const at = dice.named("kind").next();
  let below = 0;
  let drawn: Member["kind"] = "usual";
  for (const kind of Object.keys(kinds) as Kind[]) {
    if (drawn === "usual" && at < below + (audience[kind] ?? 0)) drawn = kind;
    below += audience[kind] ?? 0;
  }
  return { kind: drawn, speaks06: dice.named("dialect").chance(audience.speaks06 ?? 0) };
}

/**
 * An approximation of the policy of 0.6.2: our engine without patience for what is played soon, and without elections.
 * Its channels do not greet, so that both sides speak 0.6 (`viewer/without-greeting.ts`).
 */
export const limits062: Partial<Limits> = { playMargin: 1e9, electionPeers: 1e9 };

export const consumeOnly: Partial<EngineSettings> = { consumeOnly: true };

/** An assumption: twice the stream's rate, and a quarter of it upwards. */
export const slowAccess: Access = { down: 5 * mbit, up: 0.7 * mbit, latency: 30, loss: 0.003 };

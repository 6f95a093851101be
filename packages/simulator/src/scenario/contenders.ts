/** What is compared in one run: the product as it is, and what to measure it against. */
import type { Scenario } from "./scenario.ts";

export interface Contender {
  readonly name: string;
  readonly title: string;
  readonly change: (scenario: Scenario) => Scenario;
}

export const ours: Contender = { name: "ours", title: "ours", change: (scenario) => scenario };

/**
 * An approximation: our engine with the protocol of 0.6, and without the patience for what is played soon, which 0.6.2
 * does not have. Unlike 0.6.2 it announces at once and chooses peers by their speed. The real 0.6.2 therefore takes more
 * copies than this.
 */
export const like062: Contender = {
  name: "like-0.6.2",
  title: "like 0.6.2",
  change: (scenario) => ({ ...scenario, audience: { ...scenario.audience, speaks06: 1 } }),
};

/**
 * An election among one's own neighbours, as n/(d+1) assumes it: the lowest hash fetches at once, the others step in by
 * rank. Nobody knows how many viewers there are, and segments are passed on when they are complete. Everything else is
 * ours, also the announcement of what is on its way.
 */
export const neighbours: Contender = {
  name: "neighbours",
  title: "neighbour election",
  change: (scenario) => ({ ...scenario, tellsSwarmSize: false, validates: true }),
};

export const noP2P: Contender = {
  name: "no-p2p",
  title: "no P2P",
  change: (scenario) => ({ ...scenario, settings: { ...scenario.settings, useP2P: false } }),
};

export const contenders: readonly Contender[] = [ours, neighbours, like062, noP2P];

/** What is compared in one run: the product as it is, and what to measure it against. Plain data. */
import type { Scenario } from "./scenario.ts";

export interface Contender {
  readonly name: string;
  readonly title: string;
  /** Changes to the scenario. */
  readonly settings: Scenario["settings"];
  readonly limits: Scenario["limits"];
}

export const ours: Contender = { name: "ours", title: "ours", settings: {}, limits: {} };

/**
 * An approximation: our engine without the patience for what is played soon, which 0.6.2 does not have. Unlike 0.6.2 it
 * still elects one viewer before chance decides, chooses peers by their speed, and has several requests under way to
 * one peer. The real 0.6.2 therefore takes more copies than this.
 */
export const like062: Contender = {
  name: "like-0.6.2",
  title: "like 0.6.2",
  settings: {},
  limits: { playMargin: 1e9, electionPeers: 1e9 },
};

export const noP2P: Contender = {
  name: "no-p2p",
  title: "no P2P",
  settings: { useP2P: false },
  limits: {},
};

export const contenders: readonly Contender[] = [ours, like062, noP2P];

export function withContender(scenario: Scenario, contender: Contender): Scenario {
  return {
    ...scenario,
    settings: { ...scenario.settings, ...contender.settings },
    limits: { ...scenario.limits, ...contender.limits },
  };
}

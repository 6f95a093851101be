/**
 * How many connections may be built. Page. Chromium allows 500 in a process and counts closed ones until
 * they are collected (threats T9), so both their number and the rate of their construction are limited.
 */
import type { Limits } from "@swarmlane/contract";
import { createTokenBucket } from "./token-bucket.ts";

/** Who began: `offer` is ours, `answer` is to a peer's offer. */
export type ConnectionKind = "offer" | "answer";

export interface ConnectionBudget {
  /** Offers that an announce may carry now. */
  readonly offersLeft: number;
  readonly hasRoomToAnswer: boolean;
  /** Counts one construction and one pending connection; undefined when that is too many. */
  take(kind: ConnectionKind): BudgetShare | undefined;
}

/** What one connection takes of the budget. */
export interface BudgetShare {
  /** From pending to connected. */
  connected(): void;
  /** Gives back what it takes; once, further calls do nothing. */
  release(): void;
}

type BudgetLimits = Pick<
  Limits,
  "connectedPeers" | "pendingPeers" | "connectionsPerMinute" | "connectionsBurst"
>;

/** `now` is monotonic, in ms. */
export function createConnectionBudget(limits: BudgetLimits, now: () => number): ConnectionBudget {
  const constructions = createTokenBucket(
    limits.connectionsPerMinute / 60,
    limits.connectionsBurst,
    now,
  );
  const count = { offer: 0, answer: 0, connected: 0 };

  // Most of our offers are never answered: a share is kept from them for the peers that call us.
  const mostOffers = Math.floor(limits.pendingPeers / 2);
  const reserve = Math.floor(limits.connectionsBurst / 4);

  const room = () => limits.connectedPeers - count.connected;
  const offersLeft = () =>
    Math.max(0, Math.min(mostOffers - count.offer, constructions.tokens - reserve, room()));
  const answersLeft = () =>
    Math.min(limits.pendingPeers - count.offer - count.answer, constructions.tokens, room());

  return {
    get offersLeft() {
      return offersLeft();
    },
    get hasRoomToAnswer() {
      return answersLeft() > 0;
    },
    take(kind) {
      const left = kind === "offer" ? offersLeft() : answersLeft();
      if (left <= 0 || !constructions.take()) return undefined;
      let held: keyof typeof count | undefined = kind;
      count[kind] += 1;
      const moveTo = (next: "connected" | undefined) => {
        if (held === undefined) return;
        count[held] -= 1;
        held = next;
        if (next !== undefined) count[next] += 1;
      };
      return { connected: () => moveTo("connected"), release: () => moveTo(undefined) };
    },
  };
}

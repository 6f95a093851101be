/**
 * Decides how many connections may be built. Chromium allows 500 in a process and counts closed ones until they are
 * garbage-collected, so both their number and the rate of their construction are limited.
 */
import type { Limits } from "@swarmlane/contract";
import { createRateLimiter } from "../rate-limiter.ts";

/** An `offer` is ours; an `answer` responds to a peer's offer. */
export type ConnectionKind = "offer" | "answer";

export interface ConnectionBudget {
  /** Number of offers that an announce may carry now. */
  readonly offersLeft: number;
  readonly hasRoomToAnswer: boolean;
  /** What the engine said last about room for another connection. True at first. */
  readonly hasRoom: boolean;
  /** True if more connections are of no use, whatever the budget: every slot is taken, or the engine has no room. */
  readonly isFull: boolean;
  setRoom(hasRoom: boolean): void;
  /** Counts one construction and one pending connection. Returns undefined if the budget does not allow it. */
  take(kind: ConnectionKind): BudgetShare | undefined;
}

/** The share of the budget that one connection holds. */
export interface BudgetShare {
  /** Moves from pending to connected. Returns false if every slot was taken meanwhile: the connection must close. */
  connected(): boolean;
  /** Gives the share back. Further calls do nothing. */
  release(): void;
}

type BudgetLimits = Pick<
  Limits,
  "connectedPeers" | "pendingPeers" | "connectionsPerMinute" | "connectionsBurst"
>;

/**
 * Connections beyond `connectedPeers`. The engine can compare a newcomer with the peers that it has only once the
 * newcomer is connected, and replaces one of them then. Few are enough: each stays only until the engine has decided.
 */
const newcomers = 4;

/** `now` is monotonic, in ms. */
export function createConnectionBudget(limits: BudgetLimits, now: () => number): ConnectionBudget {
  const constructions = createRateLimiter(
    limits.connectionsPerMinute / 60,
    limits.connectionsBurst,
    now,
  );
  const count = { offer: 0, answer: 0, connected: 0 };
  let hasRoom = true;

  // Most of our offers are never answered, so a part of the budget is reserved for peers that make us an offer.
  const mostOffers = Math.floor(limits.pendingPeers / 2);
  const reserve = Math.floor(limits.connectionsBurst / 4);

  const slotsLeft = () => limits.connectedPeers + newcomers - count.connected;
  const room = () => (hasRoom ? slotsLeft() : 0);
  const offersLeft = () =>
    Math.max(0, Math.min(mostOffers - count.offer, constructions.available - reserve, room()));
  const answersLeft = () =>
    Math.min(limits.pendingPeers - count.offer - count.answer, constructions.available, room());

  return {
    get offersLeft() {
      return offersLeft();
    },
    get hasRoomToAnswer() {
      return answersLeft() > 0;
    },
    get hasRoom() {
      return hasRoom;
    },
    get isFull() {
      return room() <= 0;
    },
    setRoom(value) {
      hasRoom = value;
    },
    take(kind) {
      const left = kind === "offer" ? offersLeft() : answersLeft();
      if (left <= 0 || !constructions.take()) return undefined;
      let held: keyof typeof count | undefined = kind;
      count[kind] += 1;
      const moveTo = (next: "connected" | undefined) => {
        if (held !== undefined) count[held] -= 1;
        if (next !== undefined) count[next] += 1;
        held = next;
      };
      return {
        connected() {
          if (held === undefined || slotsLeft() <= 0) return false;
          moveTo("connected");
          return true;
        },
        release: () => moveTo(undefined),
      };
    },
  };
}

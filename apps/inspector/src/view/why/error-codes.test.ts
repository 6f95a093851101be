import { expect, test } from "vitest";
import type { StoryMessage } from "../../state/history.ts";
import { codesToExplain } from "./error-codes.ts";

const queued = (n: number, reason: string): StoryMessage => ({
  ...({ type: "segment", segment: "s", state: "queued" } as const),
  ...{ n, t: n, reason },
});

const transfer = (n: number, phase: "asked" | "failed", code?: string): StoryMessage => ({
  ...({ type: "transfer", transfer: "1", segment: "s", source: "p2p" } as const),
  ...{ n, t: n, phase, bytes: 0, elapsed: 1 },
  ...(code === undefined ? {} : { error: { code, message: "no" } }),
});

test("a failure that is reported several times is explained once per attempt", () => {
  const story = [
    transfer(1, "asked"),
    queued(2, "the peer failed: P2P_STALLED (it stopped)"),
    transfer(3, "failed", "P2P_STALLED"),
    transfer(4, "asked"),
    transfer(5, "failed", "P2P_STALLED"),
    queued(6, "the peer failed: P2P_STALLED (it stopped), after P2P_ABSENT"),
  ];
  expect([...codesToExplain(story)]).toEqual([
    [2, ["P2P_STALLED"]],
    [5, ["P2P_STALLED"]],
    [6, ["P2P_ABSENT"]],
  ]);
});

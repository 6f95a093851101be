import { fakeSegment } from "@swarmlane/testkit";
import { describe, expect, test } from "vitest";
import { createPlayhead } from "./playhead.ts";

const usual = 2000;

/** A player whose queue begins with segment `first`, of priority `priority`. */
function createScene(prioritiesInSeconds = false) {
  let now = 100_000;
  let before = new Map<number, number>();
  const playhead = createPlayhead(() => now, usual, { prioritiesInSeconds });
  return {
    playhead,
    wait: (ms: number) => void (now += ms),
    load(first: number, priority: number, length = 5) {
      const places = Array.from({ length }, (_, n) => [first + n, priority + n] as const);
      playhead.note(
        places.map(([n, rank]) => ({ ...fakeSegment(n), priority: rank })),
        places.map(([n]) => before.get(n)),
      );
      before = new Map(places);
    },
    /** ms from now. */
    dueIn: (priority: number) => playhead.dueAt(priority) - now,
  };
}

describe("when a segment will be played", () => {
  test("is what the priority says, where it is in seconds: from the moment of the queue on", () => {
    const s = createScene(true);
    s.load(10, 2.5);
    expect([0, 2.5].map(s.dueIn)).toEqual([0, 2500]);
    s.wait(700);
    expect(s.dueIn(2.5)).toBe(1800);
    s.load(10, 1.5);
    expect(s.dueIn(1.5)).toBe(1500);
  });

  test("is counted from the moment at which the priorities fall: the next segment begins", () => {
    const s = createScene();
    s.load(10, 2);
    s.wait(700);
    s.load(10, 1);
    expect([1, 2].map(s.dueIn)).toEqual([usual, 2 * usual]);
    s.wait(500);
    s.load(11, 2);
    expect(s.dueIn(1)).toBe(usual - 500);
  });

  test("follows from how long segments turned out to last; the shortest of the last ones counts", () => {
    const s = createScene();
    s.load(10, 9, 9);
    for (const [n, ms] of [4000, 5000, 4000].entries()) {
      s.wait(ms);
      s.load(10, 8 - n, 9);
    }
    expect(s.dueIn(3)).toBe(12_000);
    for (let n = 0; n < 5; n++) {
      s.wait(6000);
      s.load(10, 5 - n, 9);
    }
    expect(s.dueIn(1)).toBe(6000);
  });

  test("is a quarter of a segment earlier while nobody knows how far the player is within one", () => {
    const s = createScene();
    s.load(10, 0);
    expect(s.dueIn(1)).toBe((3 * usual) / 4);
    s.wait(300);
    s.load(11, 1);
    expect(s.dueIn(1)).toBe((3 * usual) / 4 - 300);
    s.load(50, 0);
    expect(s.dueIn(1)).toBe((3 * usual) / 4);
  });

  test.each([0, 1])(
    "is a whole segment later at the start of a recording, whose first one is %i",
    (n) => {
      const s = createScene();
      s.load(n, 0);
      s.wait(300);
      s.load(n + 1, 1);
      expect(s.dueIn(1)).toBe(usual);
      s.wait(300);
      s.load(n + 1, 1);
      expect(s.dueIn(1)).toBe(usual - 300);
    },
  );

  test("is a whole segment after what the player had run dry for has come", () => {
    const s = createScene();
    s.load(10, 1);
    s.wait(2500);
    s.load(10, 0);
    s.wait(5000);
    s.load(11, 1);
    expect(s.dueIn(1)).toBe(usual);
  });

  test("says nothing of the length of a segment when the player jumps or the queue is another one", () => {
    const s = createScene();
    s.load(10, 4);
    s.wait(3000);
    s.load(10, 1);
    s.wait(9000);
    s.load(10, 0);
    expect(s.dueIn(1)).toBe(usual);
    s.load(70, 3);
    expect(s.dueIn(1)).toBe((3 * usual) / 4);
  });
});

/** The download slots of one method during one run of the policy. Ranks: 0 is the most important segment. */
import type { SegmentView } from "./policy-view.ts";

export interface Slots {
  isFull(): boolean;
  /** "1 of 2", for reasons. */
  usage(): string;
  /** The segments that held a slot before this run and still do, the most important first. */
  running(): SegmentView[];
  take(): void;
  /** False when the segment holds no slot (any more). */
  free(segment: SegmentView): boolean;
  /** Frees the slot of the least important download that is less important than `rank`, if there is one. */
  preempt(rank: number): SegmentView | undefined;
}

export function createSlots(
  queue: readonly SegmentView[],
  state: "http" | "p2p",
  count: number,
): Slots {
  const running: { segment: SegmentView; rank: number }[] = [];
  queue.forEach((segment, rank) => {
    if (segment.state === state) running.push({ segment, rank });
  });
  let taken = running.length;

  return {
    isFull: () => taken >= count,
    usage: () => `${taken} of ${count}`,
    running: () => running.map(({ segment }) => segment),
    take() {
      taken += 1;
    },
    free(segment) {
      const index = running.findIndex((entry) => entry.segment === segment);
      if (index < 0) return false;
      running.splice(index, 1);
      taken -= 1;
      return true;
    },
    preempt(rank) {
      const last = running.at(-1);
      if (last === undefined || last.rank <= rank) return undefined;
      running.pop();
      taken -= 1;
      return last.segment;
    },
  };
}

/** The download slots of one method during one run of the policy. */
import type { SlotUse } from "@swarmlane/contract";
import type { SegmentView } from "./policy-view.ts";

export interface Slots {
  isFull(): boolean;
  /** For reasons. */
  usage(): SlotUse;
  /** The segments that held a slot before this run and still do, the most important first. */
  running(): readonly SegmentView[];
  take(): void;
  /** False when the segment holds no slot (any more). */
  free(segment: SegmentView): boolean;
  /** Frees the slot of the least important download that is less important than `segment`, if there is one. */
  preempt(segment: SegmentView): SegmentView | undefined;
}

/** `running`: the downloads of both methods, the most important first. */
export function createSlots(
  running: readonly SegmentView[],
  state: "http" | "p2p",
  count: number,
): Slots {
  const holders = running.filter((segment) => segment.state === state);
  let taken = holders.length;

  return {
    isFull: () => taken >= count,
    usage: () => ({ taken, count }),
    running: () => holders,
    take() {
      taken += 1;
    },
    free({ key }) {
      const index = holders.findIndex((segment) => segment.key === key);
      if (index < 0) return false;
      holders.splice(index, 1);
      taken -= 1;
      return true;
    },
    preempt({ rank }) {
      const last = holders.at(-1);
      if (last === undefined || last.rank <= rank) return undefined;
      holders.pop();
      taken -= 1;
      return last;
    },
  };
}

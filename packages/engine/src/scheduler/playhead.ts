/**
 * When segments will be played, as far as the queues of the player tell. A priority is a number of seconds, if the player
 * says so. Otherwise it counts segments from the playhead: when that of a segment falls by one, the playhead has just
 * entered the next segment. Either thread.
 */
import type { EngineSettings, SegmentInfo } from "@swarmlane/contract";

export interface Playhead {
  /** A queue replaces the one before. `before`: for each segment, the priority that it had there, if it was in it. */
  note(queue: readonly SegmentInfo[], before: readonly (number | undefined)[]): void;
  /** ms of the engine's clock: when a segment of that priority is played, at the earliest. */
  dueAt(priority: number): number;
}

/** So many of the last segments are remembered, of which the shortest counts. */
const remembered = 5;
/** ms; what is shorter is a seek. */
const shortestSegment = 200;

/** `usual`: ms that a segment lasts, while nobody knows better. */
export function createPlayhead(
  now: () => number,
  usual: number,
  settings: Pick<EngineSettings, "prioritiesInSeconds">,
): Playhead {
  /** When the last queue came. */
  let toldAt = 0;
  /** When the playhead entered the segment of priority 0, by the numbering of the last queue. */
  let enteredAt = 0;
  /** The playhead was seen entering a segment, at that time. */
  let crossedAt: number | undefined;
  let lengths: readonly number[] = [];
  /** The player stands at the beginning of the first segment of the queue and waits for it. */
  let isStanding = false;
  let first: SegmentInfo | undefined;

  const length = (): number => (lengths.length === 0 ? usual : Math.min(...lengths));

  function cross(): void {
    const at = now();
    const took = crossedAt === undefined ? 0 : at - crossedAt;
    if (took >= shortestSegment) lengths = [...lengths, took].slice(-remembered);
    enteredAt = crossedAt = at;
  }

  /**
   * Nobody knows how far the playhead is within its segment. Most players begin at the beginning of one, and a seek leads
   * anywhere: a quarter of it counts as played.
   */
  function jump(): void {
    enteredAt = now() - length() / 4;
    crossedAt = undefined;
  }

  return {
    note(queue, before) {
      toldAt = now();
      if (settings.prioritiesInSeconds) return;
      const [next] = queue;
      const step = stepOf(queue, before);
      if (step === 1) cross();
      else if (step !== 0) jump();
      const isStart = first === undefined && isBeginning(next);
      // What the player stood before has come: it is played from its beginning.
      if (isStart || (step === 0 && isStanding && next !== undefined && next.id !== first?.id))
        enteredAt = now();
      isStanding =
        next !== undefined && next.priority <= 0 && (isStart || isStanding || step === 1);
      first = next ?? first;
    },
    dueAt: (priority) =>
      settings.prioritiesInSeconds ? toldAt + 1000 * priority : enteredAt + priority * length(),
  };
}

/** By how much the priorities fell; undefined: no segment is in both queues. */
function stepOf(
  queue: readonly SegmentInfo[],
  before: readonly (number | undefined)[],
): number | undefined {
  for (const [place, { priority }] of queue.entries()) {
    const was = before[place];
    if (was !== undefined) return was - priority;
  }
  return undefined;
}

/** A recording that is played from its first segment is played from the beginning of it. */
function isBeginning(first: SegmentInfo | undefined): boolean {
  return first !== undefined && first.priority <= 0 && /^[01]$/.test(first.sequence);
}

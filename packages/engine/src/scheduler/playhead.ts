/**
 * When segments will be played, as far as the queues of the player tell. A priority is a number of seconds, if the player
 * says so. Otherwise it counts segments from the playhead: when that of a segment falls by one, the playhead has just
 * entered the next segment. Either thread.
 */
import type { EngineSettings, SegmentInfo } from "@swarmlane/contract";

export interface Playhead {
  /** A queue replaces the one before. `before`: for each segment, the priority that it had there, if it was in it. */
  note(queue: readonly SegmentInfo[], before: readonly (number | undefined)[]): void;
  /** That segment can be played. If the player waited for it, it is played from now on. */
  arrived(segment: SegmentInfo): void;
  /** ms of the engine's clock: when a segment of that priority is played, at the earliest. Later for as long as the player waits. */
  dueAt(priority: number): number;
}

/** So many of the last segments are remembered, of which the shortest counts. */
const remembered = 5;
/** Most players begin at the beginning of a segment, and a seek leads anywhere: so much of it (0…1) counts as played. */
const unknownPlace = 1 / 4;
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
  /** The player waits for the first segment of the queue, and so much of that segment (0…1) counts as played. */
  let standingAt: number | undefined;
  let first: SegmentInfo | undefined;
  let arrivedId: string | undefined;

  const length = (): number => (lengths.length === 0 ? usual : Math.min(...lengths));

  function cross(): void {
    const at = now();
    const took = crossedAt === undefined ? 0 : at - crossedAt;
    if (took >= shortestSegment) lengths = [...lengths, took].slice(-remembered);
    enteredAt = crossedAt = at;
  }

  /** Nobody knows how far the playhead is within its segment. */
  function jump(): void {
    enteredAt = now() - unknownPlace * length();
    crossedAt = undefined;
  }

  /** The segment that the player waits for is entered now at the earliest. */
  function enteredSoonest(): number {
    return standingAt === undefined ? -Infinity : now() - standingAt * length();
  }

  /** What the player stood before has come. */
  function goOn(): void {
    enteredAt = Math.max(enteredAt, enteredSoonest());
    standingAt = undefined;
  }

  /** Where in the first segment of the queue the player waits, if it does. */
  function findStanding(step: number | undefined, isStart: boolean): number | undefined {
    if (isStart || step === 1) return 0;
    return step === 0 ? standingAt : unknownPlace;
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
      if (isStart) enteredAt = now();
      else if (step === 0 && next?.id !== first?.id) goOn();
      const isStanding = next !== undefined && next.priority <= 0 && next.id !== arrivedId;
      standingAt = isStanding ? findStanding(step, isStart) : undefined;
      first = next ?? first;
    },
    arrived({ id }) {
      arrivedId = id;
      if (id === first?.id) goOn();
    },
    dueAt(priority) {
      if (settings.prioritiesInSeconds) return toldAt + 1000 * priority;
      return Math.max(enteredAt, enteredSoonest()) + priority * length();
    },
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

/**
 * `SegmentTimeline`, as runs of equal segments. A run costs the same with one segment or a thousand million, and nothing is
 * expanded. Times are exact, in the manifest's own units, since they are part of addresses.
 */
import { ManifestError } from "../../errors.ts";
import { bigintOf, countOf } from "../mpd/values.ts";
import { attribute, type XmlElement } from "../mpd/xml.ts";

export interface Run {
  /** When the first segment starts on the media timeline: the value of `$Time$`. */
  readonly time: bigint;
  readonly duration: bigint;
  readonly count: number;
  /** The number of the first segment: the value of `$Number$`. */
  readonly number: number;
}

export interface TimelineBounds {
  /** Media times between which segments are played. */
  readonly from: bigint;
  /** Undefined if the period is open. */
  readonly to: bigint | undefined;
  /** The current end of an open period: `r="-1"` repeats until there. */
  readonly edge: bigint;
  readonly startNumber: number;
  /** Segments outside the bounds are left out. */
  readonly isClipped: boolean;
}

export function readTimeline(timeline: XmlElement, bounds: TimelineBounds): Run[] {
  const runs: Run[] = [];
  const elements = timeline.children.filter((element) => element.name === "S");
  let end: bigint | undefined;
  let number = bounds.startNumber;
  elements.forEach((element, index) => {
    if (attribute(element, "p") !== undefined) {
      throw new ManifestError(
        "MANIFEST_UNSUPPORTED",
        "The segment timeline uses patterns, which are not supported.",
      );
    }
    const duration = bigintOf([element], "d");
    // Shaka ignores these, too.
    if (duration === undefined || duration === 0n) return;
    const time = bigintOf([element], "t") ?? end ?? 0n;
    number = countOf([element], "n") ?? number;
    const until = nextTime(elements[index + 1]) ?? bounds.to ?? bounds.edge;
    const count = countOfRepeats(element, time, duration, until);
    if (count <= 0) return;
    const last = runs.at(-1);
    if (last !== undefined && time <= startOfLast(last)) {
      throw new ManifestError("MANIFEST_INVALID", "The segment timeline runs backwards.");
    }
    runs.push({ time, duration, count, number });
    number += count;
    end = time + duration * BigInt(count);
    if (!Number.isSafeInteger(number)) {
      throw new ManifestError("MANIFEST_INVALID", "The segment timeline does not end.");
    }
  });
  if (!bounds.isClipped) return runs;
  return runs.map((run) => clip(run, bounds)).filter((run) => run !== undefined);
}

/** The runs of an older timeline that are before a newer one, since `since`: players may still request them. */
export function earlierRuns(
  older: readonly Run[],
  newer: readonly Run[],
  since: bigint,
): readonly Run[] {
  const first = newer[0]?.time;
  if (first === undefined) return older;
  return older
    .map((run) => clip(run, { from: since, to: first }))
    .filter((run) => run !== undefined);
}

export function startOfLast(run: Run): bigint {
  return run.time + run.duration * BigInt(run.count - 1);
}

function nextTime(next: XmlElement | undefined): bigint | undefined {
  return next === undefined ? undefined : bigintOf([next], "t");
}

function countOfRepeats(
  element: XmlElement,
  time: bigint,
  duration: bigint,
  until: bigint,
): number {
  const text = attribute(element, "r") ?? "0";
  if (!/^-?\d{1,16}$/.test(text)) {
    throw new ManifestError(
      "MANIFEST_INVALID",
      `The repeat count of a segment is invalid: "${text.slice(0, 100)}".`,
    );
  }
  const repeats = Number(text);
  if (repeats >= 0) return repeats + 1;
  const gap = until - time;
  return gap <= 0n ? 0 : Number((gap + duration - 1n) / duration);
}

/** Without the segments that end before the bounds or begin after them. */
function clip(run: Run, { from, to }: Pick<TimelineBounds, "from" | "to">): Run | undefined {
  const { time, duration } = run;
  const before = from > time ? (from - time) / duration : 0n;
  const skipped = Number(before < BigInt(run.count) ? before : BigInt(run.count));
  let { count } = run;
  if (to !== undefined) {
    const room = to > time ? (to - time + duration - 1n) / duration : 0n;
    if (room < BigInt(count)) count = Number(room);
  }
  count -= skipped;
  if (count <= 0) return undefined;
  if (count === run.count) return run;
  return { time: time + duration * BigInt(skipped), duration, count, number: run.number + skipped };
}

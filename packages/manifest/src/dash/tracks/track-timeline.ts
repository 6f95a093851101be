/** The timeline of a track, merged with what the manifest before it had. */
import { child, type XmlElement } from "../mpd/xml.ts";
import { countOf } from "../mpd/values.ts";
import { timelineNumbering, type TimelineNumbering } from "../segments/numbering.ts";
import type { Clockwork } from "../segments/segment-index.ts";
import { earlierRuns, readTimeline, type TimelineBounds } from "../segments/timeline.ts";
import { isSameClock, retained } from "./addressing.ts";
import { spend } from "./budget.ts";
import type { TrackSource } from "./track.ts";

export function timelineOf(addressing: readonly XmlElement[]): XmlElement | undefined {
  return addressing
    .map((element) => child(element, "SegmentTimeline"))
    .find((timeline) => timeline !== undefined);
}

export function timelineNumberingOf(
  source: TrackSource,
  timeline: XmlElement,
  clockwork: Clockwork,
  use: "template" | "list" = "template",
): TimelineNumbering {
  const { period, representation, mpd, budget } = source;
  const mediaTime = (milliseconds: number) =>
    clockwork.offset + (BigInt(Math.trunc(milliseconds)) * BigInt(clockwork.timescale)) / 1000n;
  const bounds: TimelineBounds = {
    from: clockwork.offset,
    to: period.end === undefined ? undefined : mediaTime(period.end - period.start),
    edge: mediaTime(mpd.isDynamic ? source.loadedAt - mpd.availabilityStart - period.start : 0),
    startNumber: countOf(representation.addressing, "startNumber") ?? 1,
    // A list has an address for each segment, also for those that the period cuts off.
    isClipped: use === "template",
  };
  const { from, to, edge, startNumber } = bounds;
  const key = [use, clockwork.timescale, from, to, edge, startNumber].join(" ");
  const kept = source.previous?.kept;
  const before = kept && isSameClock(kept.clockwork, clockwork) ? kept.timeline : undefined;
  const cached = budget.timelines.get(timeline) ?? [];
  budget.timelines.set(timeline, cached);
  const same = cached.find((one) => one.key === key && one.before === before);
  if (same !== undefined) return same.timeline;

  spend(budget, timeline.children.length);
  const runs = readTimeline(timeline, bounds);
  const [first] = runs;
  const earlier =
    before === undefined || first === undefined
      ? []
      : earlierRuns(before.runs, runs, first.time - retained(clockwork));
  spend(budget, earlier.length);
  const numbering = timelineNumbering(earlier, runs);
  cached.push({ key, before, timeline: numbering });
  return numbering;
}

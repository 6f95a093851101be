/** Turns the MPD of a recording with a `SegmentTemplate` into that of a live stream, whose players count by the clock. Pure. */

export interface LiveMpdOptions {
  /** Milliseconds since the epoch when the session began: it already offered a full window. */
  readonly startedAt: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Segments in the window. */
  readonly size: number;
}

export function liveMpd(mpd: string, { startedAt, now, size }: LiveMpdOptions): string {
  const segment = segmentDuration(mpd);
  const start = new Date(startedAt - size * segment * 1000).toISOString();
  const live = [
    'type="dynamic"',
    `availabilityStartTime="${start}"`,
    `publishTime="${new Date(now).toISOString()}"`,
    `timeShiftBufferDepth="PT${size * segment}S"`,
    `minimumUpdatePeriod="PT${segment}S"`,
  ].join("\n\t");
  // Without it, dash.js asks a clock on the internet for the time.
  const clock = `<UTCTiming schemeIdUri="urn:mpeg:dash:utc:direct:2014" value="${new Date(now).toISOString()}" />`;
  return mpd
    .replace('type="static"', live)
    .replace(/\s+mediaPresentationDuration="[^"]*"/, "")
    .replace("</MPD>", `\t${clock}\n</MPD>`);
}

/** Seconds. */
function segmentDuration(mpd: string): number {
  const [, template = ""] = /<SegmentTemplate([^>]*)>/.exec(mpd) ?? [];
  const number = (name: string) => Number(new RegExp(` ${name}="(\\d+)"`).exec(template)?.[1]);
  const seconds = number("duration") / number("timescale");
  if (!(seconds > 0)) throw new Error("the MPD has no SegmentTemplate with a duration");
  return seconds;
}

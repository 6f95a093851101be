/** Turns the MPD of a recording with a `SegmentTemplate` into that of a live stream, whose players count by the clock. Pure. */

export interface LiveMpdOptions {
  /** Milliseconds since the epoch when the session began: it already offered a full window. */
  readonly startedAt: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Segments in the window. */
  readonly size: number;
  /** The recording begins again at its end, in a period of its own, with addresses of its own (`?lap=1`). */
  readonly isEndless?: boolean;
}

export function liveMpd(mpd: string, options: LiveMpdOptions): string {
  const { startedAt, now, size, isEndless = false } = options;
  const segment = segmentDuration(mpd);
  const start = new Date(startedAt - size * segment * 1000).toISOString();
  const elapsed = (now - startedAt) / 1000;
  const live = [
    'type="dynamic"',
    `availabilityStartTime="${start}"`,
    `publishTime="${new Date(now).toISOString()}"`,
    `timeShiftBufferDepth="PT${size * segment}S"`,
    `minimumUpdatePeriod="PT${segment}S"`,
  ].join("\n\t");
  // Without it, dash.js asks a clock on the internet for the time.
  const clock = `<UTCTiming schemeIdUri="urn:mpeg:dash:utc:direct:2014" value="${new Date(now).toISOString()}" />`;
  return (isEndless ? inLaps(mpd, elapsed, size * segment) : mpd)
    .replace('type="static"', live)
    .replace(/\s+mediaPresentationDuration="[^"]*"/, "")
    .replace("</MPD>", `\t${clock}\n</MPD>`);
}

/** A period for each lap in the window, with what of it is in the window. `window` in seconds, from `elapsed` on. */
function inLaps(mpd: string, elapsed: number, window: number): string {
  const segment = segmentDuration(mpd);
  const length = Number(/\smediaPresentationDuration="PT([\d.]+)S"/.exec(mpd)?.[1]);
  if (!(length > 0)) throw new Error("the MPD has no duration in seconds");
  const [period = "", content = ""] = /<Period[^>]*>(.*?)<\/Period>/s.exec(mpd) ?? [];
  const perLap = Math.floor(length / segment);
  /** Segments of this lap that have begun after so many seconds. */
  const reached = (seconds: number, lap: number) =>
    Math.min(perLap, Math.max(0, Math.floor((seconds - lap * length) / segment)));
  const periods: string[] = [];
  for (let lap = Math.floor(elapsed / length); lap * length < elapsed + window; lap += 1) {
    const [from, to] = [reached(elapsed, lap), reached(elapsed + window, lap)];
    const own = withTimeline(content, from, to);
    const media = lap === 0 ? own : own.replace(/ media="[^"]*/g, `$&?lap=${lap}`);
    if (to > from) periods.push(`<Period id="${lap}" start="PT${lap * length}S">${media}</Period>`);
  }
  return mpd.replace(period, () => periods.join("\n\t"));
}

/** VHS takes a `SegmentTemplate` without a timeline beyond the end of its period. */
function withTimeline(period: string, from: number, to: number): string {
  return period.replace(/<SegmentTemplate([^>]*)>/g, (_, attributes: string) => {
    const length = Number(/ duration="(\d+)"/.exec(attributes)?.[1]);
    const number = Number(/ startNumber="(\d+)"/.exec(attributes)?.[1] ?? 1) + from;
    const others = attributes.replace(/ (duration|startNumber)="\d+"/g, "");
    return `<SegmentTemplate${others} startNumber="${number}"><SegmentTimeline>
  <S t="${from * length}" d="${length}" r="${to - from - 1}" />
</SegmentTimeline>`;
  });
}

/** Seconds. */
function segmentDuration(mpd: string): number {
  const [, template = ""] = /<SegmentTemplate([^>]*)>/.exec(mpd) ?? [];
  const number = (name: string) => Number(new RegExp(` ${name}="(\\d+)"`).exec(template)?.[1]);
  const seconds = number("duration") / number("timescale");
  if (!(seconds > 0)) throw new Error("the MPD has no SegmentTemplate with a duration");
  return seconds;
}

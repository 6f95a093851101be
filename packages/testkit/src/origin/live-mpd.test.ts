import { expect, test } from "vitest";
import { liveMpd } from "./live-mpd.ts";

const recording = `<MPD type="static"
  mediaPresentationDuration="PT48S"><Period>
  <SegmentTemplate timescale="1000" duration="2000" media="$Number$.m4s" startNumber="1"></SegmentTemplate>
</Period></MPD>`;

test("a session begins with a full window, and has no end", () => {
  const startedAt = Date.parse("2026-01-01T00:01:00Z");
  const mpd = liveMpd(recording, { startedAt, now: startedAt + 500, size: 6 });
  expect(mpd).toContain('type="dynamic"');
  expect(mpd).toContain('availabilityStartTime="2026-01-01T00:00:48.000Z"');
  expect(mpd).toContain('timeShiftBufferDepth="PT12S"');
  expect(mpd).toContain('value="2026-01-01T00:01:00.500Z"');
  expect(mpd).not.toContain("mediaPresentationDuration");
});

test("an endless session has a period for each lap in the window, with what of it is there", () => {
  const periods = (elapsed: number) => {
    const mpd = liveMpd(recording, { startedAt: 0, now: elapsed * 1000, size: 6, isEndless: true });
    expect(mpd).not.toMatch(/ duration=|static/);
    const values =
      / start="PT(\d+)S"| media="([^"]*)"| startNumber="(\d+)"| (t="\d+" d="\d+" r="\d+")/g;
    return mpd
      .split("<Period")
      .slice(1)
      .map((period) =>
        [...period.matchAll(values)].map((found) => found.slice(1).join("")).join(" "),
      );
  };
  expect(periods(0)).toEqual(['0 $Number$.m4s 1 t="0" d="2000" r="5"']);
  expect(periods(35.9)).toEqual(['0 $Number$.m4s 18 t="34000" d="2000" r="5"']);
  expect(periods(38)).toEqual([
    '0 $Number$.m4s 20 t="38000" d="2000" r="4"',
    '48 $Number$.m4s?lap=1 1 t="0" d="2000" r="0"',
  ]);
  expect(periods(48)).toEqual(['48 $Number$.m4s?lap=1 1 t="0" d="2000" r="5"']);
  expect(periods(480_000)).toEqual(['480000 $Number$.m4s?lap=10000 1 t="0" d="2000" r="5"']);
});

test("an MPD that cannot be counted by the clock is a mistake of the test", () => {
  expect(() => liveMpd("<MPD/>", { startedAt: 0, now: 0, size: 6 })).toThrow("SegmentTemplate");
});

import { expect, test } from "vitest";
import { liveMpd } from "./live-mpd.ts";

const recording = `<MPD type="static"
  mediaPresentationDuration="PT48S"><Period>
  <SegmentTemplate timescale="1000" duration="2000" media="$Number$.m4s" startNumber="1" />
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

test("an MPD that nobody can count by the clock is a mistake of the test", () => {
  expect(() => liveMpd("<MPD/>", { startedAt: 0, now: 0, size: 6 })).toThrow("SegmentTemplate");
});

/** What the estimate of Shaka and dash.js is made from. */
import { describe, expect, test } from "vitest";
import { createProgressReport } from "./progress-report.ts";

interface ProgressCall {
  readonly ms: number;
  readonly bytes: number;
  readonly remaining: number;
}

function setUp(
  known: { expectedSize?: number; bandwidth?: number } = { expectedSize: 200_000, bandwidth: 8e6 },
) {
  const calls: ProgressCall[] = [];
  const totals = { httpBytes: 0, p2pBytes: 0, bandwidth: known.bandwidth };
  let at = 1000;
  const report = createProgressReport({
    progressUpdated: (ms, bytes, remaining) => calls.push({ ms, bytes, remaining }),
    statistics: () => totals,
    expectedSize: known.expectedSize,
    now: () => at,
  });
  return {
    calls,
    report,
    totals,
    wait: (ms: number) => void (at += ms),
    /** Bits per second, of all samples that Shaka counts. */
    speed: () => {
      const counted = calls.filter(({ bytes }) => bytes >= 16_000);
      const sum = (what: "ms" | "bytes") => counted.reduce((all, call) => all + call[what], 0);
      return (sum("bytes") * 8000) / sum("ms");
    },
    deliver: (size: number, ms: number) =>
      report.finished({
        data: new ArrayBuffer(size),
        timing: { start: at - ms, first: at - ms, end: at },
      }),
  };
}

describe("a segment over HTTP", () => {
  test("is sampled while it arrives, so that a drop is noticed in time", () => {
    const { calls, report, totals, wait } = setUp();
    report.started();
    wait(1000);
    totals.httpBytes += 20_000;
    report.arrived(20_000, "http");
    expect(calls).toEqual([{ ms: 1000, bytes: 20_000, remaining: 180_000 }]);
  });

  test("that shares the link with another download looks as fast as the link", () => {
    const { deliver, report, speed, totals, wait } = setUp();
    report.started();
    for (let loaded = 25_000; loaded <= 200_000; loaded += 25_000) {
      wait(100);
      totals.httpBytes += 50_000;
      report.arrived(loaded, "http");
    }
    deliver(200_000, 400);
    expect(speed()).toBe(4e6);
  });

  test("does not pay for the time in which we waited for peers", () => {
    const { calls, report, totals, wait } = setUp();
    wait(4000);
    report.started();
    wait(100);
    totals.httpBytes += 20_000;
    report.arrived(20_000, "http");
    expect(calls[0]?.ms).toBe(100);
  });
});

describe("a segment from a peer", () => {
  test("that is slow does not make the network slow", () => {
    const { calls, deliver, report, speed, totals, wait } = setUp();
    report.started();
    for (let loaded = 20_000; loaded <= 200_000; loaded += 20_000) {
      wait(500);
      totals.p2pBytes += 20_000;
      report.arrived(loaded, "p2p");
    }
    expect(calls.every(({ bytes }) => bytes === 0)).toBe(true);
    expect(calls.at(-2)?.remaining).toBe(20_000);
    deliver(200_000, 200);
    expect(speed()).toBe(8e6);
  });

  test("that fails halfway is continued over HTTP, and only that is timed", () => {
    const { calls, deliver, report, totals, wait } = setUp();
    report.started();
    wait(3000);
    totals.p2pBytes += 100_000;
    report.arrived(100_000, "p2p");
    report.started();
    wait(200);
    totals.httpBytes += 50_000;
    report.arrived(50_000, "http");
    deliver(200_000, 400);
    expect(calls.slice(1)).toEqual([
      { ms: 200, bytes: 50_000, remaining: 150_000 },
      { ms: 300, bytes: 150_000, remaining: 0 },
    ]);
  });
});

test("where nothing was measured, no sample is taken", () => {
  const { calls, deliver } = setUp({ expectedSize: 200_000 });
  expect(deliver(200_000, 1)).toBe(false);
  expect(calls).toEqual([]);
});

test("a segment of unknown size is never over before its end", () => {
  const { calls, report, wait } = setUp({ bandwidth: 8e6 });
  report.started();
  wait(100);
  report.arrived(30_000, "http");
  expect(calls[0]?.remaining).toBe(1);
});

/** The origin fails in every way there is: alone it costs an error and a cool-down, with a peer about nothing. */
import { describe, expect } from "vitest";
import { defaultLimits } from "@swarmlane/contract";
import type { ProbeReport } from "./page/probe.ts";
import type { StageUrls } from "./page/stage.page.ts";
import { digestOf, makeSegments, type StageSegment } from "./page/segments.ts";
import { test } from "./test.ts";

interface Row {
  readonly fault: string;
  /** Undefined: it loads all the same, at once. */
  readonly code?: string;
  readonly status?: number;
  readonly range?: string;
  readonly size?: number;
}

const range = "bytes=10000-19999";

const rows: Readonly<Record<string, Row>> = {
  "404": { fault: "status:404", code: "HTTP_STATUS", status: 404 },
  "500": { fault: "status:500", code: "HTTP_STATUS", status: 500 },
  "a burst of 503": { fault: "burst:2", code: "HTTP_STATUS", status: 503 },
  "a reset": { fault: "reset", code: "HTTP_ERROR" },
  "a reset in the middle": { fault: "reset-midway", code: "HTTP_ERROR" },
  silence: { fault: "silence", code: "HTTP_TIMEOUT" },
  "silence from the middle on": { fault: "silence-midway", code: "HTTP_TIMEOUT" },
  "a byte a second": { fault: "trickle", code: "HTTP_TIMEOUT" },
  "an empty body": { fault: "empty", code: "HTTP_EMPTY" },
  "204": { fault: "no-content", code: "HTTP_EMPTY" },
  "a wrong Content-Range": { fault: "wrong-range", range, code: "HTTP_BAD_RANGE" },
  "a wrong range under hidden headers": {
    ...{ fault: "truncate-close,hide-headers", range, code: "HTTP_TRUNCATED" },
  },
  "200 to a range": { fault: "ignore-range", range },
  "200 that ends before the range": {
    ...{ fault: "ignore-range", range, size: 9000, code: "HTTP_BAD_RANGE" },
  },
  "416": { fault: "unsatisfiable", range, code: "HTTP_STATUS", status: 416 },
  gzip: { fault: "gzip" },
  "a redirect": { fault: "redirect" },
  "a redirect to another origin": { fault: "redirect-cross" },
  "no CORS": { fault: "no-cors", code: "HTTP_ERROR" },
  "hidden headers": { fault: "hide-headers", range },
  "a body shorter than its Content-Length": { fault: "truncate-length", code: "HTTP_ERROR" },
  "chunks without the last one": { fault: "truncate-chunked", code: "HTTP_ERROR" },
  "a range cut by the end of the connection": {
    ...{ fault: "truncate-close", range, code: "HTTP_TRUNCATED" },
  },
};
const names = Object.keys(rows);
const bad = names.filter((name) => rows[name]?.code !== undefined);
/** ms. */
const coolDown = 2000;
/** ms by which a busy machine may tell of the first of two errors later. To the millisecond it is in the engine's tests. */
const late = 500;

describe.concurrent("an origin that fails", () => {
  test("costs an error with a code and a cool-down, and never brings a wrong byte", async ({
    play,
    urls,
  }) => {
    const swarm = "alone";
    const { report, started } = await play((page) =>
      page.evaluate(
        async ({ swarm, segments, bad, settings }) => {
          const started = performance.now();
          const probe = window.stage.openProbe(settings);
          await probe.loader.load(segments, swarm);
          await probe.until("an error for each, and two of a 404", ({ errors }) => {
            const count = (name: string) =>
              errors.filter(({ id }) => id === `${swarm}+${name}`).length;
            return bad.every((name) => count(name) > 0) && count("404") > 1;
          });
          await probe.untilLoaded([`${swarm}+a burst of 503`]);
          return { report: probe.report, started };
        },
        { swarm, segments: segmentsOf(urls, swarm), bad, settings: eager },
      ),
    );
    const timeouts = report.errors.filter(({ code }) => code === "HTTP_TIMEOUT");
    const firstTimeout = Math.min(...timeouts.map(({ at }) => at));
    for (const [name, { code, status, fault }] of Object.entries(rows)) {
      const errors = report.errors.filter(({ id }) => id === `${swarm}+${name}`);
      for (const error of errors) expect(error, name).toMatchObject({ code, status });
      const gaps = errors.slice(1).map(({ at }, index) => at - (errors[index]?.at ?? 0));
      for (const gap of gaps) expect(gap, name).toBeGreaterThanOrEqual(coolDown - late);
      const waited = (errors[0]?.at ?? started) - started;
      if (code === "HTTP_TIMEOUT") {
        expect(waited, name).toBeGreaterThanOrEqual(defaultLimits.httpFirstByte);
      } else {
        // An immediate failure is reported before anything that has to time out.
        expect(waited, name).toBeLessThan(firstTimeout - started);
      }
      if (code === undefined) expect(errors, name).toEqual([]);
      if (fault.startsWith("burst")) expect(errors).toHaveLength(2);
    }
    const delivered = names.filter((name) => !bad.includes(name) || name === "a burst of 503");
    expect(new Set(report.loaded.map(({ id }) => id))).toEqual(
      new Set(delivered.map((name) => `${swarm}+${name}`)),
    );
    await expectRight(report, swarm, delivered);
  });

  test("costs nothing but the error where a peer has the segment", async ({ play, urls }) => {
    const swarm = "with a peer";
    const clean = segmentsOf(urls, swarm).map((segment) => ({
      ...segment,
      url: segment.url.replace(/&fault=.*/, ""),
    }));
    // its body has 9,000 bytes, so nobody has the range
    const possible = names.filter((name) => name !== "200 that ends before the range");
    const report = await play((page) =>
      page.evaluate(
        async ({ swarm, clean, faulty, ids, settings }) => {
          const seed = window.stage.openProbe(settings);
          await seed.loader.load(clean, swarm);
          await seed.untilLoaded(ids);
          const probe = await window.stage.meet(swarm, settings);
          await probe.loader.load(faulty, swarm);
          await probe.untilLoaded(ids, 40_000);
          return probe.report;
        },
        {
          ...{ swarm, ids: possible.map((name) => `${swarm}+${name}`), settings: eager },
          ...{
            clean: clean.filter(isPossible),
            faulty: segmentsOf(urls, swarm).filter(isPossible),
          },
        },
      ),
    );
    await expectRight(report, swarm, possible);
    for (const { code, peerId } of report.errors) {
      expect(code).toMatch(/^HTTP_/);
      expect(peerId).toBeUndefined();
    }

    function isPossible({ sequence }: StageSegment): boolean {
      return possible.includes(sequence);
    }
  });

  test("brings no wrong byte past a validator, and is asked again at once when the caller asks", async ({
    play,
  }) => {
    const swarm = "validated";
    const report = await play((page) =>
      page.evaluate(async (swarm) => {
        const { segments, bytes, openProbe } = window.stage;
        const probe = openProbe({
          useP2P: false,
          httpFailedSegmentTimeout: 60_000,
          segmentValidator: ({ sequence, data }: { sequence: string; data: ArrayBuffer }) => {
            const right = bytes(sequence, 40_000);
            const given = new Uint8Array(data);
            const isRight =
              given.length === right.length && right.every((byte, at) => byte === given[at]);
            return isRight ? Promise.resolve() : Promise.reject(new Error("wrong bytes"));
          },
        });
        const queue = (["corrupt", "truncate-close", "burst:1"] as const).flatMap((fault) =>
          segments(swarm, [fault], { fault }),
        );
        await probe.loader.load(queue, swarm);
        await probe.until("three errors", ({ errors }) => errors.length === 3);
        await probe.loader.load(queue, swarm);
        await probe.untilLoaded([`${swarm}+burst:1`], 5000);
        await probe.until("the others again", ({ errors }) => errors.length === 5);
        return probe.report;
      }, swarm),
    );
    expect(report.loaded.map(({ id }) => id)).toEqual([`${swarm}+burst:1`]);
    await expectRight(report, swarm, ["burst:1"]);
    const messages = report.errors.map(({ id, message }) => [id, message]);
    expect(messages.filter(([, message]) => message === "wrong bytes")).toHaveLength(4);
  });
});

/** All of them at once: silent ones must not hold up the others. */
const eager = {
  simultaneousHttpDownloads: names.length,
  httpFailedSegmentTimeout: coolDown,
  cachedSegmentsCount: 100,
};

function segmentsOf(urls: StageUrls, swarm: string): StageSegment[] {
  return Object.entries(rows).flatMap(([name, row]) =>
    makeSegments(urls.origin, swarm, [name], row),
  );
}

async function expectRight(
  report: ProbeReport,
  swarm: string,
  delivered: readonly string[],
): Promise<void> {
  for (const name of delivered) {
    const [record] = report.loaded.filter(({ id }) => id === `${swarm}+${name}`);
    expect(record?.sha256, name).toBe(await digestOf(name, rows[name]));
  }
}

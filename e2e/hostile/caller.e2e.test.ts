/** What a caller gets wrong: settings, queues, callbacks, ids. Nothing of it stops the loader or breaks another peer. */
import { describe, expect } from "vitest";
import type { RawCommand } from "@swarmlane/testkit";
import { digestOf } from "./page/segments.ts";
import { expectRightBytes, test } from "./test.ts";

describe.concurrent("a caller", () => {
  test("with a setting of the wrong type gets a TypeError that names it", async ({ play }) => {
    const wrong = {
      simultaneousHttpDownloads: "2",
      cachedSegmentsCount: -1,
      requiredSegmentsPriority: Number.NaN,
      useP2P: "yes",
      trackerAnnounce: "wss://tracker",
      rtcConfig: [],
      xhrSetup: "none",
      segmentValidator: {},
      segmentsStorage: {},
      workerUrl: 5,
      limits: { rpc: "soon" },
    };
    const thrown = await play((page) =>
      page.evaluate((wrong) => {
        const attempt = (settings: unknown) => {
          try {
            new window.stage.HybridLoader(settings);
            return "nothing";
          } catch (error) {
            return error instanceof TypeError ? error.message : "not a TypeError";
          }
        };
        const named = Object.entries(wrong).map(([name, value]) => attempt({ [name]: value }));
        return { named, whole: attempt(5), unknown: attempt({ noSuchSetting: 1 }) };
      }, wrong),
    );
    for (const [index, name] of Object.keys(wrong).entries()) {
      expect(thrown.named[index]).toMatch(new RegExp(`^${name}[.:]`));
    }
    expect(thrown.whole).toMatch(/^settings:/);
    expect(thrown.unknown).toBe("nothing");
  });

  test("with a queue that makes no sense gets a TypeError, and the former queue goes on", async ({
    play,
  }) => {
    const { messages, report } = await play((page) =>
      page.evaluate(async () => {
        const { openProbe, segments } = window.stage;
        const swarm = "queue";
        const probe = openProbe();
        const slow = segments(swarm, ["slow"], { fault: "delay:1000" });
        await probe.loader.load(slow, swarm);
        const [good] = segments(swarm, ["good"]);
        const wrong: [unknown, unknown][] = [
          [undefined, swarm],
          [{ length: 1 }, swarm],
          [[good, null], swarm],
          [[good, { ...good, id: undefined }], swarm],
          [[good, { ...good, id: 7 }], swarm],
          [[{ ...good, url: "" }], swarm],
          [[{ ...good, priority: Number.NaN }], swarm],
          [[{ ...good, range: 5 }], swarm],
          [[good], 5],
        ];
        const messages = [];
        for (const [queue, id] of wrong) {
          try {
            await probe.loader.load(queue, id);
            messages.push("nothing");
          } catch (error) {
            messages.push(error instanceof TypeError ? error.message : "not a TypeError");
          }
        }
        await probe.untilLoaded([`${swarm}+slow`]);
        return { messages, report: probe.report };
      }),
    );
    expect(messages.map((message) => message.split(":")[0])).toEqual([
      ...["segments", "segments", "segments[1]", "segments[1].id", "segments[1].id"],
      ...["segments[0].url", "segments[0].priority", "segments[0].range", "streamSwarmId"],
    ]);
    await expectRightBytes(report, "queue", ["slow"]);
    expect(report.loaded).toHaveLength(1);
    expect(report.aborted).toEqual([]);
  });

  test("whose callbacks throw, reject or never settle loses those segments only", async ({
    play,
  }) => {
    const { validated, built, prepared } = await play((page) =>
      page.evaluate(async () => {
        const { openProbe, segments } = window.stage;
        const names = ["throws", "rejects", "hangs", "good", "better"];
        /** Loads all of them; the last two must come. */
        const play = async (swarm: string, settings: Record<string, unknown>) => {
          const rest = { useP2P: false, httpFailedSegmentTimeout: 60_000 };
          const probe = openProbe({ ...rest, ...settings });
          const queue = segments(swarm, names);
          await probe.loader.load(queue, swarm);
          await probe.untilLoaded([`${swarm}+good`, `${swarm}+better`]);
          return probe;
        };
        const fault = (name: string): Promise<never> | undefined => {
          if (name === "throws") throw new Error("thrown");
          if (name === "rejects") return Promise.reject(new Error("rejected"));
          if (name === "hangs") return new Promise(() => undefined);
          return undefined;
        };
        const nameOf = (url: string) => new URL(url).pathname.split("/").at(-1) ?? "";
        const probes = await Promise.all([
          play("validator", {
            segmentValidator: ({ sequence }: { sequence: string }) =>
              fault(sequence) ?? Promise.resolve(),
          }),
          play("url builder", {
            segmentUrlBuilder: ({ sequence, url }: { sequence: string; url: string }) =>
              fault(sequence) ?? url,
          }),
          play("xhr setup", {
            xhrSetup: (_xhr: XMLHttpRequest, url: string) => fault(nameOf(url)),
          }),
        ]);
        const [validator, builder, setup] = probes;
        for (const probe of probes) {
          await probe.until("an error of each", ({ errors }) =>
            ["throws", "rejects", "hangs"].every((name) =>
              errors.some(({ id }) => id.endsWith(`+${name}`)),
            ),
          );
        }
        return {
          validated: validator.report,
          built: builder.report,
          prepared: setup.report,
        };
      }),
    );
    const codes = ({ errors }: typeof validated) =>
      Object.fromEntries(
        errors.map(({ id, code, message }) => [
          id.split("+")[1] ?? "",
          code === "" ? message : code,
        ]),
      );
    // a validator's own errors reach the listener as they are
    expect(codes(validated)).toEqual({
      ...{ throws: "thrown", rejects: "rejected", hangs: "CALLBACK_TIMEOUT" },
    });
    expect(codes(built)).toEqual({
      ...{ throws: "CALLBACK_FAILED", rejects: "CALLBACK_FAILED", hangs: "CALLBACK_TIMEOUT" },
    });
    // a request that is not even sent is silent for longer than a first byte may take
    expect(codes(prepared)).toEqual({
      ...{ throws: "CALLBACK_FAILED", rejects: "CALLBACK_FAILED", hangs: "HTTP_TIMEOUT" },
    });
    for (const { warnings } of [validated, built, prepared]) expect(warnings).toEqual([]);
    await expectRightBytes(validated, "validator", ["good", "better"]);
    await expectRightBytes(built, "url builder", ["good", "better"]);
    await expectRightBytes(prepared, "xhr setup", ["good", "better"]);
  });

  const long = "x".repeat(10_000);
  const strange = ["|", "a|b", "constructor", "__proto__", "", long, "ключ 😀"];
  /** What 0.6.2 reads back as it was: no `|`, which separates, and no more than peers accept. */
  const readable = ["constructor", "__proto__", "", "ключ 😀"];

  test.for<readonly [string, string, readonly string[]]>([
    ["plain", "plain", readable],
    ["|", "|", readable],
    ["constructor", "constructor", readable],
    // 0.6.2 makes no entry of this name
    ["__proto__", "__proto__", []],
    ["nothing", "", readable],
    ["10,000 characters", long, []],
    ["not ASCII", "ключ 😀", readable],
  ])(
    "with strange ids gets its segments, and announces what a 0.6.2 peer can parse, in a swarm named %s",
    async ([_name, swarm, announced], { play }) => {
      const { report, received } = await play((page) =>
        page.evaluate(
          async ({ swarm, strange, expected }) => {
            const { joinEvil, openProbe, poll, segments } = window.stage;
            const probe = openProbe({ limits: { uploadsPerPeerQueued: 10 } });
            const queue = segments(swarm, strange).map((segment, index) => ({
              ...segment,
              url: segment.url.replace(/\/bytes\/[^?]*/, `/bytes/${index}`),
            }));
            await probe.loader.load(queue, swarm);
            await probe.untilLoaded(queue.map(({ id }) => id));
            // the first map that it gets is complete
            const evil = await joinEvil({
              swarm,
              behaviour: {
                onMap: (session, map) => {
                  for (const [stream, [sequences]] of Object.entries(map)) {
                    for (const sequence of sequences.split("|")) {
                      session.command({ c: 3, i: `${stream}+${sequence}` });
                    }
                  }
                },
              },
            });
            await poll(
              () => evil.count(2) > 0 && evil.count(0) >= expected,
              () => `${evil.count(2)} maps, ${evil.count(0)} segments`,
            );
            const received = evil.sessions.flatMap((session) => session.received);
            return { report: probe.report, received };
          },
          { swarm, strange, expected: announced.length },
        ),
      );
      expect(report.errors).toEqual([]);
      expect(report.warnings).toEqual([]);
      for (const [index, sequence] of strange.entries()) {
        const record = report.loaded.find(({ id }) => id === `${swarm}+${sequence}`);
        expect(record?.sha256).toBe(await digestOf(`${index}`));
      }
      const ids = announced.map((sequence) => `${swarm}+${sequence}`);
      expect(new Set(received.flatMap(parseAs062))).toEqual(new Set(ids));
      const given = received.filter(({ c }) => c === 0).map(({ i }) => i);
      expect(new Set(given)).toEqual(new Set(ids));
    },
  );
});

/** As 0.6.2 reads a segments map: a plain object, split at `|`, one status each. */
function parseAs062({ c, m = {} }: RawCommand): string[] {
  if (c !== 2) return [];
  return Object.entries(m).flatMap(([stream, [sequences, statuses]]) =>
    sequences
      .split("|")
      .map((sequence, index) =>
        statuses[index] === undefined ? "no status" : `${stream}+${sequence}`,
      ),
  );
}

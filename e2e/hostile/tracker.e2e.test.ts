/** Trackers that are hostile, dead or gone for a while: warnings, and playback as if nothing had been. */
import { describe, expect } from "vitest";
import { evilScripts, startTracker } from "@swarmlane/testkit/node";
import { defaultLimits } from "@swarmlane/contract";
import type { Probe } from "./page/probe.ts";
import { expectRightBytes, test, type Play } from "./test.ts";

const names = ["a", "b", "c"];

/** Loads over HTTP under these trackers, until there were so many warnings and after. */
async function playUnder(play: Play, trackers: readonly string[], swarm: string, warnings: number) {
  return play((page) =>
    page.evaluate(
      async ({ swarm, names, trackers, warnings }) => {
        const { connectionsBuilt, openProbe, segments } = window.stage;
        const probe = openProbe({ trackerAnnounce: trackers, peerRequestsPerAnnounce: 5 });
        const queue = segments(swarm, names);
        await probe.loader.load(queue, swarm);
        await probe.untilLoaded(queue.map(({ id }) => id));
        await probe.until("the warnings", (report) => report.warnings.length >= warnings);
        const again = segments(swarm, ["later"]);
        await probe.loader.load(again, swarm);
        await probe.untilLoaded(again.map(({ id }) => id));
        const built = connectionsBuilt();
        await probe.loader.destroy();
        return { report: probe.report, built };
      },
      { swarm, names, trackers, warnings },
    ),
  );
}

describe.concurrent("trackers", () => {
  test("of every hostile kind at once cost warnings and a bounded number of connections", async ({
    play,
    urls,
  }) => {
    const kinds = [
      ...Object.keys(evilScripts),
      ...["interval?value=0", "interval?value=0.001", "interval?value=1e7"],
    ];
    const trackers = kinds.map((kind) => `${urls.evilTracker}/${kind}`);
    const { report, built } = await playUnder(play, trackers, "all at once", 8);
    await expectRightBytes(report, "all at once", [...names, "later"]);
    expect(report.errors).toEqual([]);
    expect(report.connected).toEqual([]);
    const byCode = (code: string) => report.warnings.filter((warning) => warning.code === code);
    expect(byCode("TRACKER_BAD_MESSAGE").length).toBeGreaterThan(3);
    // one for each tracker, however often it offends
    expect(report.warnings.length).toBeLessThanOrEqual(kinds.length + 1);
    expect(built).toBeLessThanOrEqual(defaultLimits.connectionsBurst + 5);
    for (const { code } of report.warnings) {
      expect(code).toMatch(/^(TRACKER_BAD_MESSAGE|TRACKER_ERROR|PEER_BUDGET_EXCEEDED)$/);
    }
  });

  test("that offer 500 dead peers build no more connections than the budget", async ({
    play,
    urls,
  }) => {
    const { built, report } = await playUnder(
      play,
      [`${urls.evilTracker}/offer-flood`],
      "offers",
      1,
    );
    expect(built).toBeLessThanOrEqual(defaultLimits.connectionsBurst + 5);
    expect(report.warnings.map(({ code }) => code)).toEqual(["PEER_BUDGET_EXCEEDED"]);
  });

  test("that are dead ports, refuse, or are no trackers are named in warnings", async ({
    play,
    urls,
  }) => {
    const gone = await startTracker();
    await gone.close();
    const trackers = [gone.url, `${urls.evilTracker}/refuse`, "https://127.0.0.1/x", "nonsense"];
    const { report } = await playUnder(play, trackers, "dead", 4);
    await expectRightBytes(report, "dead", names);
    expect(report.warnings.map(({ code }) => code)).toEqual(trackers.map(() => "TRACKER_ERROR"));
  });

  test("that return ourselves connect us to nobody", async ({ play, urls }) => {
    const trackers = [`${urls.evilTracker}/echo`];
    const { report } = await playUnder(play, trackers, "echo", 0);
    expect(report.connected).toEqual([]);
    expect(report.errors).toEqual([]);
  });

  test("beside hostile ones let peers meet all the same", async ({ play, urls }) => {
    const hostile = ["null", "garbage", "wrong-hash", "duplicate-ids", "interval?value=0.001"];
    const trackers = [...hostile.map((kind) => `${urls.evilTracker}/${kind}`), urls.tracker];
    const report = await play((page) =>
      page.evaluate(
        async ({ names, trackers }) => {
          const { behaviours, joinEvil, meet, segments } = window.stage;
          const swarm = "beside";
          await joinEvil({ swarm, names, behaviour: behaviours.honest });
          const probe = await meet(swarm, { trackerAnnounce: trackers });
          const queue = segments(swarm, names, { priority: 5 });
          await probe.loader.load(queue, swarm);
          await probe.untilLoaded(queue.map(({ id }) => id));
          return probe.report;
        },
        { names, trackers },
      ),
    );
    await expectRightBytes(report, "beside", names);
    expect(report.loaded.slice(1).map(({ peerId }) => peerId)).toEqual(
      names.map(() => report.connected[0]),
    );
  });

  test("that are killed and come back find their peers again, and playback has not noticed", async ({
    openStage,
    keep,
  }) => {
    const first = await keep(startTracker());
    const { page } = await openStage();
    const swarm = "restart";
    await page.evaluate(
      async ({ swarm, tracker }) => {
        const { openProbe, poll, segments } = window.stage;
        const probe = openProbe({
          trackerAnnounce: [tracker],
          limits: { trackerReconnectMax: 500 },
        });
        await probe.loader.load(segments(swarm, ["a"]), swarm);
        await probe.untilLoaded([`${swarm}+a`]);
        await poll(
          () => window.stage.connectionsBuilt() > 0,
          () => "the tracker was asked",
        );
        Object.assign(window, { probe });
      },
      { swarm, tracker: first.url },
    );
    await first.close();
    await page.evaluate(async (swarm) => {
      const { probe, stage } = window as unknown as RestartWindow;
      await probe.until("a warning", ({ warnings }) => warnings.length > 0);
      await probe.loader.load(stage.segments(swarm, ["a", "b"]), swarm);
      await probe.untilLoaded([`${swarm}+b`]);
    }, swarm);
    const again = await keep(startTracker({ port: first.port }));
    const report = await page.evaluate(
      async ({ swarm, tracker }) => {
        const { probe, stage } = window as unknown as RestartWindow;
        const { behaviours, joinEvil, segments } = stage;
        await joinEvil({
          ...{ swarm, names: ["c"], behaviour: behaviours.honest, trackerUrl: tracker, offers: 2 },
        });
        await probe.until("a peer", ({ connected }) => connected.length > 0);
        const queue = [...segments(swarm, ["a", "b"]), ...segments(swarm, ["c"], { priority: 5 })];
        await probe.loader.load(queue, swarm);
        await probe.untilLoaded(queue.map(({ id }) => id));
        return probe.report;
      },
      { swarm, tracker: again.url },
    );
    await expectRightBytes(report, swarm, ["a", "b", "c"]);
    expect(report.loaded.at(-1)?.peerId).toBe(report.connected[0]);
    expect(report.warnings.map(({ code }) => code)).toEqual(["TRACKER_ERROR"]);
    expect(report.errors).toEqual([]);
  });
});

interface RestartWindow {
  readonly probe: Probe;
  readonly stage: Window["stage"];
}

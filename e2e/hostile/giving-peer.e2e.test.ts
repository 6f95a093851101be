/** Peers that give badly: the viewer gets every segment, and they lose what they deserve. */
import { describe, expect } from "vitest";
import type { EvilBehaviour, evilBehaviours } from "@swarmlane/testkit";
import { defaultLimits } from "@swarmlane/contract";
import { expectRightBytes, test, type Play } from "./test.ts";

type BehaviourName = {
  [Name in keyof typeof evilBehaviours]: (typeof evilBehaviours)[Name] extends EvilBehaviour
    ? Name
    : never;
}[keyof typeof evilBehaviours];

const names = ["a", "b", "c"];

/** One evil peer has everything; what it does not give is drawn from the origin once it was asked. */
async function facing(
  play: Play,
  behaviour: BehaviourName,
  settings: Record<string, unknown> = {},
) {
  const swarm = behaviour;
  const outcome = await play((page) =>
    page.evaluate(
      async ({ swarm, behaviour, names, settings }) => {
        const { behaviours, drawOverHttp, isShunned, joinEvil, meet, poll, segments } =
          window.stage;
        const evil = await joinEvil({ swarm, names, behaviour: behaviours[behaviour] });
        const probe = await meet(swarm, settings);
        const queue = segments(swarm, names, { priority: 5 });
        await probe.loader.load(queue, swarm);
        const asked = () => evil.count(3) > 0 || isShunned(evil);
        await poll(asked, () => JSON.stringify(probe.report));
        await drawOverHttp(probe, queue, swarm);
        await probe.untilLoaded(queue.map(({ id }) => id));
        return {
          report: probe.report,
          asked: evil.count(3),
          isConnected: probe.peers().length > 0,
        };
      },
      { swarm, behaviour, names, settings },
    ),
  );
  await expectRightBytes(outcome.report, swarm, names);
  expect(outcome.report.loaded).toHaveLength(names.length + 1);
  return outcome;
}

describe.concurrent("a peer that gives", () => {
  test("honestly is asked for what it announced before the connection was up", async ({ play }) => {
    const { report, asked } = await facing(play, "honest");
    const { connected, loaded, errors, warnings } = report;
    const fromPeer = loaded.slice(1).map(({ peerId }) => peerId);
    expect(fromPeer).toEqual(names.map(() => connected[0]));
    expect({ asked, errors, warnings }).toEqual({ asked: 3, errors: [], warnings: [] });
  });

  test("nothing, not even an answer, is closed, as in 0.6.2", async ({ play }) => {
    const { report, asked } = await facing(play, "stall-before", {
      p2pSegmentDownloadTimeout: 1000,
    });
    expect(asked).toBe(1);
    expect(report.closed).toEqual(report.connected);
    expect(report.errors).toEqual([]);
  });

  test("half a segment and then nothing is given up within the idle limit, and the origin takes over", async ({
    play,
  }) => {
    const swarm = "stall-midway";
    const { report, cancels, silence } = await play((page) =>
      page.evaluate(async (swarm) => {
        const { behaviours, drawOverHttp, joinEvil, meet, poll, segments } = window.stage;
        const evil = await joinEvil({ swarm, names: ["a"], behaviour: behaviours["stall-midway"] });
        const probe = await meet(swarm, { httpUseRanges: true });
        const queue = segments(swarm, ["a"], { priority: 5 });
        await probe.loader.load(queue, swarm);
        await poll(
          () => evil.count(3) > 0,
          () => "the peer was not asked",
        );
        const asked = performance.now();
        await drawOverHttp(probe, queue, swarm);
        await probe.untilLoaded([`${swarm}+a`]);
        const silence = (probe.report.loaded[1]?.at ?? Infinity) - asked;
        return { report: probe.report, cancels: evil.count(4), silence };
      }, swarm),
    );
    await expectRightBytes(report, swarm, ["a"]);
    expect(cancels).toBe(1);
    expect(silence).toBeLessThan(2.5 * defaultLimits.p2pIdle);
    // one offence is no ban
    expect({ errors: report.errors, closed: report.closed }).toEqual({ errors: [], closed: [] });
  });

  test("a header and nothing after it, three times, is banned while others are heard", async ({
    play,
  }) => {
    const swarm = "three-stalls";
    const { report, asked } = await play((page) =>
      page.evaluate(
        async ({ swarm, names }) => {
          const { behaviours, isShunned, joinEvil, meet, poll, segments } = window.stage;
          const behaviour = behaviours["stall-after-header"];
          const evil = await joinEvil({ swarm, names, behaviour });
          // The origin is heard all the time, so it is not our own network that fails. A busy machine may hear it late.
          const probe = await meet(swarm, { limits: { p2pIdle: 2500, outageSpread: 100 } });
          const slow = segments(swarm, ["slow"], { fault: "rate:4000" });
          await probe.loader.load([...slow, ...segments(swarm, names, { priority: 5 })], swarm);
          await poll(
            () => isShunned(evil),
            () => JSON.stringify(probe.report),
          );
          await poll(
            () => probe.peers().length === 0,
            () => JSON.stringify(probe.report),
          );
          return { report: probe.report, asked: evil.count(3) };
        },
        { swarm, names },
      ),
    );
    expect(asked).toBe(defaultLimits.strikes);
    expect(report.closed).toEqual(report.connected);
    expect(report.errors).toEqual([]);
  });

  test("a header and nothing after it is not blamed if nobody else is heard either", async ({
    play,
  }) => {
    const { report } = await facing(play, "stall-after-header", { limits: { p2pIdle: 700 } });
    expect(report.closed).toEqual([]);
    expect(report.errors).toEqual([]);
  });

  test.for([
    ["more than its header said", "overrun"],
    ["half of a segment and hangs up", "close-midway"],
  ] as const)(
    "%s loses the connection and costs nothing else",
    async ([_what, behaviour], { play }) => {
      const { report } = await facing(play, behaviour, { httpUseRanges: true });
      expect(report.closed).toEqual(report.connected);
      expect(report.errors).toEqual([]);
    },
  );

  test("impossible sizes is closed each time, and hoards nothing", async ({ play }) => {
    const swarm = "sizes";
    const report = await play((page) =>
      page.evaluate(
        async ({ swarm, names }) => {
          const { behaviours, drawOverHttp, isShunned, joinEvil, meet, poll, segments } =
            window.stage;
          const sizes = [0, 1e12, "40000", null, [5]];
          const evils = await Promise.all(
            sizes.map((size) =>
              joinEvil({ swarm, names, behaviour: behaviours["bad-size"](size) }),
            ),
          );
          const probe = await meet(swarm, { peerRequestsPerAnnounce: sizes.length }, sizes.length);
          const queue = segments(swarm, names, { priority: 5 });
          await probe.loader.load(queue, swarm);
          await poll(
            () => evils.every(isShunned),
            () => JSON.stringify([evils.map((evil) => evil.count(3)), probe.report]),
          );
          await drawOverHttp(probe, queue, swarm);
          await probe.untilLoaded(queue.map(({ id }) => id));
          return probe.report;
        },
        { swarm, names },
      ),
    );
    await expectRightBytes(report, swarm, names);
    expect(new Set(report.closed)).toEqual(new Set(report.connected));
    expect(report.errors).toEqual([]);
  });

  test("a giant map is closed before anything is asked of it", async ({ play }) => {
    const { report, asked } = await facing(play, "giant-map");
    expect(asked).toBe(0);
    expect(report.closed).toEqual(report.connected);
  });

  test("absence, and announces the same again, is asked once for each segment", async ({
    play,
  }) => {
    const { asked, isConnected } = await facing(play, "ping-pong");
    expect({ asked, isConnected }).toEqual({ asked: names.length, isConnected: true });
  });

  test("a command in the middle of a transfer loses the transfer and stays", async ({ play }) => {
    const { report, isConnected } = await facing(play, "command-midway");
    expect(isConnected).toBe(true);
    expect(report.errors).toEqual([]);
  });

  test("what nobody asked for, and nonsense, is not listened to", async ({ play }) => {
    const { report } = await facing(play, "unasked", { p2pSegmentDownloadTimeout: 1000 });
    expect(report.loaded.map(({ peerId }) => peerId)).toEqual(report.loaded.map(() => undefined));
  });

  test("a thousand commands at once is closed", async ({ play }) => {
    const swarm = "commands";
    const { report } = await play((page) =>
      page.evaluate(async (swarm) => {
        const { isShunned, joinEvil, meet, poll, segments } = window.stage;
        const evil = await joinEvil({
          swarm,
          behaviour: {
            onMap: (session) => {
              for (let n = 0; n < 1000; n++) session.command({ c: 1, i: `${swarm}+${n}` });
            },
          },
        });
        const probe = await meet(swarm);
        await poll(
          () => isShunned(evil),
          () => "the peer is still connected",
        );
        await probe.loader.load(segments(swarm, ["a"]), swarm);
        await probe.untilLoaded([`${swarm}+a`]);
        return { report: probe.report };
      }, swarm),
    );
    await expectRightBytes(report, swarm, ["a"]);
    expect(report.closed).toEqual(report.connected);
  });
});

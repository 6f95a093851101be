/** Peers that take badly: the others get their share, and memory stays small. */
import { describe, expect } from "vitest";
import { expectRightBytes, test } from "./test.ts";

const MiB = 1024 * 1024;

describe.concurrent("a peer that takes", () => {
  test("everything, over and over, gets little, is closed, and keeps nobody else from being served", async ({
    play,
  }) => {
    const swarm = "flood";
    const names = ["a", "b", "c"];
    const { seed, leech, flooder } = await play((page) =>
      page.evaluate(
        async ({ swarm, names }) => {
          const { behaviours, isShunned, joinEvil, meet, openProbe, poll, segments } = window.stage;
          const queue = segments(swarm, names);
          const evil = await joinEvil({ swarm, behaviour: behaviours.flood(300) });
          const seed = await meet(swarm);
          await seed.loader.load(queue, swarm);
          await seed.untilLoaded(queue.map(({ id }) => id));
          await poll(
            () => isShunned(evil),
            () => "the flooder is still connected",
          );
          const leech = openProbe({ requiredSegmentsPriority: -1 });
          await leech.loader.load(queue, swarm);
          await leech.untilLoaded(queue.map(({ id }) => id));
          return {
            seed: seed.report,
            leech: leech.report,
            flooder: seed.report.connected[0] ?? "",
          };
        },
        { swarm, names },
      ),
    );
    await expectRightBytes(leech, swarm, names);
    const givers = leech.loaded.map(({ peerId }) => peerId);
    expect(givers).toEqual(names.map(() => seed.peerId));
    // four segments, each at most four times
    expect(seed.uploaded[flooder] ?? 0).toBeLessThanOrEqual(4 * 4 * 40_000);
    expect(seed.closed).toContain(flooder);
  });

  test("a segment and cancels it gets no more than what was under way", async ({ play }) => {
    const size = 32 * MiB;
    const { taken, next, uploaded } = await play((page) =>
      page.evaluate(async (size) => {
        const { joinEvil, openProbe, poll, segments } = window.stage;
        const swarm = "cancel";
        let taken = 0;
        let next = 0;
        const [large, small] = [segments(swarm, ["large"], { size }), segments(swarm, ["small"])];
        const seed = openProbe();
        await seed.loader.load([...large, ...small], swarm);
        await seed.untilLoaded([...large, ...small].map(({ id }) => id));
        const evil = await joinEvil({
          swarm,
          behaviour: {
            onMap: (session) => {
              if (taken > 0) return;
              session.channel.addEventListener("message", ({ data }: MessageEvent<ArrayBuffer>) => {
                if (evil.count(0) > 1) next += data.byteLength;
                else if (data.byteLength > 1000) {
                  if (taken === 0) {
                    session.command({ c: 4, i: `${swarm}+large` });
                    session.command({ c: 3, i: `${swarm}+small` });
                  }
                  taken += data.byteLength;
                }
              });
              session.command({ c: 3, i: `${swarm}+large` });
            },
          },
        });
        await poll(
          () => next >= 40_000,
          () => `the next segment, after ${taken} bytes, ${next} bytes`,
        );
        const uploaded = Object.values(seed.report.uploaded).reduce((sum, bytes) => sum + bytes, 0);
        return { taken, next, uploaded };
      }, size),
    );
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThan(size / 4);
    expect(next).toBeGreaterThanOrEqual(40_000);
    // counted when it is sent, not when it is asked for
    expect(uploaded).toBeLessThan(size / 4);
  });

  test("nothing of what it asked for and leaves costs the uploader nothing", async ({ play }) => {
    const { seed, leech } = await play((page) =>
      page.evaluate(async () => {
        const { joinEvil, openProbe, poll, segments } = window.stage;
        const swarm = "leaves";
        const queue = segments(swarm, ["large"], { size: 8 * 1024 * 1024 });
        const seed = openProbe();
        await seed.loader.load(queue, swarm);
        await seed.untilLoaded(queue.map(({ id }) => id));
        const evil = await joinEvil({
          swarm,
          behaviour: {
            onMap: (session) => {
              session.channel.addEventListener("message", () => {
                if (evil.count(0) > 0) evil.close();
              });
              session.command({ c: 3, i: `${swarm}+large` });
            },
          },
        });
        await poll(
          () => seed.report.closed.length > 0,
          () => "the peer is closed",
        );
        const leech = openProbe({ requiredSegmentsPriority: -1, webRtcMaxMessageSize: 2 ** 20 });
        await leech.loader.load(queue, swarm);
        await leech.untilLoaded(queue.map(({ id }) => id));
        return { seed: seed.report, leech: leech.report };
      }),
    );
    await expectRightBytes(leech, "leaves", ["large"], { size: 8 * MiB });
    expect(leech.loaded[0]?.peerId).toBe(seed.peerId);
  });

  test("messages of any size gets pieces that a browser can send", async ({ play }) => {
    const shape = { size: 3 * MiB };
    const leech = await play((page) =>
      page.evaluate(async (shape) => {
        const { openProbe, segments } = window.stage;
        const swarm = "message size";
        const queue = segments(swarm, ["large"], shape);
        const seed = openProbe({ webRtcMaxMessageSize: 2 ** 20 });
        await seed.loader.load(queue, swarm);
        await seed.untilLoaded(queue.map(({ id }) => id));
        const leech = openProbe({ requiredSegmentsPriority: -1 });
        await leech.loader.load(queue, swarm);
        await leech.untilLoaded(queue.map(({ id }) => id));
        return leech.report;
      }, shape),
    );
    await expectRightBytes(leech, "message size", ["large"], shape);
    expect(leech.loaded[0]?.peerId).toBeDefined();
  });

  test("from one that only consumes gets nothing but Absent", async ({ play }) => {
    const counts = await play((page) =>
      page.evaluate(async () => {
        const { joinEvil, meet, poll } = window.stage;
        const swarm = "consume only";
        const evil = await joinEvil({
          swarm,
          behaviour: { onOpen: (session) => session.command({ c: 3, i: `${swarm}+first` }) },
        });
        const seed = await meet(swarm, { consumeOnly: true });
        await poll(
          () => evil.count(1) > 0,
          () => JSON.stringify(seed.report),
        );
        return [evil.count(0), evil.count(1), evil.count(2)];
      }),
    );
    expect(counts).toEqual([0, 1, 0]);
  });
});

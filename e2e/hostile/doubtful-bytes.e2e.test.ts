/** Peers whose bytes are not what they seem: only right ones are delivered. */
import { describe, expect } from "vitest";
import { expectRightBytes, test } from "./test.ts";

const names = ["a", "b", "c"];

describe.concurrent("a peer that gives", () => {
  test("wrong bytes is found out, closed and banned, and its segment comes from the origin", async ({
    play,
  }) => {
    const swarm = "pollute";
    const { report, asked, second } = await play((page) =>
      page.evaluate(
        async ({ swarm, names }) => {
          const { behaviours, bytes, isShunned, joinEvil, meet, poll, segments } = window.stage;
          const evil = await joinEvil({ swarm, names, behaviour: behaviours.pollute });
          const probe = await meet(swarm, {
            segmentValidator: ({ sequence, data }: { sequence: string; data: ArrayBuffer }) =>
              new Uint8Array(data)[0] === bytes(sequence, 1)[0]
                ? Promise.resolve()
                : Promise.reject(new Error("not what the playlist says")),
          });
          const [a, ...others] = segments(swarm, names, { priority: 5 });
          await probe.loader.load([a], swarm);
          await probe.untilLoaded([a?.id ?? ""]);
          await poll(
            () => isShunned(evil),
            () => "the polluter is still connected",
          );
          const asked = evil.count(3);
          evil.close();
          // back again under another id, beside an honest one that shows that time has passed
          const again = await joinEvil({
            ...{ swarm, names, behaviour: behaviours.pollute, certificate: evil.certificate },
          });
          await joinEvil({ swarm, names, behaviour: behaviours.honest, offers: 3 });
          await probe.loader.load([a, ...others], swarm);
          await probe.untilLoaded(others.map(({ id }) => id));
          await poll(
            () => isShunned(again),
            () => "the banned peer is connected again",
          );
          return { report: probe.report, asked, second: again.count(3) };
        },
        { swarm, names },
      ),
    );
    await expectRightBytes(report, swarm, names);
    const polluter = report.connected[0];
    expect({ asked, second }).toEqual({ asked: 1, second: 0 });
    expect(report.errors).toMatchObject([
      { id: `${swarm}+a`, message: "not what the playlist says", peerId: polluter },
    ]);
    expect(report.connected).toHaveLength(2);
    expect(report.closed).toContain(polluter);
    const origins = Object.fromEntries(report.loaded.map(({ id, peerId }) => [id, peerId]));
    expect(origins).toEqual({
      [`${swarm}+first`]: undefined,
      [`${swarm}+a`]: undefined,
      [`${swarm}+b`]: report.connected[1],
      [`${swarm}+c`]: report.connected[1],
    });
  });

  test("on and on after a cancel spoils neither the origin's copy nor the next segment", async ({
    play,
  }) => {
    const swarm = "ignore-cancel";
    const report = await play((page) =>
      page.evaluate(async (swarm) => {
        const { behaviours, joinEvil, meet, poll, segments } = window.stage;
        const evil = await joinEvil({
          ...{ swarm, names: ["a", "b"], behaviour: behaviours["ignore-cancel"] },
        });
        // It pauses between its pieces, for longer on a busy machine. 0.6.2 sends the rest at once.
        const probe = await meet(swarm, { limits: { cancelQuiet: 8000 } });
        await probe.loader.load(segments(swarm, ["a"], { priority: 5 }), swarm);
        await poll(
          () => evil.count(3) > 0,
          () => "the peer is asked",
        );
        // the playhead is there: the origin takes over
        const [a, b] = [segments(swarm, ["a"]), segments(swarm, ["b"], { priority: 5 })];
        await probe.loader.load([...a, ...b], swarm);
        await probe.untilLoaded([...a, ...b].map(({ id }) => id));
        return probe.report;
      }, swarm),
    );
    await expectRightBytes(report, swarm, ["a", "b"]);
    expect(report.loaded.map(({ peerId }) => peerId)).toEqual([
      ...[undefined, undefined],
      report.connected[0],
    ]);
  });

  test("bytes that look like a command gives bytes", async ({ play }) => {
    const swarm = "json";
    const texts = [
      '{"c":"0"}',
      '{"version":3,"files":["a"]}',
      `{"c":0,"i":5,"s":"${"x".repeat(9000)}"}`,
    ];
    const lengths = await play((page) =>
      page.evaluate(
        async ({ swarm, texts }) => {
          const { behaviours, joinEvil, meet, segments } = window.stage;
          const names = texts.map((_text, index) => `json-${index}`);
          const bytes = texts.map((text) => new TextEncoder().encode(text));
          const content = Object.fromEntries(
            names.map((name, at) => [name, bytes[at] ?? new Uint8Array()]),
          );
          await joinEvil({ swarm, names, content, behaviour: behaviours.honest });
          const probe = await meet(swarm);
          const queue = segments(swarm, names, { priority: 5 });
          await probe.loader.load(queue, swarm);
          await probe.untilLoaded(queue.map(({ id }) => id));
          const stored = await Promise.all(queue.map(({ id }) => probe.loader.getSegment(id)));
          return stored.map((segment) => new TextDecoder().decode(segment?.data));
        },
        { swarm, texts },
      ),
    );
    expect(lengths).toEqual(texts);
  });

  test("noise around its segments gives its segments", async ({ play }) => {
    const swarm = "noise";
    const { report } = await play((page) =>
      page.evaluate(
        async ({ swarm, names }) => {
          const { behaviours, joinEvil, meet, segments } = window.stage;
          const { honest } = behaviours;
          await joinEvil({
            ...{ swarm, names },
            behaviour: {
              ...honest,
              onOpen: (session) => {
                const { channel } = session;
                channel.send("text that is no command");
                channel.send("");
                channel.send(new ArrayBuffer(0));
                channel.send(crypto.getRandomValues(new Uint8Array(60_000)));
                session.command({ c: 99, of: "the future" });
                honest.onOpen(session);
              },
            },
          });
          const probe = await meet(swarm);
          const queue = segments(swarm, names, { priority: 5 });
          await probe.loader.load(queue, swarm);
          await probe.untilLoaded(queue.map(({ id }) => id));
          return { report: probe.report };
        },
        { swarm, names },
      ),
    );
    await expectRightBytes(report, swarm, names);
    const givers = report.loaded.slice(1).map(({ peerId }) => peerId);
    expect(givers).toEqual(names.map(() => report.connected[0]));
    expect(report.closed).toEqual([]);
  });

  test("the first half wrong and hangs up is found out behind the origin's second half", async ({
    play,
    origin,
  }) => {
    const swarm = "splice";
    const { report } = await play((page) =>
      page.evaluate(async (swarm) => {
        const { bytes, drawOverHttp, isShunned, joinEvil, meet, poll, segments } = window.stage;
        const evil = await joinEvil({
          ...{ swarm, names: ["a"] },
          behaviour: {
            onOpen: (session) => session.command({ c: 2, m: session.options.map }),
            onRequest: (session, wireId) => {
              session.command({ c: 0, i: wireId, s: 40_000 });
              void session.bytes(new Uint8Array(20_000).fill(0x47));
              session.command({ c: 2, m: {} });
              session.close();
            },
          },
        });
        const probe = await meet(swarm, {
          httpUseRanges: true,
          httpFailedSegmentTimeout: 500,
          segmentValidator: ({ sequence, data }: { sequence: string; data: ArrayBuffer }) =>
            new Uint8Array(data)[0] === bytes(sequence, 1)[0]
              ? Promise.resolve()
              : Promise.reject(new Error("not what the playlist says")),
        });
        const queue = segments(swarm, ["a"], { priority: 5 });
        await probe.loader.load(queue, swarm);
        await poll(
          () => isShunned(evil),
          () => "the peer was not asked",
        );
        await drawOverHttp(probe, queue, swarm);
        await probe.untilLoaded([`${swarm}+a`]);
        return { report: probe.report };
      }, swarm),
    );
    await expectRightBytes(report, swarm, ["a"]);
    const asked = origin.log.requests.filter(
      ({ path, query }) => path === "/bytes/a" && query.includes(`swarm=${swarm}`),
    );
    const ranges = asked.filter(({ method }) => method === "GET").map(({ range }) => range);
    expect(ranges).toEqual(["bytes=20000-", undefined]);
  });

  test("one segment is not disturbed by the end of another one's validation", async ({ play }) => {
    const swarm = "validation";
    const { report, cancels } = await play((page) =>
      page.evaluate(async (swarm) => {
        const { bytes, joinEvil, meet, poll, segments } = window.stage;
        let isHalfway = false;
        let goOn: () => void = () => undefined;
        const gate = new Promise<void>((resolve) => (goOn = resolve));
        const evil = await joinEvil({
          swarm,
          names: ["a", "b"],
          behaviour: {
            onOpen: (session) => session.command({ c: 2, m: session.options.map }),
            onRequest: (session, wireId) => {
              const right = bytes(wireId.slice(swarm.length + 1), 40_000);
              session.command({ c: 0, i: wireId, s: right.length });
              void session.bytes(right.slice(0, 20_000));
              const rest = () => void session.bytes(right.slice(20_000));
              if (wireId.endsWith("+a")) rest();
              else {
                isHalfway = true;
                void gate.then(rest);
              }
            },
          },
        });
        let verdict: () => void = () => undefined;
        const pending = new Promise<void>((resolve) => (verdict = resolve));
        const probe = await meet(swarm, {
          segmentValidator: ({ sequence }: { sequence: string }) =>
            sequence === "a" ? pending : Promise.resolve(),
        });
        const queue = segments(swarm, ["a", "b"], { priority: 5 });
        await probe.loader.load(queue, swarm);
        await poll(
          () => isHalfway,
          () => "the second segment is under way",
        );
        await probe.loader.load(queue.slice(1), swarm);
        goOn();
        await probe.untilLoaded([`${swarm}+b`]);
        verdict();
        // a reply on the lane comes after whatever the verdict might have caused
        await probe.loader.getSegment(`${swarm}+a`);
        return { report: probe.report, cancels: evil.count(4) };
      }, swarm),
    );
    expect(cancels).toBe(0);
    expect(report.aborted).toEqual([`${swarm}+first`, `${swarm}+a`]);
    expect(report.loaded.map(({ id }) => id)).toEqual([`${swarm}+first`, `${swarm}+b`]);
    await expectRightBytes(report, swarm, ["b"]);
  });
});

/** How peers meet: crossed offers, claimed ids, large maps, and what an announce gives away. */
import { describe, expect, vi } from "vitest";
import { startTracker } from "@swarmlane/testkit/node";
import type { Core } from "../fixtures/pages.ts";
import { expectRightBytes, test, type Play } from "./test.ts";

const rounds = 8;

describe.concurrent("peers meet", () => {
  test.for<readonly [Core, Core, number]>([
    ["ours", "ours", 1],
    // who notices the other first does not make an offer of its own
    ["ours", "oracle", 0],
  ])(
    "through two trackers at the same moment, %s and %s: one connection is left, and it is used",
    async ([first, other, leastCrossings], { openStage, urls, keep }) => {
      const cores = [first, other];
      const trackers = [urls.tracker, (await keep(startTracker())).url];
      const name = cores.join(" and ");
      const sides = await Promise.all(cores.map((core) => openStage({ core })));
      const swarms = Array.from({ length: rounds }, (_, round) => `glare, ${name}, ${round}`);
      const reports = await Promise.all(
        sides.map(({ page }, side) =>
          page.evaluate(
            async ({ swarms, trackers, side }) => {
              const { connectionsOpen, openProbe, poll, segments } = window.stage;
              const [own, other] = side === 0 ? ["a", "b"] : ["b", "a"];
              const probes = swarms.map((swarm) => ({
                swarm,
                probe: openProbe({ trackerAnnounce: trackers }),
              }));
              const everywhere = (share: (scene: (typeof probes)[number]) => Promise<void>) =>
                Promise.all(probes.map(share));
              /** Each side gets `mine` from the origin, and from the other side what is the other side's. */
              const exchange = async (
                { swarm, probe }: (typeof probes)[number],
                mine: string,
                theirs: string,
              ) => {
                const queue = [
                  ...segments(swarm, [mine]),
                  ...segments(swarm, [theirs], { priority: 5 }),
                ];
                await probe.loader.load(queue, swarm);
                await probe.untilLoaded(queue.map(({ id }) => id));
              };
              await everywhere((scene) => exchange(scene, `${own}1`, `${other}1`));
              await poll(
                () => connectionsOpen() === swarms.length,
                () => `${connectionsOpen()} connections`,
              );
              await everywhere((scene) => exchange(scene, `${own}2`, `${other}2`));
              return {
                made: window.stage.connectionsMade(),
                seen: probes.map(({ probe }) => ({ report: probe.report, peers: probe.peers() })),
              };
            },
            { swarms, trackers, side },
          ),
        ),
      );
      for (const [side, { made, seen }] of reports.entries()) {
        expect(made).toBeGreaterThanOrEqual(rounds + leastCrossings);
        for (const [round, { report, peers }] of seen.entries()) {
          const remote = reports[1 - side]?.seen[round]?.report.peerId;
          expect(peers, swarms[round]).toEqual([remote]);
          const swarm = swarms[round] ?? "";
          await expectRightBytes(report, swarm, ["a1", "b1", "a2", "b2"]);
          const fromPeer = report.loaded.filter(({ peerId }) => peerId === remote);
          const theirs = side === 0 ? ["b1", "b2"] : ["a1", "a2"];
          expect(fromPeer.map(({ id }) => id)).toEqual(theirs.map((name) => `${swarm}+${name}`));
        }
      }
    },
  );

  test("a holder of a known id who says nothing does not keep the one who speaks out", async ({
    play,
    urls,
    keep,
  }) => {
    const second = await keep(startTracker());
    const swarm = "squatter";
    const report = await play((page) =>
      page.evaluate(
        async ({ swarm, trackers }) => {
          const { behaviours, joinEvil, meet, segments } = window.stage;
          // a tracker knows an id once: the true holder of this one is at the other tracker
          const [here, there = ""] = trackers;
          const { peerId } = await joinEvil({ swarm, behaviour: {}, trackerUrl: here ?? "" });
          const probe = await meet(swarm, { trackerAnnounce: trackers });
          await joinEvil({
            ...{ swarm, peerId, names: ["a"], behaviour: behaviours.honest, trackerUrl: there },
          });
          const queue = segments(swarm, ["a"], { priority: 5 });
          await probe.loader.load(queue, swarm);
          await probe.untilLoaded(queue.map(({ id }) => id));
          return probe.report;
        },
        { swarm, trackers: [urls.tracker, second.url] },
      ),
    );
    await expectRightBytes(report, swarm, ["a"]);
    expect(new Set(report.connected).size).toBe(1);
    expect(report.loaded[1]?.peerId).toBe(report.connected[0]);
  });

  test("with a map of thousands of segments, and it is read", async ({ play }) => {
    const swarm = "large map";
    const report = await play((page) =>
      page.evaluate(async (swarm) => {
        const { behaviours, joinEvil, meet, segments } = window.stage;
        const sequences = Array.from({ length: 3900 }, (_, n) => `${n}`.padStart(55, "filler-"));
        sequences.push("a");
        const map = { [swarm]: [sequences.join("|"), sequences.map(() => 0)] as const };
        await joinEvil({ swarm, map, behaviour: behaviours.honest });
        const probe = await meet(swarm);
        const queue = segments(swarm, ["a"], { priority: 5 });
        await probe.loader.load(queue, swarm);
        await probe.untilLoaded(queue.map(({ id }) => id));
        return probe.report;
      }, swarm),
    );
    await expectRightBytes(report, swarm, ["a"]);
    expect(report.closed).toEqual([]);
  });

  test("under a relay-only policy without a word about our own addresses", async ({ play }) => {
    const [open, relayed] = await Promise.all([
      framesUnder(play, "all"),
      framesUnder(play, "relay"),
    ]);
    expect(open.join()).toContain("typ host");
    const candidates = relayed.flatMap((frame) => frame.match(/a=candidate:[^\\]*/g) ?? []);
    expect(candidates.filter((line) => !line.includes("typ relay"))).toEqual([]);
  });
});

/** What leaves for the tracker until the first announce has left. */
async function framesUnder(
  play: Play,
  iceTransportPolicy: RTCIceTransportPolicy,
): Promise<readonly string[]> {
  const sent: string[] = [];
  await play(
    async (page) => {
      await page.evaluate(async (iceTransportPolicy) => {
        const { openProbe, segments } = window.stage;
        const probe = openProbe({
          rtcConfig: { iceServers: [], iceTransportPolicy },
          // An offer without candidates by then is dropped, and a busy machine takes its time.
          limits: { iceGathering: 8000 },
        });
        await probe.loader.load(segments("addresses", ["a"]), "addresses");
        await probe.untilLoaded(["addresses+a"]);
      }, iceTransportPolicy);
      const announced = () => sent.some((frame) => frame.includes('"event":"started"'));
      // Not `expect.poll`, which does not know its test among others that run at the same time.
      await vi.waitUntil(announced, { timeout: 20_000 });
    },
    {
      prepare: (page) => {
        page.on("websocket", (socket) => {
          socket.on("framesent", ({ payload }) => sent.push(String(payload)));
        });
      },
    },
  );
  return sent;
}

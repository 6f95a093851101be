/** Peers of our own, over real channels (docs/protocol.md): their segments go on elsewhere, their offences are told. */
import { describe, expect } from "vitest";
import type { Page } from "playwright-core";
import type { EvilBehaviour } from "@swarmlane/testkit";
import { expectRightBytes, test } from "./test.ts";

const MiB = 1024 * 1024;

/** What each of them is told to be; testkit's own-peer.ts says what they do. */
const offences = {
  "a data command": "P2P_PROTOCOL_ERROR",
  "a piece of no request": "P2P_PROTOCOL_ERROR",
  "a piece out of turn": "P2P_PROTOCOL_ERROR",
  "a piece beyond the end": "P2P_PROTOCOL_ERROR",
  "pieces of two sizes": "P2P_PROTOCOL_ERROR",
  "a piece without bytes": "P2P_PROTOCOL_ERROR",
  "a segment over the limit": "P2P_PROTOCOL_ERROR",
  "neither piece nor command": "P2P_PROTOCOL_ERROR",
  "a number that does not rise": "P2P_PROTOCOL_ERROR",
  "a request without a number": "P2P_PROTOCOL_ERROR",
  "a range outside the segment": "P2P_PROTOCOL_ERROR",
  "a flood of questions for the map": "P2P_LIMIT_EXCEEDED",
  "changes without hashes": "P2P_PROTOCOL_ERROR",
  "changes that let its map grow without end": "P2P_LIMIT_EXCEEDED",
} as const;

type OffenceName = keyof typeof offences;

/** Offences are struck silently: what the debug log says of them is kept as `window.strikes`. */
const keepStrikes = (page: Page) =>
  page.addInitScript(() => {
    localStorage.setItem("debug", "p2pml:p2p-media-manager");
    const strikes: unknown[][] = [];
    Object.assign(window, { strikes });
    console.debug = (text: unknown, ...[, , ...args]: unknown[]) => {
      if (String(text).includes("peer strike")) strikes.push(args);
    };
  });

/** A viewer meets so many at once: it makes five offers, one of them for an honest peer. */
const crowd = 4;

describe.concurrent("a peer of our own", () => {
  test("that offends is struck and closed, and its segment comes from an honest one", async ({
    play,
  }) => {
    const scenes = await play(
      (page) =>
        page.evaluate(
          async ({ names, crowd }) => {
            const { isShunned, joinEvil, meet, ownPeers, poll, segments } = window.stage;
            const { announceNow, lateAnnouncer, ownPeerOffences } = ownPeers;
            const { strikes } = window as unknown as { strikes: [string, { code: string }][] };
            // they make no offers: so each of them meets the viewer only
            const cast = (swarm: string, names: string[], behaviour: EvilBehaviour) =>
              joinEvil({ swarm, names, behaviour, offers: 0 });

            const play = async (swarm: string, names: OffenceName[]) => {
              const evils = await Promise.all(
                names.map((name) => cast(swarm, [name], ownPeerOffences[name])),
              );
              const honest = await cast(swarm, names, lateAnnouncer);
              const settings = { peerRequestsPerAnnounce: 5, simultaneousP2PDownloads: 5 };
              const probe = await meet(swarm, settings, names.length + 1);
              const queue = segments(swarm, names, { priority: 5 });
              await probe.loader.load(queue, swarm);
              const hex = (id: string) =>
                Array.from(id, (each) => each.charCodeAt(0).toString(16)).join("");
              const struck = () =>
                evils.map(({ peerId }) =>
                  strikes.filter(([id]) => id === hex(peerId)).map(([, { code }]) => code),
                );
              await poll(
                () => evils.every(isShunned) && struck().flat().length >= evils.length,
                () => JSON.stringify([names, evils.map(isShunned), struck(), probe.report]),
              );
              const askedTooEarly = honest.count(3);
              announceNow(honest);
              await probe.untilLoaded(queue.map(({ id }) => id));
              return {
                ...{ swarm, names, report: probe.report, left: probe.peers() },
                strikes: struck(),
                asked: evils.map((evil) => evil.count(3)),
                honest: { askedTooEarly, asked: honest.count(3), resend: honest.count(18) },
              };
            };
            const groups = [];
            while (names.length > 0) groups.push(names.splice(0, crowd));
            return Promise.all(groups.map((group, n) => play(`offences ${n}`, group)));
          },
          { names: Object.keys(offences) as OffenceName[], crowd },
        ),
      { prepare: keepStrikes },
    );
    for (const { swarm, names, report, left, strikes, asked, honest } of scenes) {
      await expectRightBytes(report, swarm, names);
      expect(strikes).toEqual(names.map((name) => [offences[name]]));
      expect(asked).toEqual(names.map(() => 1));
      // what it says that it has, by changes of a map that nobody has got, is not believed
      expect(honest).toEqual({ askedTooEarly: 0, asked: names.length, resend: 1 });
      expect(left).toHaveLength(1);
      const givers = report.loaded.slice(1).map(({ peerId }) => peerId);
      expect(givers).toEqual(names.map(() => left[0]));
      expect(report.errors).toEqual([]);
    }
  });

  test("that stops midway, one way or the other, is followed by another that goes on there", async ({
    play,
  }) => {
    const ends = await play((page) =>
      page.evaluate(async () => {
        const { behaviours, joinEvil, meet, ownPeers, poll, segments } = window.stage;
        const { announceNow, asOwnPeer, lateAnnouncer } = ownPeers;
        const play = async (swarm: "close-midway" | "stall-midway") => {
          const cast = { swarm, names: ["a"], offers: 0 };
          const stops = await joinEvil({ ...cast, behaviour: asOwnPeer(behaviours[swarm]) });
          const honest = await joinEvil({ ...cast, behaviour: lateAnnouncer });
          const probe = await meet(swarm, { limits: { p2pIdle: 500 } }, 2);
          const queue = segments(swarm, ["a"], { priority: 5 });
          await probe.loader.load(queue, swarm);
          await poll(
            () => stops.count(4) > 0 || probe.report.closed.length > 0,
            () =>
              JSON.stringify([
                probe.report,
                stops.sessions.map(({ channel, received }) => [channel.readyState, received]),
              ]),
          );
          announceNow(honest);
          await probe.untilLoaded([`${swarm}+a`]);
          const asked = honest.sessions.flatMap(({ received }) =>
            received.filter(({ c }) => c === 3),
          );
          return { swarm, asked, report: probe.report };
        };
        return Promise.all([play("close-midway"), play("stall-midway")]);
      }),
    );
    for (const { swarm, asked, report } of ends) {
      await expectRightBytes(report, swarm, ["a"]);
      expect(asked).toEqual([{ c: 3, i: `${swarm}+a`, r: 1, o: 20_000, s: 40_000 }]);
      expect(report.loaded[1]?.peerId).toBeDefined();
      expect(report.errors).toEqual([]);
    }
    expect(ends.map(({ report }) => report.closed.length)).toEqual([1, 0]);
  });

  test("that is a viewer and leaves in the middle of an upload is followed by another viewer", async ({
    play,
  }) => {
    const shape = { size: 8 * MiB };
    const { leech, gave } = await play((page) =>
      page.evaluate(async (shape) => {
        const { meet, openProbe, segments } = window.stage;
        const swarm = "leaving";
        const queue = segments(swarm, ["large"], shape);
        // pieces of a quarter of the usual: there is a middle
        const seeds = [0, 1].map(() => openProbe({ webRtcMaxMessageSize: 16_000 }));
        for (const seed of seeds) {
          await seed.loader.load(queue, swarm);
          await seed.untilLoaded(queue.map(({ id }) => id));
        }
        // then they have announced themselves: the third one's offers find both
        await seeds[1]?.until("the seeds meet", ({ connected }) => connected.length > 0);
        const limits = { progressInterval: 10, byteCountInterval: 10 };
        const leech = await meet(swarm, { limits }, 2);
        const gave = new Map<string, number>();
        const onDownloaded = (...[source, bytes, peerId]: [string, number, string]) => {
          if (source !== "p2p") return;
          const before = gave.get(peerId) ?? 0;
          gave.set(peerId, before + bytes);
          if (before > 0 || gave.size > 1) return;
          void seeds.find(({ report }) => report.peerId === peerId)?.loader.destroy();
        };
        leech.loader.on("piece_bytes_downloaded", onDownloaded);
        await leech.loader.load(segments(swarm, ["large"], { ...shape, priority: 5 }), swarm);
        await leech.untilLoaded(queue.map(({ id }) => id));
        return { leech: leech.report, gave: [...gave] };
      }, shape),
    );
    await expectRightBytes(leech, "leaving", ["large"], shape);
    const [left, next] = gave;
    expect(leech.closed).toEqual([left?.[0]]);
    expect(leech.loaded[1]?.peerId).toBe(next?.[0]);
    // not a byte came twice
    expect((left?.[1] ?? 0) + (next?.[1] ?? 0)).toBe(shape.size);
    expect(leech.errors).toEqual([]);
  });

  test("that brings a wrong half, which an honest one goes on from, is banned for it", async ({
    play,
    origin,
  }) => {
    const swarm = "own splice";
    const { report, asked, second } = await play((page) =>
      page.evaluate(async (swarm) => {
        const { behaviours, bytes, isShunned, joinEvil, meet, ownPeers, poll, segments } =
          window.stage;
        const { announceNow, asOwnPeer, lateAnnouncer } = ownPeers;
        const cast = { swarm, names: ["a"] };
        const pollute = asOwnPeer(behaviours["pollute-midway"]);
        const evil = await joinEvil({ ...cast, offers: 0, behaviour: pollute });
        const honest = await joinEvil({ ...cast, offers: 0, behaviour: lateAnnouncer });
        const settings = {
          limits: { p2pIdle: 500 },
          segmentValidator: ({ sequence, data }: { sequence: string; data: ArrayBuffer }) =>
            new Uint8Array(data)[0] === bytes(sequence, 1)[0]
              ? Promise.resolve()
              : Promise.reject(new Error("not what the playlist says")),
        };
        const probe = await meet(swarm, settings, 2);
        await probe.loader.load(segments(swarm, ["a"], { priority: 5 }), swarm);
        await poll(
          () => evil.count(4) > 0,
          () => "it was not given up",
        );
        announceNow(honest);
        await probe.untilLoaded([`${swarm}+a`]);
        await poll(
          () => isShunned(evil),
          () => "the polluter is still connected",
        );
        evil.close();
        // back again under another id: it finds the viewer, or the honest one, or both
        const again = await joinEvil({
          ...{ ...cast, behaviour: pollute, certificate: evil.certificate, offers: 2 },
        });
        await poll(
          () => isShunned(again),
          () => "the banned peer is connected again",
        );
        const asked = honest.sessions[0]?.received.filter(({ c }) => c === 3);
        return { report: probe.report, asked, second: again.count(3) };
      }, swarm),
    );
    await expectRightBytes(report, swarm, ["a"]);
    expect(asked).toMatchObject([{ o: 20_000, s: 40_000 }]);
    expect(second).toBe(0);
    expect(report.loaded[1]?.peerId).toBeUndefined();
    const requests = origin.log.requests.filter(
      ({ path, query }) => path === "/bytes/a" && query.includes(encodeURIComponent(swarm)),
    );
    const ranges = requests.filter(({ method }) => method === "GET").map(({ range }) => range);
    expect(ranges).toEqual([undefined]);
    // nobody else is to blame: the polluter alone is closed, and does not come back
    expect(report.connected).toHaveLength(2);
    expect(report.closed).toHaveLength(1);
    expect(report.errors).toEqual([]);
  });
});

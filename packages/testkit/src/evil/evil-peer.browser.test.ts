import { afterEach, expect, inject, test } from "vitest";
import { syntheticBytes } from "../origin/synthetic-bytes.ts";
import { evilBehaviours } from "./behaviours.ts";
import { createEvilPeer, type EvilPeer } from "./evil-peer.ts";
import type { EvilBehaviour } from "./evil-session.ts";

const peers: EvilPeer[] = [];
afterEach(() => {
  for (const peer of peers.splice(0)) peer.close();
});

async function join(swarm: string, behaviour: EvilBehaviour) {
  const peer = await createEvilPeer({
    trackerUrl: inject("trackerUrl"),
    streamSwarmId: swarm,
    behaviour,
    map: { [swarm]: ["1|2", [0, 0]] },
    segment: (id) => Promise.resolve(syntheticBytes(id, 100_000)),
  });
  peers.push(peer);
  return peer;
}

test("two of them meet through the tracker; one asks, the other gives", async () => {
  const giver = await join("meet", evilBehaviours.honest);
  const asker = await join("meet", evilBehaviours.flood(2));
  await expect.poll(() => asker.count(0)).toBeGreaterThanOrEqual(4);
  expect(giver.count(3)).toBeGreaterThanOrEqual(4);
  const [header] = asker.sessions.flatMap(({ received }) => received.filter(({ c }) => c === 0));
  expect(header).toMatchObject({ i: "meet+1", s: 100_000 });
});

test("a giant map fits into one message, and is taken as a map", async () => {
  const victim = await join("giant", {});
  await join("giant", evilBehaviours["giant-map"]);
  await expect.poll(() => victim.count(2)).toBeGreaterThan(0);
  const map = victim.sessions.flatMap(({ received }) => received)[0]?.m?.["giant"];
  expect(map?.[1]).toHaveLength(30_000);
});

test("one that says absent announces the same again", async () => {
  const asker = await join("ping", evilBehaviours.flood(1));
  await join("ping", evilBehaviours["ping-pong"]);
  await expect.poll(() => asker.count(1)).toBeGreaterThan(5);
  expect(asker.count(2)).toBeGreaterThan(5);
});

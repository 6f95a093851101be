import { afterEach, expect, inject, test } from "vitest";
import { createEvilPeer, type EvilPeer } from "../evil-peer.ts";
import { createAttackersPage, type AttackGroup } from "./attackers-page.ts";

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

async function attack(swarm: string, groups: readonly AttackGroup[]) {
  const trackerUrl = inject("trackerUrl");
  const victim: EvilPeer = await createEvilPeer({
    ...{ trackerUrl, streamSwarmId: swarm, behaviour: {}, map: {}, offers: 0 },
    segment: () => Promise.reject(new Error("the victim has no segments")),
  });
  const attackers = createAttackersPage();
  ends.push(
    () => attackers.end(),
    () => victim.close(),
  );
  const report = await attackers.connect({
    ...{ trackerUrl, swarm, groups, names: ["1"], segmentBytes: 1000 },
  });
  return { victim, attackers, report };
}

test("attackers connect to the victim, not to each other, and wait for the command to begin", async () => {
  const { victim, attackers, report } = await attack("attackers wait", [
    { attack: "longKeyMaps", count: 2 },
  ]);
  expect(report).toEqual({ connected: 2, connections: 2, frames: 0, bytes: 0 });
  // each end learns of an open channel when it sees it
  await expect.poll(() => victim.sessions.length).toBe(2);
  await attackers.begin(0);
  // 40 of each at once, then 18 a second.
  await expect.poll(() => victim.count(2)).toBeGreaterThan(80);
  attackers.end();
  expect(attackers.report().connections).toBe(2);
});

test.each([false, true])(
  "an attacker that is closed comes back and goes on; as somebody else: %s",
  async (changes) => {
    const { victim, attackers } = await attack(`attackers return ${changes}`, [
      { attack: "absentRequests", count: 1, changes },
    ]);
    await attackers.begin(0);
    await expect.poll(() => victim.count(3)).toBeGreaterThan(0);
    victim.sessions[0]?.close();
    await expect.poll(() => victim.sessions[1]?.received.length).toBeGreaterThan(0);
    expect(attackers.report()).toMatchObject({ connected: 1, connections: 2 });
  },
);

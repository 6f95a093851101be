// @ts-expect-error bittorrent-tracker ships no types; what is used of it is described below
import UntypedServer from "bittorrent-tracker/server";
import { expect, test } from "vitest";
import { createDice } from "../random/random.ts";
import { createSimTracker, type TrackerMember } from "./sim-tracker.ts";

const member = (peerId: string): TrackerMember => ({ peerId, receiveOffer: () => undefined });

function filled(count: number, remembers?: number) {
  const dice = createDice("tracker");
  const tracker = createSimTracker({ dice, ...(remembers === undefined ? {} : { remembers }) });
  const members = Array.from({ length: count }, (_, n) => member(`peer ${n}`));
  for (const each of members) tracker.announce(each, 0);
  return { tracker, members };
}

test("an offer goes to a peer at random: each of them equally often, never twice, never to its own sender", () => {
  const { tracker, members } = filled(20);
  const [own] = members;
  if (own === undefined) throw new Error("no members");
  const counts = new Map<TrackerMember, number>();
  const announces = 4000;
  for (let n = 0; n < announces; n += 1) {
    const { chosen } = tracker.announce(own, 5);
    expect(new Set(chosen).size).toBe(5);
    for (const each of chosen) counts.set(each, (counts.get(each) ?? 0) + 1);
  }
  expect(counts.has(own)).toBe(false);
  const expected = (announces * 5) / 19;
  for (const count of counts.values()) expect(Math.abs(count / expected - 1)).toBeLessThan(0.15);
  expect(counts.size).toBe(19);
});

test("a peer that leaves is neither counted nor chosen", () => {
  const { tracker, members } = filled(3);
  const [one, two, three] = members;
  if (one === undefined || two === undefined || three === undefined) throw new Error("no members");
  tracker.leave(two);
  tracker.leave(two);
  expect(tracker.announce(one, 5)).toMatchObject({ incomplete: 2, chosen: [three] });
});

interface RealAnswer {
  complete: number;
  incomplete: number;
  peers: { peerId: string }[];
}
interface RealSwarm {
  announce(params: object, answer: (error: Error | null, told: RealAnswer) => void): void;
}
const { Swarm } = UntypedServer as { Swarm: new (infoHash: string, server: object) => RealSwarm };

/** What the real server answers when the same peers announce in the same order. */
function realAnswer(announces: readonly string[], wanted: number) {
  const swarm = new Swarm("hash", {});
  let answer: RealAnswer | undefined;
  for (const [index, peerId] of announces.entries()) {
    const isFirst = announces.indexOf(peerId) === index;
    const params = {
      ...{ type: "ws", event: isFirst ? "started" : "update", peer_id: peerId, left: 1 },
      ...{ numwant: wanted, socket: { infoHashes: [] } },
    };
    swarm.announce(params, (_error, told) => (answer = told));
  }
  return answer;
}

test("it answers as the real server does: the number of leeches, itself included, and as many peers", () => {
  const order = ["a", "b", "c", "a", "d"];
  const tracker = createSimTracker({ dice: createDice("tracker") });
  const members = new Map(order.map((peerId) => [peerId, member(peerId)]));
  const answers = order.map((peerId) => tracker.announce(members.get(peerId) ?? member(""), 2));
  const real = realAnswer(order, 2);
  expect(answers.at(-1)).toMatchObject({ complete: 0, incomplete: real?.incomplete });
  expect(answers.at(-1)?.chosen).toHaveLength(real?.peers.length ?? 0);
});

test("like the real server it remembers a thousand peers, and forgets the one that announced longest ago", () => {
  const ids = Array.from({ length: 1000 }, (_, n) => `peer ${n}`);
  const order = [...ids, "peer 0", "newcomer"];
  const { tracker, members } = filled(1000);
  const [first, second] = members;
  if (first === undefined || second === undefined) throw new Error("no members");
  tracker.announce(first, 0);
  const { incomplete, chosen } = tracker.announce(member("newcomer"), 2000);
  const real = realAnswer(order, 2000);
  expect(incomplete).toBe(real?.incomplete);
  expect(chosen.includes(first)).toBe(real?.peers.some(({ peerId }) => peerId === "peer 0"));
  expect(chosen.includes(second)).toBe(real?.peers.some(({ peerId }) => peerId === "peer 1"));
});

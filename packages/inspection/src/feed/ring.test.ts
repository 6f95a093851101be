import { expect, test } from "vitest";
import type { Draft } from "../format/message.ts";
import { apply } from "../model/apply.ts";
import { createModel } from "../model/model.ts";
import { createSyntheticSession } from "../synthetic/synthetic-session.fake.ts";
import { createRing } from "./ring.ts";

const draft = (n: number): Draft => ({ type: "traffic", http: n, p2p: 0, uploaded: 0 });

test("the last messages are remembered, numbered from one on", () => {
  const ring = createRing(3);
  for (let n = 1; n <= 5; n += 1) ring.push(draft(n), n);
  expect(ring.after(0, 10).map(({ n }) => n)).toEqual([3, 4, 5]);
  expect(ring.after(3, 1).map(({ n }) => n)).toEqual([4]);
  expect([ring.first, ring.last]).toEqual([3, 5]);
});

test("time never falls, whatever the clock does", () => {
  const ring = createRing(3);
  for (const t of [5, 3, 8]) ring.push(draft(0), t);
  expect(ring.after(0, 3).map(({ t }) => t)).toEqual([5, 5, 8]);
});

test("the base and what is remembered give the same model as the whole session", () => {
  const { messages } = createSyntheticSession({ segments: 40, peers: 8, seconds: 10 });
  const ring = createRing(500);
  const whole = createModel();
  for (const message of messages) {
    ring.push(message, message.t);
    apply(whole, message);
  }
  const late = createModel();
  for (const message of [...ring.base(), ...ring.after(0, 500)]) apply(late, message);

  const gist = ({ segments, peers, actors, transfers }: typeof whole) => ({
    segments: [...segments.values()]
      .filter(({ priority }) => priority !== undefined)
      .map(({ key, state, priority }) => [key, state, priority]),
    peers: [...peers.values()].map(({ peer, state, announced }) => [peer, state, announced]),
    actors: [...actors.values()].map(({ actor, state, facts }) => [actor, state, facts]),
    transfers: [...transfers.values()].map(({ transfer, phase }) => [transfer, phase]),
  });
  expect(gist(late)).toEqual(gist(whole));
});

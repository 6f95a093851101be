import type { PeerId } from "@swarmlane/contract";
import { expect, test } from "vitest";
import type { SwarmView } from "./actor-events.ts";
import { createLiveSwarm, createRunView } from "./live-swarm.ts";

const peer = "p" as PeerId;

function createScene() {
  const asked: string[] = [];
  let current: SwarmView | undefined = {
    peers: new Map(),
    uplink: undefined,
    relays: () => [],
    holders: () => [peer],
    loaders: () => [],
    electors(stream) {
      asked.push(stream);
      return [peer];
    },
    backedOffUntil: () => undefined,
  };
  const swarm = createLiveSwarm(() => current);
  return { asked, swarm, stop: () => void (current = undefined) };
}

test("a swarm that has stopped is empty", () => {
  const { swarm, stop } = createScene();
  const segment = { stream: "a", sequence: "1" };
  expect(swarm.holders(segment)).toEqual([peer]);
  stop();
  expect([swarm.holders(segment), swarm.electors("a")]).toEqual([[], []]);
});

test("within a run of the policy it is found out once who is elected, and again in the next one", () => {
  const { asked, swarm } = createScene();
  const run = createRunView(swarm);
  for (const stream of ["a", "b", "a"]) expect(run.electors(stream)).toEqual([peer]);
  expect(asked).toEqual(["a", "b"]);
  createRunView(swarm).electors("a");
  expect(asked).toEqual(["a", "b", "a"]);
});

/** Whole viewers that wait for others: until when, and what it costs if the others do not keep their word. */
import type { ConnectionId, PeerId } from "@swarmlane/contract";
import { createChannelPair, fakeBody, fakeQueue } from "@swarmlane/testkit";
import { expect, test } from "vitest";
import { createEngineScene } from "./engine.fake.ts";
import { createRemote } from "./swarm/swarm.fake.ts";

const loadsAll = `{"c":2,"m":{"m+V0":["1|2|3|4",[1,1,1,1]]}}`;
const idOf = (digit: string): PeerId => digit.repeat(40) as PeerId;

/** A viewer with neighbours of our own, whose words the test says. Its player has just begun the first segment of four. */
async function createScene(neighbours: readonly string[], announced = `{"c":2,"m":{}}`) {
  const scene = createEngineScene({ settings: { httpDownloadProbability: 0.1 } });
  const { engine, ports, load } = scene;
  const { clock } = ports;
  neighbours.forEach((digit, index) => {
    const { a, b } = createChannelPair({ clock });
    const connectionId = (index + 1) as ConnectionId;
    const remote = createRemote(b);
    engine.connectionOpened(connectionId, true, a);
    engine.connectionAdmit(connectionId, idOf(digit), "", `certificate ${digit}`);
    remote.hello();
    remote.text(announced);
  });
  await clock.advance(50);
  const queue = fakeQueue(5);
  await load(queue);
  ports.http.find("m+V0+0").respond(fakeBody(1, 1000));
  await clock.advance(20);
  const rest = (step: number) =>
    queue.slice(1).map((info, index) => ({ ...info, priority: index + 1 - step }));
  await load(rest(0));
  return {
    ...{ ...scene, clock },
    /** The playhead enters the segment before segment `n`, which is due one segment later. */
    enter: (step: number) => load(rest(step)),
  };
}

test("a peer that claims to load everything and never brings it holds a segment up only as long as the origin can still bring it in time", async () => {
  const s = await createScene(["a"], loadsAll);
  const start = s.clock.now();
  while (!s.requested().includes("m+V0+1")) await s.clock.advance(10);
  const waited = s.clock.now() - start;
  expect(waited).toBeGreaterThan(s.ports.limits.usualSegment / 4);
  expect(waited).toBeLessThan(s.ports.limits.usualSegment - s.ports.limits.playMargin);
});

test("a peer whose word was not kept is not waited for the next time", async () => {
  const s = await createScene(["a"], loadsAll);
  while (!s.requested().includes("m+V0+1")) await s.clock.advance(10);
  s.ports.http.find("m+V0+1").respond(fakeBody(1, 1000));
  await s.enter(1);
  await s.clock.advance(20);
  expect(s.requested()).toContain("m+V0+2");
});

test("segments that fall to neighbours who never fetch are fetched in time all the same", async () => {
  const s = await createScene(["a", "b", "c"]);
  expect(s.requested()).not.toContain("m+V0+1");
  await s.clock.advance(2 * s.ports.limits.usualSegment);
  expect(s.requested()).toContain("m+V0+1");
});

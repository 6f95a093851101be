/** An engine that has nothing to load, or may load nothing, costs nothing: no timer fires, and the policy does not run. */
import type { SegmentInfo } from "@swarmlane/contract";
import { fakeBody, fakeQueue } from "@swarmlane/testkit";
import { expect, test } from "vitest";
import {
  connect,
  createEngineScene,
  type EngineScene,
  type EngineSceneOptions,
} from "./engine.fake.ts";

const minute = 60_000;

function createScene(options: EngineSceneOptions = {}) {
  let runs = 0;
  const policyObserver = { isWatching: () => false, onDecisions: () => void (runs += 1) };
  const scene = createEngineScene({
    ...{ policyObserver, ...options },
    settings: { requiredSegmentsPriority: 9, simultaneousHttpDownloads: 10, ...options.settings },
  });
  return { ...scene, runs: () => runs };
}

async function answerAll({ ports }: EngineScene): Promise<void> {
  for (const request of ports.http.open) request.respond(fakeBody(1));
  await ports.clock.settle();
}

/** What happens within ten minutes: timers that fire, and runs of the policy. */
async function watch({ ports, runs }: ReturnType<typeof createScene>) {
  const before = { fired: ports.clock.fired, runs: runs() };
  await ports.clock.advance(10 * minute);
  return { fired: ports.clock.fired - before.fired, runs: runs() - before.runs };
}

/** Two engines that are connected; the first has loaded its queue. */
async function createPair(queue: readonly SegmentInfo[]) {
  const first = createScene();
  const second = createScene({ clock: first.ports.clock });
  connect(first, second);
  await first.load(queue);
  await answerAll(first);
  return { first, second };
}

test("with connected peers and all segments stored, nothing wakes the engine", async () => {
  const { first, second } = await createPair(fakeQueue(5));
  await second.load(fakeQueue(5));
  await answerAll(second);
  await first.ports.clock.advance(minute);
  expect([first.loaded().length, second.loaded().length]).toEqual([5, 5]);
  expect(await watch(first)).toEqual({ fired: 0, runs: 0 });
  expect(second.ports.clock.pending).toBe(0);
});

test("what a peer announces is no reason to run the policy while nothing is open", async () => {
  const { first, second } = await createPair(fakeQueue(5));
  await first.ports.clock.advance(minute);
  const before = first.runs();
  await second.load(fakeQueue(9));
  await answerAll(second);
  await first.ports.clock.advance(minute);
  expect(second.loaded()).toHaveLength(9);
  expect(first.runs()).toBe(before);
});

test("segments that may not be loaded yet wake nobody either", async () => {
  const scene = createScene({
    settings: { httpDownloadMaxPriority: 9, p2pDownloadMaxPriority: 9 },
  });
  await scene.load(fakeQueue(40));
  await answerAll(scene);
  await scene.ports.clock.advance(minute);
  expect(scene.loaded()).toHaveLength(10);
  expect(await watch(scene)).toEqual({ fired: 0, runs: 0 });
});

test("they are loaded as soon as a setting allows it", async () => {
  const scene = createScene({
    settings: { httpDownloadMaxPriority: 4, p2pDownloadMaxPriority: 4 },
  });
  await scene.load(fakeQueue(6));
  await answerAll(scene);
  await scene.ports.clock.advance(minute);
  expect(scene.loaded()).toHaveLength(5);
  scene.engine.configure({ httpDownloadMaxPriority: 5 });
  await scene.ports.clock.settle();
  expect(scene.requested()).toEqual(["m+V0+5"]);
});

test("the next queue, and a segment that is asked for again, wake it", async () => {
  const scene = createScene({
    settings: { httpDownloadProbability: 1, requiredSegmentsPriority: 0 },
  });
  const { ports, engine, load, requested } = scene;
  await load(fakeQueue(1));
  await answerAll(scene);
  await ports.clock.advance(minute);

  ports.store.held.delete("m+V0+0");
  await engine.getSegment("m+V0+0");
  await ports.clock.settle();
  expect(requested()).toEqual(["m+V0+0"]);
  await answerAll(scene);
  await ports.clock.advance(minute);

  // The second is not required: it comes with the next random download.
  await load(fakeQueue(2));
  expect(requested()).toEqual([]);
  await ports.clock.advance(2000);
  expect(requested()).toEqual(["m+V0+1"]);
});

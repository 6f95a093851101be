/** What long queues cost, counted: events, actors, and what is copied or looked at. Never timed. */
import { fakeBody, fakeQueue } from "@swarmlane/testkit";
import { expect, test } from "vitest";
import type { AnyActorRef, InspectionEvent, Snapshot } from "xstate";
import { createEngineScene, type EngineScene } from "../engine.fake.ts";

function createCountedScene(required = 1) {
  const segments = new Set<AnyActorRef>();
  /** Events that segments got. */
  const heard: string[] = [];
  let mostChildren = 0;
  /** Segments that each run of the policy looked at. */
  const looked: number[] = [];

  function inspect(event: InspectionEvent): void {
    const actor = event.actorRef as AnyActorRef;
    if (event.type === "@xstate.actor" && actor.id.startsWith("segment-")) segments.add(actor);
    if (event.type === "@xstate.event" && segments.has(actor)) heard.push(event.event.type);
    if (event.type === "@xstate.microstep" && actor.id === "scheduler") {
      const { children } = event.snapshot as unknown as { readonly children: object };
      mostChildren = Math.max(mostChildren, Object.keys(children).length);
    }
  }

  const scene = createEngineScene({
    inspect,
    policyObserver: {
      isWatching: () => true,
      onDecisions: (_, { segments: seen }) => void looked.push([...seen].length),
    },
    settings: { requiredSegmentsPriority: required, simultaneousHttpDownloads: required + 1 },
  });
  return { ...scene, segments, heard, looked, mostChildren: () => mostChildren };
}

async function answerAll({ ports }: EngineScene): Promise<void> {
  for (const request of ports.http.open) request.respond(fakeBody(1));
  await ports.clock.settle();
}

test("what XState copies for each actor that starts or stops does not grow with the queue (ADR 0008)", async () => {
  const { load, engine, segments, mostChildren } = createCountedScene();
  await load(fakeQueue(300));
  await load(fakeQueue(150, 150));
  await engine.destroy();
  expect(segments.size).toBe(300);
  expect(mostChildren()).toBeLessThan(5);
});

test("every segment's actor ends with its place in the queue, and all of them with the engine", async () => {
  const { load, engine, segments } = createCountedScene();
  const statuses = () =>
    Array.from(segments, (actor) => (actor.getSnapshot() as Snapshot<unknown>).status);
  await load(fakeQueue(4));
  await load(fakeQueue(2, 2));
  expect(statuses()).toEqual(["stopped", "stopped", "active", "active"]);
  await engine.destroy();
  expect(new Set(statuses())).toEqual(new Set(["stopped"]));
});

test("a queue that moves on tells only those that start, work or leave", async () => {
  const { load, heard } = createCountedScene();
  await load(fakeQueue(300));
  heard.length = 0;
  await load(fakeQueue(300, 1));
  // The second of two that work goes on; the first leaves, the third starts and one joins.
  expect(heard.sort()).toEqual(["abort", "start.http", "update", "xstate.init"]);
});

test("a segment that waited starts with its newest description", async () => {
  const { load, ports } = createCountedScene();
  const [first, second] = [fakeQueue(5), fakeQueue(5)];
  await load(first);
  await load(second.map((info) => ({ ...info, url: `${info.url}?token=2` })));
  await load(second.slice(2).map((info) => ({ ...info, priority: 0, url: `${info.url}?token=3` })));
  expect(ports.http.open.map(({ request }) => request.url)).toEqual([
    "https://origin.test/2.ts?token=3",
    "https://origin.test/3.ts?token=3",
  ]);
});

test("what is cached is not looked at any more, and hears nothing of what is cached after it", async () => {
  const scene = createCountedScene(9);
  const { load, heard, looked, ports } = scene;
  await load(fakeQueue(12));
  await answerAll(scene);
  heard.length = looked.length = ports.store.calls.length = 0;
  await load(fakeQueue(11, 1));
  await answerAll(scene);
  // Two were left; one of them became required, and is cached by now.
  expect(Math.max(...looked)).toBe(2);
  expect(looked.at(-1)).toBe(1);
  expect(heard.filter((type) => type === "found" || type === "update")).toEqual([]);
  await ports.clock.advance(ports.limits.storageCleanRest);
  expect(ports.store.calls).toEqual(["list", "clean", "store", "clean"]);
});

test("a segment that is wanted again is looked at again, in its place", async () => {
  const scene = createCountedScene(9);
  const { load, looked, ports, engine, loaded } = scene;
  await load(fakeQueue(3));
  await answerAll(scene);
  ports.store.held.delete("m+V0+1");
  await engine.getSegment("m+V0+1");
  await ports.clock.settle();
  expect(looked.at(-1)).toBe(1);
  await answerAll(scene);
  expect(loaded().at(-1)).toBe("m+V0+1");
});

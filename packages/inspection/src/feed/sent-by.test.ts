import { fakeQueue, fakeBody } from "@swarmlane/testkit";
import { expect, test } from "vitest";
import type { MessageOf } from "../format/message.ts";
import { createFeedScene } from "./feed-scene.fake.ts";
import { joinSeeder } from "./seeder.fake.ts";

/** Every event of a session with both sources as `sender → receiver: name`; `?` is nobody that is an actor. */
async function conversation() {
  const scene = createFeedScene({ settings: { simultaneousHttpDownloads: 1 } });
  const { of } = scene.watch();
  const queue = fakeQueue(3);
  await joinSeeder(scene, queue.slice(1));
  await scene.load(queue);
  await scene.ports.clock.advance(50);
  scene.ports.http.find("m+V0+0").respond(fakeBody(1));
  await scene.ports.clock.advance(5000);
  const role = new Map<string | undefined, string>();
  for (const { actor, machine, src } of of("actor")) role.set(actor, machine ?? src ?? "");
  const line = ({ from, actor, name }: MessageOf<"event">): string =>
    `${role.get(from) ?? "?"} → ${role.get(actor) ?? "?"}: ${name.replace(/ .*/, "")}`;
  return { lines: of("event").map(line), of };
}

test("an event has the actor that sent it, though the engine's actions send by themselves", async () => {
  const { lines } = await conversation();
  for (const line of [
    "scheduler → segment: start.http",
    "scheduler → segment: start.p2p",
    "segment → swarm: download.request",
    "swarm → session: download.request",
    "session → download: transfer.header",
    "download → segment: download.started",
    "download → segment: download.done",
    "segment → scheduler: segments.changed",
    "swarm → session: admit",
  ])
    expect(lines).toContain(line);
});

test("only events from the page and the network have no sender", async () => {
  const { lines } = await conversation();
  const unsent = new Set(lines.filter((line) => line.startsWith("?")));
  const names = [...unsent].map((line) => line.replace(/.*: /, ""));
  const outside = /^(load|connection\.\w+|segments\.changed|upload\.\w+|after:.*)$/;
  expect(names.filter((name) => !outside.test(name))).toEqual([]);
});

test("a transition is reported once for each event, with the previous state, and before the snapshot", async () => {
  const { of } = await conversation();
  const states = new Map<string, string>();
  for (const { actor, from, to } of of("transition")) {
    const before = states.get(actor);
    if (before !== undefined) expect(JSON.stringify(from)).toBe(before);
    states.set(actor, JSON.stringify(to));
  }
  expect(states.size).toBeGreaterThan(5);
});

test("an actor whose start was observed is not reported as late", async () => {
  const { of } = await conversation();
  expect(of("actor").filter(({ isLate }) => isLate === true)).toEqual([]);
});

test("every guard and action of the engine's machines has a name", async () => {
  const { of } = await conversation();
  const machines = of("machine").map(({ machine }) => machine);
  expect(machines.map(({ id }) => id).sort()).toEqual(
    ["engine", "scheduler", "swarm", "segment", "session", "download"].sort(),
  );
  const names = machines.flatMap(({ id, nodes, edges }) => [
    ...edges.flatMap(({ guard, actions }) => [guard ?? "", ...actions].map((n) => `${id}: ${n}`)),
    ...nodes.flatMap(({ entry, exit }) => [...entry, ...exit].map((n) => `${id}: ${n}`)),
  ]);
  const unnamed = /: \(inline\)|: (assign|raise|sendTo|stopChild|enqueueActions)$/;
  expect(names.filter((name) => unnamed.test(name))).toEqual([]);
});

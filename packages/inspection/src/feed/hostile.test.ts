import { fakeBody, fakeQueue } from "@swarmlane/testkit";
import { expect, test } from "vitest";
import { frameHead } from "../format/envelope.ts";
import { inspectLimits } from "../limits.ts";
import { createFeedScene, type FeedScene } from "./feed-scene.fake.ts";

interface Batch {
  readonly type: string;
  readonly to?: string;
}

const batchesOf = ({ links }: FeedScene): Batch[] =>
  (links.frames as Batch[]).filter(({ type }) => type === "batch");

/** What somebody of the same origin may put on the channel, by what is wrong with it. */
const bad: [string, unknown][] = [
  ["nothing", undefined],
  ["no record", [["format", "swarmlane-inspect"]]],
  ["a record of another", { format: "other", type: "attach", reader: "x" }],
  ["a reader that is no text", { ...frameHead, type: "attach", reader: { a: 1 }, session: "s1" }],
  ["a batch number that is none", { ...frameHead, type: "ack", reader: "x", session: "s1" }],
  [
    "an ack of what was not sent",
    { ...frameHead, type: "ack", reader: "x", session: "s1", batch: 9e9 },
  ],
];

test("nothing that comes over a channel disturbs the loader or those who read", async () => {
  const scene = createFeedScene();
  const watcher = scene.watch();
  await scene.load(fakeQueue(2));
  for (const [, frame] of bad) scene.links.inject(frame);
  await scene.ports.clock.advance(300);
  scene.ports.http.find("m+V0+0").respond(fakeBody(1));
  await scene.ports.clock.advance(500);
  expect(watcher.of("segment").map(({ state }) => state)).toContain("cached");
  expect(scene.ports.eventsOf("segment/loaded")).toHaveLength(1);
});

test("a thousand that attach cost as much as eight", async () => {
  const scene = createFeedScene();
  await scene.load(fakeQueue(2));
  for (let n = 0; n < 1000; n += 1)
    scene.links.inject({ ...frameHead, type: "attach", reader: `r${n}`, session: "s1" });
  await scene.ports.clock.advance(1000);
  expect(new Set(batchesOf(scene).map(({ to }) => to)).size).toBe(inspectLimits.readers);
});

test("a reader that never answers gets five batches, delays nothing, and is forgotten", async () => {
  const scene = createFeedScene();
  const watcher = scene.watch();
  await scene.load(fakeQueue(2));
  scene.links.inject({ ...frameHead, type: "attach", reader: "mute", session: "s1" });
  for (let n = 0; n < 30; n += 1) {
    await scene.load(fakeQueue(2, n));
    await scene.ports.clock.advance(1000);
  }
  expect(batchesOf(scene).filter(({ to }) => to === "mute")).toHaveLength(
    inspectLimits.unansweredBatches,
  );
  expect(watcher.recording.latest().segments.has(" m+V0+30")).toBe(true);
  expect(watcher.dropped()).toBe(0);
});

test("a reader that receives invalid messages reports them and continues", async () => {
  const scene = createFeedScene();
  const watcher = scene.watch();
  await scene.load(fakeQueue(2));
  await scene.ports.clock.advance(300);
  scene.links.inject({ ...frameHead, type: "batch", session: "s1", to: "reader 1", batch: "<b>" });
  scene.links.inject({ ...frameHead, version: 2, type: "hello" });
  await scene.load(fakeQueue(2, 5));
  await scene.ports.clock.advance(300);
  expect(watcher.refused).toHaveLength(2);
  expect(watcher.recording.latest().segments.has(" m+V0+6")).toBe(true);
});

test("a fault of the feed in a timer of its own reaches the host, which turns it off", async () => {
  const bug = new Error("a bug");
  let isBroken = false;
  const ownKeys = (): string[] => {
    if (isBroken) throw bug;
    return [];
  };
  const scene = createFeedScene({ request: { settings: new Proxy({}, { ownKeys }) } });
  scene.watch();
  await scene.load([]);
  isBroken = true;
  await scene.ports.clock.advance(400);
  const next = { of: "policy", decisions: [], view: {} } as const;
  expect(() => scene.feed.observe(scene.ports.clock.now(), next)).toThrow(bug);
});

test("readers that attach, leave, come back and fall silent leave the session as it is", async () => {
  const scene = createFeedScene();
  await scene.load(fakeQueue(2));
  const idle = scene.ports.clock.pending;
  const first = scene.watch();
  await scene.ports.clock.advance(300);
  first.reader.detach();
  await scene.ports.clock.advance(300);
  first.reader.attach("s1");
  await scene.ports.clock.advance(300);
  first.reader.close();
  const second = scene.watch();
  scene.ports.http.find("m+V0+0").respond(fakeBody(1));
  await scene.ports.clock.advance(500);
  expect(second.of("segment").map(({ state }) => state)).toContain("cached");
  second.reader.close();
  await scene.ports.clock.advance(1000);
  expect(scene.ports.clock.pending).toBeLessThanOrEqual(idle);
});

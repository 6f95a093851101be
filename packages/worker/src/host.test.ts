import { expect, test } from "vitest";
import {
  because,
  segmentKey,
  type ConnectionId,
  type PageMessage,
  type PeerId,
} from "@swarmlane/contract";
import { fakeSegment } from "@swarmlane/testkit";
import { fakeHostOptions } from "./host.fake.ts";
import { createScene, loaded, startScene } from "./host-scene.fake.ts";

const info = fakeSegment(1);
const key = segmentKey(info);
const peerId = "cd".repeat(20) as PeerId;
const connectionId = 3 as ConnectionId;

test("the page's calls reach the engine in order, from start on", async () => {
  const { host, engine, page } = createScene();
  const load = { queue: [info], streamSwarmId: "m+V0", expectsPeers: false, delivered: [] };
  const started = host.start(fakeHostOptions());
  page.post({ type: "tracker/update", complete: 1, incomplete: 2 });
  await Promise.all([started, page.load(load), host.configure({ useP2P: false })]);
  await host.resume("frozen");
  await host.ping();
  expect(engine.calls).toEqual([
    ["trackerUpdate", 1, 2],
    ["load", load],
    ["configure", { useP2P: false }],
    ["resume", "frozen"],
  ]);
});

test("nothing is answered before the start, and there is one start", async () => {
  const { host } = createScene();
  await expect(host.ping()).resolves.toBeUndefined();
  await expect(host.getSegment("a")).rejects.toThrow("has not been started");
  await host.start(fakeHostOptions());
  await expect(host.start(fakeHostOptions())).rejects.toThrow("already");
});

test("a reply arrives behind the events before it, and before those after it", async () => {
  const { host, page, ports } = await startScene(
    {},
    {},
    {
      getSegment: () => {
        ports.emit({ type: "segment/state", key, state: "cached", reason: because("stored") });
        return Promise.resolve(loaded());
      },
    },
  );
  page.received.length = 0;
  const reply = host.getSegment(info.id);
  const seenAtReply = reply.then(() => page.received.map(({ type }) => type));
  await reply;
  ports.emit({ type: "segment/state", key, state: "queued", reason: because("joined-queue") });
  expect(await seenAtReply).toEqual(["segment/state", "control"]);
  await host.ping();
  expect(page.received.map(({ type }) => type)).toEqual([
    "segment/state",
    "control",
    "segment/state",
    "control",
  ]);
});

test("the payload of a loaded segment is moved, not copied", async () => {
  const { host, page, ports } = await startScene();
  const segment = loaded();
  ports.emit({ type: "segment/loaded", key, segment });
  await host.ping();
  expect(segment.data.byteLength).toBe(0);
  expect(page.received).toContainEqual({ type: "segment/loaded", key, segment: loaded() });
});

test("getSegment gives away a copy", async () => {
  const stored = loaded();
  const { host } = await startScene({}, {}, { getSegment: () => Promise.resolve(stored) });
  expect(await host.getSegment(info.id)).toEqual(loaded());
  expect(stored.data.byteLength).toBe(1000);
});

test.each<[string, unknown]>([
  ["null", null],
  ["a string", "x"],
  ["an unknown type", { type: "x" }],
  ["a control message that is none", { type: "control", message: 7 }],
  ["arguments that are none", { type: "control", message: { id: "1", argumentList: 7 } }],
  ["a frame for nobody", { type: "relay/frame", connectionId, frame: new ArrayBuffer(1) }],
  ["progress for nobody", { type: "xhr/progress", requestId: 9, bytes: 1 }],
  ["a reply that nobody waits for", { type: "callback", message: { id: "1" } }],
])("%s does no harm", async (_what, message) => {
  const { host, page } = await startScene();
  page.post(message as PageMessage);
  await expect(host.ping()).resolves.toBeUndefined();
});

test("after destroy there is silence, and the port is closed", async () => {
  const { host, page, ports, engine } = await startScene({ debug: "*" });
  page.post({ type: "connection/opened", connectionId, initiator: true });
  await host.destroy();
  const before = page.received.length;
  ports.emit({ type: "peer/closed", peerId });
  ports.log("p2pml:late")("late");
  await expect.poll(page.isClosed).toBe(true);
  expect(engine.calls.map(([name]) => name)).toEqual(["connectionOpened", "destroy"]);
  expect(page.received.slice(before)).toEqual([]);
});

test("an engine that fails at its end is reported, and the port is closed all the same", async () => {
  const destroy = (): Promise<never> => Promise.reject(new Error("stuck"));
  const { host, page } = await startScene({}, {}, { destroy });
  await expect(host.destroy()).rejects.toThrow("stuck");
  await expect.poll(page.isClosed).toBe(true);
});

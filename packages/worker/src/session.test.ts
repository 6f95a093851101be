import { expect, test } from "vitest";
import {
  segmentKey,
  type BanRecord,
  type ConnectionId,
  type PageApi,
  type PeerChannel,
  type PeerId,
} from "@swarmlane/contract";
import { createSimulatedClock, fakeBody, fakeSegment } from "@swarmlane/testkit";
import { createFakeEngine, fakeHostOptions } from "./host.fake.ts";
import { loaded, startScene } from "./host-scene.fake.ts";
import { createPlatform } from "./platform.ts";
import { createHostSession } from "./session.ts";
import { createFakeDisk } from "./storage/layered-store.fake.ts";

const info = fakeSegment(1);
const key = segmentKey(info);
const peerId = "cd".repeat(20) as PeerId;
const connectionId = 3 as ConnectionId;

test("what is told within a task leaves as one message, in its order", async () => {
  const { host, page, ports } = await startScene();
  page.batches.length = 0;
  ports.emit({ type: "bytes/downloaded", method: "http", bytes: 3 });
  ports.emit({ type: "segment/loaded", key, segment: loaded() });
  ports.emit({ type: "bytes/downloaded", method: "http", bytes: 4 });
  await host.ping();
  expect(page.batches[0]).toMatchObject([{ bytes: 3 }, { key }, { bytes: 4 }]);
});

test("an error whose cause cannot be cloned arrives without it", async () => {
  const { host, page, ports } = await startScene();
  const cause = Object.assign(() => undefined, { toString: () => "a function" });
  ports.emit({ type: "segment/error", key, error: { code: "INTERNAL", message: "no", cause } });
  await host.ping();
  expect(page.received).toContainEqual({
    type: "segment/error",
    key,
    error: { code: "INTERNAL", message: "no (a function)" },
  });
});

test("the caller's functions are called on the page", async () => {
  const seen: unknown[] = [];
  const validate: PageApi["validate"] = (segment, method, peer) => {
    seen.push(segment.data.byteLength, method, peer);
    return Promise.reject(new Error("wrong hash"));
  };
  const buildUrl: PageApi["buildUrl"] = ({ url }) => Promise.resolve(`${url}?built`);
  const callbacks = { validate: true, buildUrl: true, xhr: false, storage: false };
  const { ports } = await startScene({ callbacks }, { validate, buildUrl });
  expect(await ports.callbacks.buildUrl?.(info)).toBe(`${info.url}?built`);
  const copy = loaded();
  await expect(ports.callbacks.validate?.(copy, "p2p", peerId)).rejects.toMatchObject({
    code: "CALLBACK_FAILED",
    message: "Error: wrong hash",
  });
  expect(copy.data.byteLength).toBe(0);
  expect(seen).toEqual([1000, "p2p", peerId]);
});

test("a custom storage is asked on the page", async () => {
  const listSegments: PageApi["listSegments"] = () => Promise.resolve([info]);
  const callbacks = { validate: false, buildUrl: false, xhr: false, storage: true };
  const { ports } = await startScene({ callbacks }, { listSegments });
  expect(await ports.store?.list("m")).toEqual([info]);
});

test("with xhrSetup requests go through the page, with their progress", async () => {
  const xhr: PageApi["xhr"] = async ({ requestId, url, rangeHeader }) => {
    page.post({ type: "xhr/progress", requestId, bytes: 400 });
    expect(rangeHeader).toBe("bytes=0-999");
    const data = fakeBody(1).buffer;
    return Promise.resolve({ status: 206, contentRange: null, responseUrl: url, data });
  };
  const callbacks = { validate: false, buildUrl: false, xhr: true, storage: false };
  const { ports, page } = await startScene({ callbacks }, { xhr });
  const chunks: number[] = [];
  const range = "bytes=0-999";
  const request = { segment: info, url: info.url, range, partial: undefined };
  const { data } = await ports.http.get(
    { ...request, expectedSize: undefined },
    (bytes) => chunks.push(bytes),
    new AbortController().signal,
  );
  expect(new Uint8Array(data)).toEqual(fakeBody(1));
  expect(chunks).toEqual([400, 600]);
});

test("an aborted request is ended on the page", async () => {
  const callbacks = { validate: false, buildUrl: false, xhr: true, storage: false };
  const hang = (): Promise<never> => new Promise(() => undefined);
  const { ports, page } = await startScene({ callbacks }, { xhr: hang });
  const controller = new AbortController();
  const request = { segment: info, url: info.url, range: undefined, partial: undefined };
  const pending = ports.http.get(
    { ...request, expectedSize: undefined },
    () => undefined,
    controller.signal,
  );
  controller.abort();
  await expect(pending).rejects.toMatchObject({ code: "HTTP_ERROR" });
  await expect.poll(() => page.received).toContainEqual({ type: "xhr/abort", requestId: 1 });
});

test("a connection without a channel is relayed", async () => {
  const channels: PeerChannel[] = [];
  const { host, page, engine } = await startScene(
    {},
    {},
    { connectionOpened: (_id, _initiator, channel) => void channels.push(channel) },
  );
  page.post({ type: "connection/opened", connectionId, initiator: true });
  const certificate = "0a:1b";
  page.post({ type: "connection/admit", connectionId, peerId, remoteAddress: "::1", certificate });
  await host.ping();
  const [channel] = channels;
  const frames: Uint8Array[] = [];
  let closes = 0;
  channel?.listen({
    onFrame: (frame) => frames.push(frame),
    onBufferedLow: () => undefined,
    onClose: () => (closes += 1),
  });
  channel?.send(fakeBody(9));
  page.post({ type: "relay/frame", connectionId, frame: fakeBody(8).buffer });
  page.post({ type: "relay/buffered", connectionId, bufferedAmount: 7, taken: 1000 });
  await host.ping();
  expect(page.received).toContainEqual({
    type: "relay/send",
    connectionId,
    frame: fakeBody(9).buffer,
  });
  expect(frames).toEqual([fakeBody(8)]);
  expect(channel?.bufferedAmount).toBe(7);
  page.post({ type: "connection/closed", connectionId });
  await host.ping();
  expect(closes).toBe(1);
  expect(engine.calls).toEqual([
    ["connectionAdmit", connectionId, peerId, "::1", certificate],
    ["connectionClosed", connectionId],
  ]);
});

const ban: BanRecord = { of: "certificate", value: "0a:1b", rest: Infinity, times: 1 };

test("who was kept out under a former host is kept out by the engine from the start", async () => {
  const { engine } = await startScene({ bans: [ban] });
  expect(engine.options()).toMatchObject({ bans: [ban] });
});

test("the page hears who is banned, for ever included, and whether there is room", async () => {
  const { host, page, ports } = await startScene();
  ports.emit({ type: "peer/banned", record: ban });
  ports.emit({ type: "connection/room", hasRoom: false });
  await host.ping();
  expect(page.received).toContainEqual({ type: "peer/banned", record: ban });
  expect(page.received).toContainEqual({ type: "connection/room", hasRoom: false });
});

test("a changed setting reaches whoever was given the settings, and not the page's own object", async () => {
  const options = fakeHostOptions();
  const { host, engine } = await startScene(options);
  const settings = engine.settings();
  await host.configure({ cachedSegmentsCount: 7 });
  expect(settings.cachedSegmentsCount).toBe(7);
  expect(options.settings.cachedSegmentsCount).not.toBe(7);
});

test("the built-in storage keeps to the settings as the engine changes them", async () => {
  const clock = createSimulatedClock();
  // It takes nothing: what memory drops is gone.
  const disk = Object.assign(createFakeDisk(), { room: 0, noteLive: () => undefined });
  const importModule = (): Promise<unknown> => Promise.resolve({ createIdbStore: () => disk });
  const options = fakeHostOptions({
    storage: { type: "indexeddb", name: "s", maxBytes: 1e9, maxAge: 1e9, persist: false },
  });
  const { create, ports } = createFakeEngine();
  const { engine } = createHostSession(options, {
    createEngine: create,
    platform: { ...createPlatform(), clock, importModule },
    page: { storeUrl: () => Promise.resolve("store.js") } as PageApi,
    post: () => undefined,
  });
  const { store, limits } = ports();
  const free = (): boolean => false;
  for (const id of "ab") await store?.store({ ...loaded(), info: fakeSegment(1, { id }) });
  await clock.advance(limits.storagePause);
  await store?.list("m");
  expect(await store?.clean("m", free)).toEqual([]);
  engine.configure({ cachedSegmentsCount: 1 });
  expect(await store?.clean("m", free)).toEqual(["a"]);
});

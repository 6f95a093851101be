import { once } from "node:events";
import { createConnection } from "node:net";
import { afterEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { startEvilTracker, type EvilTracker } from "./evil-tracker.ts";
import { startTracker, type Tracker } from "./tracker.ts";

const ended: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

const ours = { info_hash: "h".repeat(20), peer_id: "p".repeat(20) };
const announce = (fields: object = {}) =>
  JSON.stringify({
    action: "announce",
    event: "started",
    numwant: 5,
    offers: [],
    ...ours,
    ...fields,
  });

async function startReal(): Promise<Tracker> {
  const tracker = await startTracker();
  ended.push(() => tracker.close());
  return tracker;
}

async function startEvil(): Promise<EvilTracker> {
  const tracker = await startEvilTracker();
  ended.push(() => tracker.close());
  return tracker;
}

/** A connected client and what it has received, parsed where it can be. */
async function connect(url: string): Promise<{ socket: WebSocket; frames: unknown[] }> {
  const socket = new WebSocket(url);
  const frames: unknown[] = [];
  socket.on("message", (data: Buffer) => frames.push(parse(data.toString())));
  await once(socket, "open");
  return { socket, frames };
}

test("a refused client that resets its connection does no harm to others", async () => {
  const { url } = await startEvil();
  const { port } = new URL(url);
  const client = createConnection(Number(port), "127.0.0.1");
  await once(client, "connect");
  const isServed = once(client, "data");
  client.write(
    "GET /refuse HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
  );
  await isServed;
  client.resetAndDestroy();
  await once(client, "close");
  // The reset reaches the tracker's process, which is this one.
  const { frames } = await connect(`${url}/garbage`);
  expect(frames).toEqual([]);
});

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

test("the tracker passes an offer on, and counts the announcing clients", async () => {
  const tracker = await startReal();
  const [first, second] = [await connect(tracker.url), await connect(tracker.url)];
  first.socket.send(announce());
  await expect.poll(() => first.frames).toContainEqual(expect.objectContaining({ incomplete: 1 }));
  const offers = [{ offer: { type: "offer", sdp: "v=0" }, offer_id: "o".repeat(20) }];
  second.socket.send(announce({ peer_id: "q".repeat(20), offers }));
  await expect.poll(() => first.frames).toContainEqual(expect.objectContaining(offers[0] ?? {}));
  expect([...tracker.stats().swarms.values()]).toEqual([{ complete: 0, incomplete: 2 }]);
  expect(tracker.stats().sockets).toBe(2);
});

test("the tracker cuts its clients, and goes on listening until it is closed", async () => {
  const tracker = await startReal();
  const { socket } = await connect(tracker.url);
  const cut = once(socket, "close");
  tracker.disconnectAll();
  await cut;
  const again = await connect(tracker.url);
  const closed = once(again.socket, "close");
  await tracker.close();
  await closed;
  await expect(connect(tracker.url)).rejects.toThrow("ECONNREFUSED");
});

test("a taken port is an error", async () => {
  const { port } = await startReal();
  await expect(startTracker({ port })).rejects.toThrow("EADDRINUSE");
});

test.each([
  ["null", 4, null],
  ["garbage", 2, "{"],
  ["interval?value=0.001", 1, expect.objectContaining({ interval: 0.001 })],
  ["wrong-hash", 2, expect.not.objectContaining({ info_hash: ours.info_hash })],
  ["offer-flood?n=20", 21, expect.objectContaining({ info_hash: ours.info_hash })],
  ["failure", 1, expect.objectContaining({ "failure reason": "go away" })],
])("the evil tracker's script %s", async (script, count, firstFrame: unknown) => {
  const tracker = await startEvil();
  const { socket, frames } = await connect(`${tracker.url}/${script}`);
  socket.send(announce());
  await expect.poll(() => frames).toHaveLength(count);
  expect(frames[0]).toEqual(firstFrame);
});

test("the evil tracker hands our own offer back under our own id", async () => {
  const tracker = await startEvil();
  const { socket, frames } = await connect(`${tracker.url}/echo`);
  const offer = { offer: { type: "offer", sdp: "v=0" }, offer_id: "o".repeat(20) };
  socket.send(announce({ offers: [offer] }));
  await expect.poll(() => frames[1]).toMatchObject({ ...offer, peer_id: ours.peer_id });
});

test("the evil tracker can refuse, cut, and learn a new script", async () => {
  const tracker = await startEvil();
  await expect(connect(`${tracker.url}/refuse`)).rejects.toThrow("403");
  const killed = await connect(`${tracker.url}/kill`);
  const cut = once(killed.socket, "close");
  killed.socket.send(announce());
  await cut;
  tracker.setScript("twice", (connection, { peer_id }) => connection.send({ twice: peer_id }));
  const { socket, frames } = await connect(`${tracker.url}/twice`);
  socket.send(announce());
  await expect.poll(() => frames).toEqual([{ twice: ours.peer_id }]);
  expect(tracker.announces.get("twice")).toBe(1);
});

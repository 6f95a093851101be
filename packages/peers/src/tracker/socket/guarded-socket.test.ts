import { defaultLimits } from "@swarmlane/contract";
import type { ErrorCode } from "@swarmlane/contract";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { installFakeWebSocket, lastSocket } from "../../testing/web-socket.fake.ts";
import { deadOffer } from "./frame-guard.ts";
import GuardedSocket from "./guarded-socket.ts";
import type { TrackerGate } from "./guarded-socket.ts";
import { bytesToText } from "../tracker-bytes.ts";

const own = "-WW0006-ourselves...";
const signal = {
  action: "announce",
  info_hash: "h".repeat(20),
  peer_id: "p".repeat(20),
  offer_id: "o".repeat(20),
};
const offerFrame = { ...signal, offer: { type: "offer", sdp: "v=0" } };
const answerFrame = { ...signal, answer: { type: "answer", sdp: "v=0" } };

beforeEach(() => {
  vi.useFakeTimers();
  installFakeWebSocket();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function open(gate: Partial<TrackerGate> = {}) {
  const warnings: ErrorCode[] = [];
  const passed: string[] = [];
  const inUse = new Set<GuardedSocket>();
  const connected = vi.fn();
  const socket = new GuardedSocket({
    url: "ws://tracker/announce#hub",
    agent: {
      limits: defaultLimits,
      ownPeerId: own,
      hasRoomToAnswer: () => true,
      isFull: () => false,
      warn: (code) => warnings.push(code),
      onCreate: (created) => inUse.add(created),
      onDestroy: (destroyed) => inUse.delete(destroyed),
      onConnect: connected,
      ...gate,
    },
  });
  const onData = (data: Uint8Array) => passed.push(bytesToText(data));
  socket.on("data", onData);
  const receive = (frame: unknown) => lastSocket().onmessage?.({ data: JSON.stringify(frame) });
  return { socket, warnings, passed, inUse, connected, onData, receive };
}

test("the tracker never sees the hub's name, and the hub is told of each connection under it", () => {
  const { connected } = open();
  expect(lastSocket().url).toBe("ws://tracker/announce");
  lastSocket().accept();
  lastSocket().lose();
  vi.advanceTimersByTime(1000);
  lastSocket().accept();
  expect(connected.mock.calls).toEqual([
    ["ws://tracker/announce#hub"],
    ["ws://tracker/announce#hub"],
  ]);
});

test("the client sees valid frames, but neither invalid ones nor lost connections", () => {
  const { socket, warnings, passed, receive } = open();
  const [onClose, onError] = [vi.fn(), vi.fn()];
  socket.once("close", onClose);
  socket.once("error", onError);
  receive(null);
  receive(offerFrame);
  lastSocket().lose();
  expect(warnings).toEqual(["TRACKER_BAD_MESSAGE", "TRACKER_ERROR"]);
  expect(passed.map((text) => JSON.parse(text) as unknown)).toEqual([offerFrame]);
  expect([onClose, onError].some((listener) => listener.mock.calls.length > 0)).toBe(false);
});

test("our own offers are ignored silently if the tracker sends them back", () => {
  const { warnings, passed, receive } = open();
  receive({ ...offerFrame, peer_id: own });
  expect([warnings, passed]).toEqual([[], []]);
});

test("offers above the burst and the rate are dropped", () => {
  const { warnings, passed, receive } = open();
  for (let n = 0; n < 50; n += 1) receive(offerFrame);
  expect(passed).toHaveLength(defaultLimits.trackerOffersBurst);
  vi.advanceTimersByTime(2000);
  for (let n = 0; n < 50; n += 1) receive(offerFrame);
  expect(passed).toHaveLength(defaultLimits.trackerOffersBurst + 2);
  expect(new Set(warnings)).toEqual(new Set(["PEER_BUDGET_EXCEEDED"]));
});

test("offers are dropped while the budget is exhausted, answers are not", () => {
  const { warnings, passed, receive } = open({ hasRoomToAnswer: () => false });
  receive(offerFrame);
  receive(answerFrame);
  expect(warnings).toEqual(["PEER_BUDGET_EXCEEDED"]);
  expect(passed).toHaveLength(1);
});

test("a full swarm drops offers silently and still accepts answers", () => {
  const { warnings, passed, receive } = open({ isFull: () => true, hasRoomToAnswer: () => false });
  for (let n = 0; n < 50; n += 1) receive(offerFrame);
  receive(answerFrame);
  expect(warnings).toEqual([]);
  expect(passed.map((text) => JSON.parse(text) as unknown)).toEqual([answerFrame]);
});

test("an exception in the client becomes a warning", () => {
  const { socket, warnings, receive } = open();
  socket.on("data", () => {
    throw new Error("cannot signal after peer is destroyed");
  });
  expect(() => receive(offerFrame)).not.toThrow();
  expect(warnings).toEqual(["TRACKER_BAD_MESSAGE"]);
});

test("announces that wait for a connection do not pile up", () => {
  const { socket } = open();
  const announce = vi.fn();
  socket.once("connect", announce);
  lastSocket().accept();
  expect(announce).not.toHaveBeenCalled();
});

test("dead offers are not sent", () => {
  const { socket } = open();
  lastSocket().accept();
  socket.send(JSON.stringify({ numwant: 1, offers: [{ offer: deadOffer, offer_id: "1" }] }));
  expect(lastSocket().sent).toEqual([JSON.stringify({ numwant: 0, offers: [] })]);
});

test("destroying it tells the client once and leaves nothing behind", () => {
  const { socket, inUse, onData, passed, receive } = open();
  const onClose = vi.fn();
  lastSocket().accept();
  socket.once("close", onClose);
  socket.removeListener("data", onData);
  receive(offerFrame);
  expect(passed).toEqual([]);
  expect([...inUse]).toEqual([socket]);
  socket.destroy();
  socket.destroy();
  expect(onClose).toHaveBeenCalledOnce();
  expect(inUse.size).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

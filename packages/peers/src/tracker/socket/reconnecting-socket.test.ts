import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createReconnectingSocket } from "./reconnecting-socket.ts";
import { FakeWebSocket, installFakeWebSocket, lastSocket } from "../../testing/web-socket.fake.ts";

const limits = { trackerReconnectMin: 1000, trackerReconnectMax: 60_000 };
let window: EventTarget;

beforeEach(() => {
  vi.useFakeTimers();
  window = installFakeWebSocket();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function open() {
  const events: string[] = [];
  const socket = createReconnectingSocket("ws://tracker", {
    limits,
    onOpen: () => events.push("open"),
    onMessage: (data) => events.push(String(data)),
    onLoss: () => events.push("loss"),
  });
  return { socket, events };
}

/** Loses the connection and returns the delay until the next attempt. */
function retryDelay(): number {
  lastSocket().lose();
  const [lost, tries] = [Date.now(), FakeWebSocket.all.length];
  while (FakeWebSocket.all.length === tries) vi.advanceTimersByTime(100);
  return Date.now() - lost;
}

test("delays are random, below a limit that doubles up to a minute", () => {
  vi.spyOn(Math, "random").mockReturnValue(0.9999999);
  open();
  const delays = Array.from({ length: 8 }, retryDelay);
  expect(delays).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  vi.mocked(Math.random).mockReturnValue(0.1);
  expect(retryDelay()).toBe(6000);
});

test("a valid message resets the delays; a connection alone does not, because it may be refused again", () => {
  vi.spyOn(Math, "random").mockReturnValue(0.9999999);
  const { socket } = open();
  retryDelay();
  lastSocket().accept();
  expect(retryDelay()).toBe(2000);
  lastSocket().accept();
  socket.trust();
  expect(retryDelay()).toBe(1000);
});

test("it reconnects at once when the machine is online again", () => {
  vi.spyOn(Math, "random").mockReturnValue(0.9999999);
  open();
  retryDelay();
  lastSocket().lose();
  window.dispatchEvent(new Event("online"));
  expect(FakeWebSocket.all).toHaveLength(3);
  window.dispatchEvent(new Event("online"));
  vi.advanceTimersByTime(120_000);
  expect(FakeWebSocket.all).toHaveLength(3);
});

test("frames are sent while there is a connection and dropped while there is none", () => {
  const { socket, events } = open();
  socket.send("early");
  expect(socket.isOpen).toBe(false);
  lastSocket().accept();
  socket.send("hello");
  expect(lastSocket().sent).toEqual(["hello"]);
  lastSocket().onmessage?.({ data: "welcome" });
  lastSocket().lose();
  socket.send("late");
  expect(events).toEqual(["open", "welcome", "loss"]);
});

test("a constructor that throws counts as a loss", () => {
  FakeWebSocket.refuses = true;
  const { events } = open();
  expect(events).toEqual(["loss"]);
  FakeWebSocket.refuses = false;
  vi.advanceTimersByTime(1000);
  lastSocket().accept();
  expect(events).toEqual(["loss", "open"]);
});

test.each(["connecting", "open", "lost"])(
  "closing while %s leaves no timer and no call",
  (state) => {
    const { socket, events } = open();
    if (state !== "connecting") lastSocket().accept();
    if (state === "lost") lastSocket().lose();
    const before = [...events];
    socket.close();
    socket.close();
    window.dispatchEvent(new Event("online"));
    lastSocket().lose();
    expect(vi.getTimerCount()).toBe(0);
    expect(FakeWebSocket.all).toHaveLength(1);
    expect(events).toEqual(before);
  },
);

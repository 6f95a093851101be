import { because, type EngineEvent, type PeerId, type SegmentKey } from "@swarmlane/contract";
import { createSimulatedClock } from "@swarmlane/testkit";
import { expect, test } from "vitest";
import { createByteCounts } from "./byte-counts.ts";

const [one, other] = ["aa" as PeerId, "bb" as PeerId];
const http = (bytes: number): EngineEvent => ({ type: "bytes/downloaded", method: "http", bytes });
const p2p = (bytes: number, peerId = one): EngineEvent => ({
  type: "bytes/downloaded",
  method: "p2p",
  bytes,
  peerId,
});
const up = (bytes: number, peerId = one): EngineEvent => ({
  type: "bytes/uploaded",
  bytes,
  peerId,
});
const key = "s1" as SegmentKey;
const state: EngineEvent = {
  type: "segment/state",
  key,
  state: "http",
  reason: because("our-share"),
};
const error: EngineEvent = {
  type: "segment/error",
  key,
  error: { code: "HTTP_ERROR", message: "" },
};
const closed: EngineEvent = { type: "peer/closed", peerId: one };

function setup() {
  const clock = createSimulatedClock();
  const told: EngineEvent[] = [];
  const emit = createByteCounts({ clock, interval: 100, tell: (event) => told.push(event) });
  return { clock, told, emit };
}

test("the bytes of one source are told as one sum after the interval, those of another apart", async () => {
  const { clock, told, emit } = setup();
  for (const event of [http(1), p2p(10), http(2), up(100), p2p(20), p2p(5, other), up(7, other)])
    emit(event);
  await clock.advance(99);
  expect(told).toEqual([]);
  await clock.advance(1);
  expect(told).toEqual([http(3), p2p(30), up(100), p2p(5, other), up(7, other)]);
});

test("the bytes of each segment are told apart", async () => {
  const { clock, told, emit } = setup();
  const of = (segment: string, bytes: number): EngineEvent => ({
    ...{ type: "bytes/downloaded", method: "http", bytes },
    key: segment as SegmentKey,
  });
  for (const event of [of("s1", 1), of("s2", 10), of("s1", 2)]) emit(event);
  await clock.advance(100);
  expect(told).toEqual([of("s1", 3), of("s2", 10)]);
});

test("a source is told at most once an interval, however often it counts, and no byte is lost", async () => {
  const { clock, told, emit } = setup();
  for (let chunk = 0; chunk < 100; chunk += 1) {
    emit(http(chunk));
    await clock.advance(10);
  }
  await clock.advance(100);
  expect(told.length).toBeLessThanOrEqual(1000 / 100 + 1);
  const bytes = told.map((event) => (event.type === "bytes/downloaded" ? event.bytes : NaN));
  expect(bytes.reduce((sum, one) => sum + one)).toBe(4950);
});

test.each<[string, EngineEvent]>([
  ["an error", error],
  ["a peer's end", closed],
])("%s does not overtake the bytes before it, and waits for no interval", (_, event) => {
  const { told, emit } = setup();
  emit(http(1));
  emit(up(2));
  emit(event);
  emit(http(3));
  expect(told).toEqual([http(1), up(2), event]);
});

test("a state is no reason to tell bytes early", () => {
  const { told, emit } = setup();
  emit(http(1));
  emit(state);
  expect(told).toEqual([state]);
});

test("sets one timer, not one for each segment, and leaves none once everything is told", async () => {
  const { clock, told, emit } = setup();
  for (let segment = 0; segment < 5; segment += 1) {
    emit(http(1));
    emit(error);
  }
  expect(clock.pending).toBe(1);
  expect(told).toHaveLength(10);
  await clock.advance(100);
  expect(clock.pending).toBe(0);
  expect(told).toHaveLength(10);
});

test("the events that came are left alone", () => {
  const { emit } = setup();
  const event = http(1);
  emit(event);
  emit(http(2));
  expect(event).toEqual(http(1));
});

import { defaultLimits, type PeerId, type SegmentName } from "@swarmlane/contract";
import type { ByStream, SegmentChanges, SegmentsMap, SegmentStatus } from "@swarmlane/wire";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createAvailability } from "./availability.ts";

const peers = ["a", "b", "c"] as PeerId[];
const streams = ["low", "high"];
const sequences = ["1", "2"];
const names: SegmentName[] = streams.flatMap((stream) =>
  sequences.map((sequence) => ({ stream, sequence })),
);
const keyOf = ({ stream, sequence }: SegmentName) => `${stream}+${sequence}`;
const named = (sequence: string): SegmentName => ({ stream: "low", sequence });

/** A map of one stream. */
function mapOf<Status>(entries: Record<string, Status>): ByStream<Status> {
  return new Map([["low", new Map(Object.entries(entries))]]);
}

function arbitraryMap<Status extends string>(...statuses: Status[]) {
  const entries = fc.dictionary(fc.constantFrom(...sequences), fc.constantFrom(...statuses));
  return fc
    .dictionary(fc.constantFrom(...streams), entries)
    .map(
      (record): ByStream<Status> =>
        new Map(
          Object.entries(record).map(([key, value]) => [key, new Map(Object.entries(value))]),
        ),
    );
}

test("after any maps, changes, departures and back-offs it knows what the last maps say", () => {
  const peer = fc.constantFrom(...peers);
  const segment = fc.constantFrom(...names);
  const steps = fc.oneof(
    fc.record({
      type: fc.constant("change" as const),
      peer,
      changes: arbitraryMap("loaded", "loading", "gone"),
    }),
    fc.record({
      type: fc.constant("update" as const),
      peer,
      map: arbitraryMap("loaded", "loading"),
    }),
    fc.record({ type: fc.constant("expect" as const), peer, map: arbitraryMap("loading") }),
    fc.record({ type: fc.constant("remove" as const), peer }),
    fc.record({ type: fc.constantFrom("backOff", "forgive"), peer, segment }),
  );
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 30 }), (run) => {
      const availability = createAvailability(defaultLimits);
      const announced = new Map<PeerId, Map<string, SegmentStatus>>();
      const refused = new Set<string>();
      const coming = new Map<PeerId, SegmentsMap>();
      const isComing = (id: PeerId, { stream, sequence }: SegmentName) =>
        coming.get(id)?.get(stream)?.has(sequence) === true;
      for (const step of run) {
        const flat = announced.get(step.peer) ?? new Map<string, SegmentStatus>();
        if (step.type === "update") {
          availability.update(step.peer, step.map);
          announced.set(step.peer, new Map(flatten(step.map as SegmentsMap)));
        } else if (step.type === "change") {
          availability.change(step.peer, step.changes);
          for (const [key, status] of flatten(step.changes as SegmentChanges)) {
            flat.delete(key);
            if (status !== "gone") flat.set(key, status);
          }
          announced.set(step.peer, flat);
        } else if (step.type === "expect") {
          availability.expect(step.peer, step.map);
          coming.set(step.peer, step.map);
        } else if (step.type === "remove") {
          availability.remove(step.peer);
          coming.delete(step.peer);
          announced.delete(step.peer);
        } else if (step.type === "backOff") {
          availability.backOff(step.peer, step.segment, 10);
          refused.add(step.peer + keyOf(step.segment));
        } else {
          availability.forgive(step.peer, step.segment, 10);
          refused.delete(step.peer + keyOf(step.segment));
        }
        for (const name of names) {
          const statusOf = (id: PeerId) => announced.get(id)?.get(keyOf(name));
          const holders = peers.filter(
            (id) => statusOf(id) === "loaded" && !refused.has(id + keyOf(name)),
          );
          expect([...availability.holders(name)].sort()).toEqual(holders);
          const loaders = peers.filter((id) => statusOf(id) === "loading" || isComing(id, name));
          expect([...new Set(availability.loaders(name))].sort()).toEqual(loaders);
        }
      }
    }),
  );
});

function flatten<Status>(map: ByStream<Status>): [string, Status][] {
  return [...map].flatMap(([stream, entries]) =>
    [...entries].map(([sequence, status]): [string, Status] => [
      keyOf({ stream, sequence }),
      status,
    ]),
  );
}

test("a peer may want a stream of which it announced something, or any, if it has nothing yet", () => {
  const availability = createAvailability(defaultLimits);
  const [a, b] = ["a", "b"] as [PeerId, PeerId];
  expect(availability.mayWant(a, "low")).toBe(false);
  availability.update(a, new Map());
  availability.update(b, mapOf({ 1: "loaded" as const }));
  expect(["low", "high"].map((stream) => availability.mayWant(a, stream))).toEqual([true, true]);
  expect(["low", "high"].map((stream) => availability.mayWant(b, stream))).toEqual([true, false]);
  availability.remove(b);
  expect(availability.mayWant(b, "low")).toBe(false);
});

test("tells whether what is on its way to a peer changed anything", () => {
  const availability = createAvailability(defaultLimits);
  const a = "a" as PeerId;
  expect(availability.expect(a, new Map())).toBe("same");
  expect(availability.expect(a, mapOf({ 1: "loading" as const }))).toBe("changed");
  expect(availability.loaders(named("1"))).toEqual([a]);
  expect(availability.holders(named("1"))).toEqual([]);
  expect(availability.expect(a, new Map())).toBe("changed");
  expect(availability.loaders(named("1"))).toEqual([]);
});

test("tells whether a map or a change changed anything", () => {
  const availability = createAvailability(defaultLimits);
  const map = () => mapOf({ 1: "loaded" as const });
  const a = "a" as PeerId;
  expect(availability.update(a, map())).toBe("changed");
  expect(availability.update(a, map())).toBe("same");
  expect(availability.change(a, map())).toBe("same");
  expect(availability.change(a, mapOf({ 2: "gone" as const }))).toBe("same");
  expect(availability.change(a, mapOf({ 1: "gone" as const }))).toBe("changed");
  expect(availability.update(a, new Map())).toBe("same");
});

test("changes let no map grow beyond what a whole one may be", () => {
  const a = "a" as PeerId;
  const adding = (...ids: string[]): SegmentChanges =>
    mapOf(Object.fromEntries(ids.map((id) => [id, "loaded" as const])));
  const availability = createAvailability({ segmentsPerMap: 2, swarmsPerMap: 1 });
  expect(availability.change(a, adding("1", "2"))).toBe("changed");
  expect(availability.change(a, adding("2", "3"))).toBe("excess");
  expect(availability.holders(named("3"))).toEqual([]);
  const other: SegmentChanges = new Map([["high", new Map([["1", "gone" as const]])]]);
  expect(availability.change(a, other)).toBe("excess");
});

test("a back-off that was prolonged meanwhile ends with its last end", () => {
  const availability = createAvailability(defaultLimits);
  const a = "a" as PeerId;
  availability.update(a, mapOf({ 1: "loaded" as const }));
  availability.backOff(a, named("1"), 1000);
  availability.backOff(a, named("1"), 5000);
  expect(availability.forgive(a, named("1"), 1000)).toBe(false);
  expect(availability.backedOffUntil(a, named("1"))).toBe(5000);
  expect(availability.holders(named("1"))).toEqual([]);
  expect(availability.forgive(a, named("1"), 5000)).toBe(true);
  expect(availability.holders(named("1"))).toEqual([a]);
});

test("what maps hold in memory follows from their bytes, not from the length of their stream keys", () => {
  const entries = () =>
    new Map(Array.from({ length: 4000 }, (_, n) => [String(1000 + n), "loaded" as const]));
  const availability = createAvailability(defaultLimits);
  const before = process.memoryUsage().heapUsed;
  for (let peer = 0; peer < 24; peer++)
    for (let twice = 0; twice < 2; twice++)
      availability.update(
        String(peer) as PeerId,
        new Map([[String(peer).padEnd(2000, "\u4e00"), entries()]]),
      );
  const held = (process.memoryUsage().heapUsed - before) / 1024 / 1024;
  expect(availability.holders(named("x"))).toEqual([]);
  expect(held).toBeLessThan(64);
});

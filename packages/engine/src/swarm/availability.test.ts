import { defaultLimits, type PeerId, type WireSegmentId } from "@swarmlane/contract";
import type { SegmentChanges, SegmentStatus } from "@swarmlane/wire";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createAvailability } from "./availability.ts";

const peers = ["a", "b", "c"] as PeerId[];
const segments = ["1", "2", "3", "4"] as WireSegmentId[];

test("after any maps, changes, departures and back-offs it knows what the last maps say", () => {
  const maps = fc
    .dictionary(fc.constantFrom(...segments), fc.constantFrom<SegmentStatus>("loaded", "loading"))
    .map((record) => new Map(Object.entries(record) as [WireSegmentId, SegmentStatus][]));
  const changes = fc
    .dictionary(fc.constantFrom(...segments), fc.constantFrom("loaded", "loading", "gone"))
    .map((record) => new Map(Object.entries(record) as [WireSegmentId, SegmentStatus | "gone"][]));
  const steps = fc.oneof(
    fc.record({ type: fc.constant("change" as const), peer: fc.constantFrom(...peers), changes }),
    fc.record({ type: fc.constant("update" as const), peer: fc.constantFrom(...peers), map: maps }),
    fc.record({ type: fc.constant("remove" as const), peer: fc.constantFrom(...peers) }),
    fc.record({
      type: fc.constantFrom("backOff", "forgive"),
      peer: fc.constantFrom(...peers),
      segment: fc.constantFrom(...segments),
    }),
  );
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 30 }), (run) => {
      const availability = createAvailability(defaultLimits);
      const announced = new Map<PeerId, Map<WireSegmentId, SegmentStatus>>();
      const refused = new Set<string>();
      for (const step of run) {
        if (step.type === "update") {
          availability.update(step.peer, step.map);
          announced.set(step.peer, new Map(step.map));
        } else if (step.type === "change") {
          availability.change(step.peer, step.changes);
          const map = announced.get(step.peer) ?? new Map<WireSegmentId, SegmentStatus>();
          for (const [segment, status] of step.changes) {
            map.delete(segment);
            if (status !== "gone") map.set(segment, status);
          }
          announced.set(step.peer, map);
        } else if (step.type === "remove") {
          availability.remove(step.peer);
          announced.delete(step.peer);
        } else if (step.type === "backOff") {
          availability.backOff(step.peer, step.segment);
          refused.add(step.peer + step.segment);
        } else {
          availability.forgive(step.peer, step.segment);
          refused.delete(step.peer + step.segment);
        }
        for (const segment of segments) {
          const holders = peers.filter(
            (peer) =>
              announced.get(peer)?.get(segment) === "loaded" && !refused.has(peer + segment),
          );
          expect([...availability.holders(segment)].sort()).toEqual(holders);
          const isLoading = peers.some((peer) => announced.get(peer)?.get(segment) === "loading");
          expect(availability.isLoadingElsewhere(segment)).toBe(isLoading);
        }
      }
    }),
  );
});

test("tells whether a map or a change changed anything", () => {
  const availability = createAvailability(defaultLimits);
  const map = new Map([["1" as WireSegmentId, "loaded" as const]]);
  const a = "a" as PeerId;
  expect(availability.update(a, map)).toBe("changed");
  expect(availability.update(a, new Map(map))).toBe("same");
  expect(availability.change(a, map)).toBe("same");
  expect(availability.change(a, new Map([["2" as WireSegmentId, "gone"]]))).toBe("same");
  expect(availability.change(a, new Map([["1" as WireSegmentId, "gone"]]))).toBe("changed");
  expect(availability.update(a, new Map())).toBe("same");
});

test("changes let no map grow beyond what a whole one may be", () => {
  const availability = createAvailability({ segmentsPerMap: 2 });
  const a = "a" as PeerId;
  const adding = (...ids: string[]): SegmentChanges =>
    new Map(ids.map((id) => [id as WireSegmentId, "loaded"]));
  expect(availability.change(a, adding("1", "2"))).toBe("changed");
  expect(availability.change(a, adding("2", "3"))).toBe("excess");
  expect(availability.holders("3" as WireSegmentId).size).toBe(0);
});

import type { PeerId, WireSegmentId } from "@swarmlane/contract";
import type { SegmentStatus } from "@swarmlane/wire";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createAvailability } from "./availability.ts";

const peers = ["a", "b", "c"] as PeerId[];
const segments = ["1", "2", "3", "4"] as WireSegmentId[];

test("after any maps, departures and back-offs it knows what the last maps say", () => {
  const maps = fc
    .dictionary(fc.constantFrom(...segments), fc.constantFrom<SegmentStatus>("loaded", "loading"))
    .map((record) => new Map(Object.entries(record) as [WireSegmentId, SegmentStatus][]));
  const steps = fc.oneof(
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
      const availability = createAvailability();
      const announced = new Map<PeerId, Map<WireSegmentId, SegmentStatus>>();
      const refused = new Set<string>();
      for (const step of run) {
        if (step.type === "update") {
          availability.update(step.peer, step.map);
          announced.set(step.peer, step.map);
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

test("tells whether a map changed anything", () => {
  const availability = createAvailability();
  const map = new Map([[segments[0] as WireSegmentId, "loaded" as const]]);
  expect(availability.update("a" as PeerId, map)).toBe(true);
  expect(availability.update("a" as PeerId, new Map(map))).toBe(false);
  expect(availability.update("a" as PeerId, new Map())).toBe(true);
});

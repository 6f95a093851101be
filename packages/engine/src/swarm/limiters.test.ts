/** The small parts that say no: token bucket, glare, upload slots. */
import { defaultLimits, type PeerId } from "@swarmlane/contract";
import { createSimulatedClock } from "@swarmlane/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { newcomerWins } from "./admission/glare.ts";
import { createLruMap } from "./blame/lru-map.ts";
import { createTokenBucket } from "./channel/token-bucket.ts";
import { createUploadSlots } from "./upload/upload-slots.ts";

test("a bucket lets a burst through, and then the rate", async () => {
  const clock = createSimulatedClock();
  const bucket = createTokenBucket(10, 3, clock);
  const takeAll = (): number => {
    let count = 0;
    while (bucket.take()) count++;
    return count;
  };
  expect(takeAll()).toBe(3);
  await clock.advance(250);
  expect(takeAll()).toBe(2);
  await clock.advance(60_000);
  expect(takeAll()).toBe(3);
});

test("a full map forgets what was not used for longest", () => {
  const map = createLruMap<string, number>(2);
  map.set("a", 1);
  map.set("b", 2);
  map.get("a");
  map.set("c", 3);
  expect([map.get("a"), map.get("b"), map.get("c"), map.size]).toEqual([1, undefined, 3, 2]);
});

test("both sides of crossed offers keep the same one, in whatever order they see them", () => {
  const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), {
    minLength: 2,
    maxLength: 2,
  });
  fc.assert(
    fc.property(
      ids,
      fc.boolean(),
      fc.boolean(),
      fc.boolean(),
      ([a, b], firstAtA, firstAtB, hasSpoken) => {
        // Connection true was offered by a. Each side holds the one it saw first.
        const kept = (own: string, peer: string, isA: boolean, first: boolean): boolean => {
          const contender = (byA: boolean) => ({
            ...{ initiator: byA === isA, hasSpoken, address: "" },
            ...{ isBusy: false, age: 0 },
          });
          const wins = newcomerWins({
            own: own as PeerId,
            peer: peer as PeerId,
            holder: contender(first),
            newcomer: contender(!first),
            grace: 5000,
          });
          return wins ? !first : first;
        };
        const [x, y] = [a ?? "", b ?? ""];
        expect(kept(x, y, true, firstAtA)).toBe(kept(y, x, false, firstAtB));
      },
    ),
  );
});

test("slots are granted in order, and a slot that is given back twice counts once", () => {
  const slots = createUploadSlots({ ...defaultLimits, uploadsActive: 1 }, createSimulatedClock());
  const granted: string[] = [];
  const request = (name: string) => {
    const uploader = {
      onGranted: () => void granted.push(name),
      onRevoked: () => void granted.push(`not ${name}`),
      drained: () => 0,
      isRelay: () => false,
      speed: () => undefined,
    };
    slots.request(uploader);
    return uploader;
  };
  const first = request("first");
  const second = request("second");
  request("third");
  expect(granted).toEqual(["first"]);
  slots.release(second);
  slots.release(first);
  slots.release(first);
  expect(granted).toEqual(["first", "third"]);
  request("fourth");
  expect(granted).toEqual(["first", "third"]);
});

test("a reader below the floor loses its slot when somebody else waits, and only then", async () => {
  const clock = createSimulatedClock();
  const slots = createUploadSlots({ ...defaultLimits, uploadsActive: 2 }, clock);
  const told: string[] = [];
  const request = (name: string, bytesPerSecond: number) =>
    slots.request({
      onGranted: () => void told.push(name),
      onRevoked: () => void told.push(`not ${name}`),
      drained: () => (clock.now() / 1000) * bytesPerSecond,
      isRelay: () => false,
      speed: () => undefined,
    });
  request("slow", 100);
  request("fast", 1_000_000);
  await clock.advance(60_000);
  expect(told).toEqual(["slow", "fast"]);
  request("third", 1_000_000);
  expect(told).toEqual(["slow", "fast", "not slow", "third"]);
  request("fourth", 1_000_000);
  expect(told).toHaveLength(4);
});

test("the slot goes to the peer that brings us most", () => {
  const slots = createUploadSlots({ ...defaultLimits, uploadsActive: 1 }, createSimulatedClock());
  const granted: string[] = [];
  const request = (name: string, speed?: number) => {
    const uploader = {
      onGranted: () => void granted.push(name),
      onRevoked: () => undefined,
      drained: () => 0,
      isRelay: () => false,
      speed: () => speed,
    };
    slots.request(uploader);
    return uploader;
  };
  const first = request("first");
  request("unknown");
  request("slow", 10);
  const fast = request("fast", 1000);
  slots.release(first);
  slots.release(fast);
  expect(granted).toEqual(["first", "fast", "slow"]);
});

test("the uplink is as fast as uploads of stored segments were, and relays do not count", async () => {
  const clock = createSimulatedClock();
  const slots = createUploadSlots({ ...defaultLimits, uploadsActive: 2 }, clock);
  const upload = async (bytesPerMs: number, isRelay = false) => {
    const uploader = {
      onGranted: () => undefined,
      onRevoked: () => undefined,
      drained: () => clock.now() * bytesPerMs,
      isRelay: () => isRelay,
      speed: () => undefined,
    };
    slots.request(uploader);
    await clock.advance(1000);
    slots.release(uploader);
  };
  expect(slots.uplink).toBeUndefined();
  await upload(5000, true);
  expect(slots.uplink).toBeUndefined();
  await upload(1000);
  expect(slots.uplink).toBe(1000);
  await Promise.all([upload(1500), upload(500)]);
  expect(slots.uplink).toBe(2000);
  await upload(100);
  expect(slots.uplink).toBe(1800);
});

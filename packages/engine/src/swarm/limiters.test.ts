/** The small parts that say no: token bucket, bans, glare, upload slots. */
import { defaultLimits, type PeerId } from "@swarmlane/contract";
import { createSimulatedClock } from "@swarmlane/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createBans } from "./bans.ts";
import { newcomerWins } from "./glare.ts";
import { createLruMap } from "./lru-map.ts";
import { createTokenBucket } from "./token-bucket.ts";
import { createUploadSlots } from "./upload-slots.ts";

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

test("T11: the table of bans is bounded, however many ids are made up", () => {
  const bans = createBans({ ...defaultLimits, bans: 10 }, createSimulatedClock());
  for (let n = 0; n < 100; n++) bans.ban(String(n) as PeerId, `10.0.0.${n}`);
  expect(bans.isBanned("99" as PeerId, "")).toBe(true);
  expect(bans.isBanned("0" as PeerId, "")).toBe(false);
});

test("T10: both sides of crossed offers keep the same one, in whatever order they see them", () => {
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
          const contender = (byA: boolean) => ({ initiator: byA === isA, hasSpoken });
          const wins = newcomerWins({
            own: own as PeerId,
            peer: peer as PeerId,
            holder: contender(first),
            newcomer: contender(!first),
          });
          return wins ? !first : first;
        };
        const [x, y] = [a ?? "", b ?? ""];
        expect(kept(x, y, true, firstAtA)).toBe(kept(y, x, false, firstAtB));
      },
    ),
  );
});

test("T2: slots are granted in order, and a slot that is given back twice counts once", () => {
  const slots = createUploadSlots(1);
  const granted: string[] = [];
  const first = slots.acquire(() => granted.push("first"));
  const second = slots.acquire(() => granted.push("second"));
  const third = slots.acquire(() => granted.push("third"));
  expect([first.isGranted, second.isGranted, third.isGranted]).toEqual([true, false, false]);
  second.release();
  first.release();
  first.release();
  expect(granted).toEqual(["third"]);
  const fourth = slots.acquire(() => granted.push("fourth"));
  expect([third.isGranted, fourth.isGranted]).toEqual([true, false]);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { createBandwidth } from "./bandwidth.ts";

test("bandwidth is the highest one-second byte sum, in bytes per millisecond", () => {
  const bandwidth = createBandwidth();
  bandwidth.add(1000, 0);
  bandwidth.add(4000, 5000);
  bandwidth.add(6000, 5500);
  bandwidth.add(2000, 9000);
  expect(bandwidth.estimate(10_000)).toBe(10);
});

test("what is older than 60 s is forgotten", () => {
  const bandwidth = createBandwidth();
  bandwidth.add(50_000, 0);
  bandwidth.add(3000, 30_000);
  expect(bandwidth.estimate(59_000)).toBe(50);
  expect(bandwidth.estimate(61_000)).toBe(3);
  expect(bandwidth.estimate(200_000)).toBe(0);
});

test("bytes that fall out of the second no longer add up", () => {
  const bandwidth = createBandwidth();
  for (let now = 0; now < 5000; now += 100) bandwidth.add(100, now);
  expect(bandwidth.estimate(5000)).toBe(1);
});

test("an estimate never exceeds all bytes of the minute, nor falls under the biggest sample", () => {
  const sample = fc.record({ bytes: fc.nat(1e6), gap: fc.nat(3000) });
  fc.assert(
    fc.property(fc.array(sample, { minLength: 1, maxLength: 300 }), (samples) => {
      const bandwidth = createBandwidth();
      let now = 0;
      const added = samples.map(({ bytes, gap }) => {
        now += gap;
        bandwidth.add(bytes, now);
        return { bytes, now };
      });
      const recent = added
        .filter((sampled) => now - sampled.now < 59_000)
        .map(({ bytes }) => bytes);
      const total = added.reduce((sum, { bytes }) => sum + bytes, 0);
      const estimate = Math.round(bandwidth.estimate(now) * 1000);
      expect(estimate).toBeLessThanOrEqual(total);
      expect(estimate).toBeGreaterThanOrEqual(Math.max(...recent));
    }),
  );
});

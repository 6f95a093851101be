import { expect, test } from "vitest";
import { createDice } from "../random/random.ts";
import { drawArrivals } from "./arrivals.ts";
import { drawAccess, hard, mbit, reference } from "./population.ts";

const dice = () => createDice("test");

test("staggered viewers come one after the other", () => {
  expect(drawArrivals({ kind: "staggered", every: 10 }, 3, dice())).toEqual([0, 10, 20]);
});

test("a flash crowd comes within its time, in order", () => {
  const times = drawArrivals({ kind: "flash", within: 60_000 }, 1000, dice());
  expect(times).toEqual([...times].sort((one, other) => one - other));
  expect(times.at(-1)).toBeLessThan(60_000);
  expect(times[500]).toBeGreaterThan(25_000);
  expect(times[500]).toBeLessThan(35_000);
});

test("Poisson arrivals are as far apart as asked for, on average", () => {
  const times = drawArrivals({ kind: "poisson", mean: 500 }, 4000, dice());
  expect((times.at(-1) ?? 0) / 4000 / 500).toBeGreaterThan(0.95);
  expect((times.at(-1) ?? 0) / 4000 / 500).toBeLessThan(1.05);
});

test.each([reference, hard])("the shares of a population add up: $name", ({ classes }) => {
  expect(classes.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
});

test.each([reference, hard])(
  "links of the population are as its classes say: $name",
  (population) => {
    const own = dice();
    const links = Array.from({ length: 4000 }, () => drawAccess(population, own));
    const middle = (rates: number[]): number => rates.sort((a, b) => a - b)[2000] ?? 0;
    const downs = population.classes.map(({ down }) => down);
    const median = middle(links.map(({ down }) => down)) / mbit;
    expect(median).toBeGreaterThan(Math.min(...downs) * 0.9);
    expect(median).toBeLessThan(Math.max(...downs) * 1.1);
    for (const { latency, down, up } of links) {
      expect(latency).toBeGreaterThanOrEqual(5);
      expect(latency).toBeLessThanOrEqual(70);
      expect(down).toBeGreaterThanOrEqual(2 * mbit);
      expect(up).toBeGreaterThanOrEqual(0.5 * mbit);
    }
  },
);

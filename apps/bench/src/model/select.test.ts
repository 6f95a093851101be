import { expect, test } from "vitest";
import { contenders } from "./contender.ts";
import { selectWorkloads, type Selection } from "./select.ts";
import type { Workload } from "./workload.ts";

const race: Workload = {
  name: "race",
  title: "which is faster",
  contenders: [contenders.ours, contenders["0.6.2"], contenders.bare],
  metrics: [{ id: "speed", label: "speed", unit: "MB/s", better: "higher" }],
  targets: [
    { metric: "speed", relation: "at least", factor: 10, of: "unit" },
    { metric: "speed", relation: "at least", factor: 1, of: { best: ["bare"] } },
  ],
  run: () => Promise.resolve({ figures: {} }),
};
const long: Workload = { ...race, name: "long", quick: false };

const everything: Selection = { only: undefined, contenders: undefined, quick: false };
const select = (changes: Partial<Selection>) =>
  selectWorkloads([race, long], { ...everything, ...changes });

test("takes every workload as it is unless something is asked for", () => {
  expect(select({})).toEqual([race, long]);
});

test("leaves long workloads out of a quick run, unless they are named", () => {
  expect(select({ quick: true })).toEqual([race]);
  expect(select({ quick: true, only: ["long"] })).toEqual([long]);
});

test("drops the targets that name a contender which does not run", () => {
  const [limited] = select({ only: ["race"], contenders: ["ours", "0.6.2"] });
  expect(limited?.contenders.map(({ id }) => id)).toEqual(["ours", "0.6.2"]);
  expect(limited?.targets).toEqual(race.targets.slice(0, 1));
});

test.each([
  [{ only: ["rase"] }, "There is no workload rase. Choose from: race, long."],
  [{ contenders: ["us"] }, "There is no contender us. Choose from: ours, 0.6.2, bare."],
])("%j is refused with the names that exist", (changes, message) => {
  expect(() => select(changes)).toThrow(message);
});

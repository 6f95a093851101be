import { expect, test } from "vitest";
import { contenders } from "./contender.ts";
import { concludeWorkload, type RunRecord } from "./results.ts";
import type { Workload } from "./workload.ts";

const workload: Workload = {
  name: "race",
  title: "who is faster",
  contenders: [contenders.ours, contenders["0.6.2"]],
  metrics: [{ id: "speed", label: "speed", unit: "MB/s", better: "higher" }],
  targets: [{ metric: "speed", relation: "at least", factor: 2, of: { best: ["0.6.2"] } }],
  run: () => Promise.resolve({ figures: {} }),
};

const ran = (contender: string, run: number, speed: number): RunRecord => ({
  contender,
  run,
  outcome: { figures: { speed } },
});

test("targets are judged by the medians of all runs", () => {
  const result = concludeWorkload(workload, [
    ...[10, 30, 11].map((speed, index) => ran("ours", index + 1, speed)),
    ...[5, 4, 50].map((speed, index) => ran("0.6.2", index + 1, speed)),
  ]);
  expect(result.verdicts[0]).toMatchObject({ ratio: 11 / 5, reached: true });
});

test("a failed run is kept beside those that gave figures", () => {
  const result = concludeWorkload(workload, [
    ran("ours", 1, 10),
    { contender: "ours", run: 2, outcome: { failed: "no peer came" } },
  ]);
  expect(result.contenders[0]).toMatchObject({
    failures: ["no peer came"],
    summaries: { speed: { median: 10 } },
  });
});

test.each([
  ["zero divided by zero", NaN],
  ["one divided by zero", Infinity],
  ["what JSON makes of either", null as unknown as number],
])("a run whose figure is %s failed", (_name, speed) => {
  const result = concludeWorkload(workload, [ran("ours", 1, 10), ran("ours", 2, speed)]);
  expect(result.contenders[0]).toMatchObject({
    runs: [{ speed: 10 }],
    failures: ['the figure "speed" is not a number'],
  });
});

test("a workload without runs has no figures, and its targets are unknown", () => {
  const result = concludeWorkload(workload, []);
  expect(result.contenders.map(({ summaries }) => summaries)).toEqual([{}, {}]);
  expect(result.verdicts[0]).toMatchObject({ found: "not measured", reached: undefined });
});

test("an impossible metric is reported once, and its targets are unknown", () => {
  const impossible = { outcome: { impossible: "no such network here" }, contender: "0.6.2" };
  const result = concludeWorkload(workload, [
    ran("ours", 1, 10),
    { ...impossible, run: 1 },
    { ...impossible, run: 2 },
  ]);
  expect(result.contenders[1]?.impossible).toEqual(["no such network here"]);
  expect(result.verdicts[0]?.reached).toBeUndefined();
});

import { expect, test } from "vitest";
import { concludeWorkload } from "../model/results.ts";
import { workloads } from "../workloads/index.ts";
import { choosePanels, limitToPanels, panelChoices, runsText } from "./panels.ts";
import { fakeChoice, fakeRecords, fakeWorkload } from "./report.fake.ts";

const choose = (records: typeof fakeRecords) =>
  choosePanels([concludeWorkload(fakeWorkload, records)], [fakeChoice])[0]?.panel;

test("there are eight panels, all of them with a target", () => {
  expect(panelChoices).toHaveLength(8);
  for (const { workload: name, metric, bars } of panelChoices) {
    const workload = workloads.find((one) => one.name === name);
    const target = workload?.targets.find(
      (one) => one.metric === metric && (one.contender ?? "ours") === Object.keys(bars)[0],
    );
    expect(target?.relation, name).toBe("at most");
  }
});

test.each(panelChoices)("the panel $workload names what the benchmark has", (choice) => {
  const workload = workloads.find(({ name }) => name === choice.workload);
  const metrics = workload?.metrics ?? [];
  expect(metrics.find(({ id }) => id === choice.metric)?.better).toBe("lower");
  if (choice.beside !== undefined) {
    expect(metrics.map(({ id }) => id)).toContain(choice.beside.metric);
  }
  const ids = workload?.contenders.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(Object.keys(choice.bars)));
});

test("a measurement for the panels has the contenders that they show, and no others", () => {
  const limited = limitToPanels(workloads);
  expect(limited.map(({ name }) => name).sort()).toEqual(
    panelChoices.map(({ workload }) => workload).sort(),
  );
  const sixViewers = limited.find(({ name }) => name === "six-viewers");
  expect(sixViewers?.contenders.map(({ id }) => id)).toEqual(["ours-hls1", "0.6.2", "2.3.1"]);
});

test("shows a bar for each contender that was measured, and the strictest target", () => {
  expect(choose(fakeRecords)).toMatchObject({
    title: "What a megabyte costs",
    runs: "1 to 2 runs",
    beside: "speed",
    bars: [
      { label: "Swarmlane", ours: true, median: 0.5, beside: 20 },
      { label: "core <0.6.2>", ours: false, median: 2, beside: 15 },
    ],
    target: { limit: 1, reached: true },
  });
});

test("is left out, with the reason, if there are no figures to compare", () => {
  expect(choose([])).toEqual({ missing: "There is no figure for Swarmlane." });
  expect(choose(fakeRecords.slice(2))).toEqual({ missing: "There is no figure for Swarmlane." });
  expect(choose(fakeRecords.slice(0, 1))).toEqual({
    missing: "There is nothing to compare Swarmlane with.",
  });
  expect(choosePanels([], [fakeChoice])[0]?.panel).toEqual({
    missing: "This workload has not been run in full.",
  });
});

test("counts the runs that gave figures", () => {
  const runs = (...counts: number[]) =>
    runsText(counts.map((length) => ({ runs: Array.from({ length }, () => ({})) })));
  expect([runs(), runs(1, 1), runs(5, 5), runs(5, 4)]).toEqual([
    "no runs",
    "1 run",
    "5 runs",
    "4 to 5 runs",
  ]);
});

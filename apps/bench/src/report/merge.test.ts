import { expect, test } from "vitest";
import type { RunRecord } from "../model/results.ts";
import { mergeReports } from "./merge.ts";
import { fakeReport, fakeReportOf, fakeWorkload } from "./report.fake.ts";

const ran = (contender: string, speed: number): RunRecord => ({
  contender,
  run: 1,
  outcome: { figures: { speed } },
});
const later = { date: "2026-03-04T00:00:00.000Z" };
const speedsIn = (reports: Parameters<typeof mergeReports>[0]) =>
  mergeReports(reports, [fakeWorkload])[0]?.result.contenders.map(({ id, runs }) => [
    id,
    ...runs.map(({ speed }) => speed),
  ]);

test("reports of one build on one machine are one measurement, in whatever order they come", () => {
  const parts = [
    fakeReportOf([ran("ours", 1), ran("0.6.2", 2)]),
    fakeReportOf([ran("ours", 3)], later),
  ];
  for (const reports of [parts, [...parts].reverse()]) {
    expect(speedsIn(reports)).toEqual([
      ["ours", 3, 1],
      ["0.6.2", 2],
    ]);
  }
});

test.each([
  ["an older build", { revision: { commit: "0", packages: "0", isChanged: false } }],
  ["another machine", { machine: { ...fakeReport.machine, cpu: "Pascaline" } }],
  ["a build that nobody noted", { revision: undefined }],
])("runs of %s are not mixed with newer ones", (_name, changes) => {
  const reports = [fakeReportOf([ran("ours", 1)], changes), fakeReportOf([ran("ours", 3)], later)];
  expect(speedsIn(reports)).toEqual([["ours", 3]]);
});

test("quick runs are not published", () => {
  expect(mergeReports([{ ...fakeReport, quick: true }], [fakeWorkload])).toEqual([]);
});

test("targets are those of today, as far as their contenders ran", () => {
  const [merged] = mergeReports(
    [fakeReportOf([ran("ours", 1), ran("0.6.2", 2)])],
    [
      {
        ...fakeWorkload,
        targets: [
          ...fakeWorkload.targets,
          { metric: "speed", relation: "at least", factor: 1, of: "unit" },
        ],
      },
    ],
  );
  expect(merged?.result.verdicts.map(({ text }) => text)).toEqual([
    "speed ≥ 2 × 0.6.2",
    "cost ≤ 2 ms/MB",
    "cost ≤ 0.5 × 0.6.2",
    "speed ≥ 1 MB/s",
  ]);
});

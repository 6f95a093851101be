import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Figures, figuresOf } from "../results/figures.ts";
import { type Scenario, scenarios } from "../scenario/scenario.ts";
import { drawAudienceChart, drawTimeChart } from "./charts.ts";
import { formatDocument } from "./document.ts";
import { condense, merge, nothingSaved, type Saved, serialize } from "./saved-run.ts";
import { meanOf, missedOf, type Target, targets } from "./targets.ts";
import { paths, realOf, savedOf, withReport } from "./write-report.ts";

const root = join(import.meta.dirname, "../../../..");
const nothing: Figures = figuresOf(
  [],
  {
    copies: () => [],
    ...{ requests: [], originBytes: 0, onceBytes: 0, samples: [] },
  },
  0,
);

function findTarget(name: string): Target {
  const found = targets.find((target) => target.name === name);
  if (found === undefined) throw new Error(`there is no target ${name}`);
  return found;
}

const live100 = findTarget("live-100");

function scenarioOf({ scenario, viewers, seconds }: Target, seed = "1"): Scenario {
  const found = scenarios.find(({ name }) => name === scenario);
  if (found === undefined) throw new Error(`there is no scenario ${scenario}`);
  return { ...found, viewers, seconds, seed };
}

function saved(contender: string, figures: Partial<Figures>, target = live100, seed = "1"): Saved {
  const run = condense(scenarioOf(target, seed), contender, { ...nothing, ...figures });
  return { runs: [run], real: [] };
}

test("the page and the chart of the repository show the saved figures", async () => {
  const [text, page, chart] = await Promise.all(
    [paths.saved, paths.page, paths.chart].map((path) => readFile(join(root, path), "utf8")),
  );
  const figures = JSON.parse(text ?? "") as Saved;
  expect(serialize(figures)).toBe(text);
  expect(withReport(page ?? "", figures)).toBe(page);
  expect(drawAudienceChart(figures.runs)).toBe(chart);
});

test("each target is one of a scenario that there is", () => {
  for (const target of targets) expect(scenarioOf(target).viewers).toBe(target.viewers);
});

test("a run replaces the earlier one of the same, and is kept beside those of other seeds", () => {
  let all = saved("ours", { copies: 9 });
  for (const next of [
    saved("ours", { copies: 3 }),
    saved("ours", { copies: 5 }, live100, "2"),
    saved("no-p2p", { copies: 80, stalls: 1 }),
  ])
    all = merge(all, next);
  expect(all.runs).toHaveLength(3);
  const mean = meanOf(live100, "ours", all.runs);
  expect([mean?.seeds, mean?.of("copies")]).toEqual([2, 4]);
  expect(meanOf(live100, "like-0.6.2", all.runs)).toBeUndefined();
  expect(JSON.parse(serialize(all))).toEqual(all);
});

test.each([
  ["live-100", { copies: 2 }, []],
  ["live-100", { copies: 2.1 }, ["copies"]],
  ["live-1000", { copies: 9, shareFromPeers: 0.98 }, ["share from peers"]],
  ["third-100", { shareOfBest: 0.95, copies: 30 }, []],
  ["third-100", { shareOfBest: 0.89 }, ["share of the best"]],
  ["live-100", { copies: 2, stalls: 3 }, ["stalls"]],
] as const)("the target %s with %o misses %o", (name, figures, missed) => {
  const target = findTarget(name);
  const ours = meanOf(target, "ours", saved("ours", figures, target).runs);
  const without = meanOf(target, "no-p2p", saved("no-p2p", { stalls: 2 }, target).runs);
  if (ours === undefined) throw new Error("there is no run");
  expect(missedOf(target, ours, without)).toEqual(missed);
});

test("stalls are compared only if the same viewers were simulated without P2P", () => {
  const ours = meanOf(live100, "ours", saved("ours", { stalls: 3 }).runs);
  if (ours === undefined) throw new Error("there is no run");
  expect(missedOf(live100, ours, undefined)).toEqual([]);
});

test("the tables say what is reached, what is missed, and what was not simulated", () => {
  const [motive, knew] = ["played next", "nothing"] as const;
  const requests = [
    { cause: "first copy", motive, knew, count: 3 },
    { cause: "no neighbours yet", motive, knew, count: 1 },
  ] as const;
  const text = formatDocument(
    merge(
      saved("ours", { copies: 8.24, copiesSettled: 2.9, requests }),
      saved("no-p2p", { copies: 82 }),
    ),
  );
  expect(text).toMatch(/\| 100 viewers, live +\| 1 +\| ≤ 2 +\| 8\.2 \(2\.9\) +\| 2\.1 +\| – /);
  expect(text).toMatch(/100 viewers, live .* \*\*copies\*\* +\|/);
  expect(text).toMatch(/10,000 viewers, live .* not simulated +\|/);
  expect(text).not.toContain("real browsers");
});

test("six real viewers are compared with six simulated ones", () => {
  const report = {
    date: "2026-11-30T10:00:00Z",
    workloads: [
      { name: "memory", contenders: [] },
      {
        name: "six-viewers",
        contenders: [
          { id: "ours", summaries: { origin: { median: 0.2 }, stalls: { median: 0 } } },
          { id: "0.6.2", summaries: { copies: { median: 1.3 }, stalls: { median: 1 } } },
          { id: "2.3.1", summaries: {} },
        ],
      },
    ],
  };
  const real = realOf(report);
  expect(real).toEqual([
    { workload: "six-viewers", contender: "ours", copies: 1.2, stalls: 0, date: "2026-11-30" },
    { workload: "six-viewers", contender: "0.6.2", copies: 1.3, stalls: 1, date: "2026-11-30" },
  ]);
  const six = { ...scenarioOf(live100), name: "six-vod", viewers: 6, seconds: 110 };
  const documentOf = (copies: number): string =>
    formatDocument({ real, runs: [condense(six, "ours", { ...nothing, copies })] });
  expect(documentOf(1.3)).toMatch(/1\.20 \(2026-11-30\) \| 1\.30 +\| 0, 0 +\| yes/);
  expect(documentOf(1.33)).toMatch(/\| 1\.33 +\| 0, 0 +\| \*\*no\*\*/);
});

test("only the section of the targets is written", () => {
  const page = "# Page\n\n## Targets\n\nold\n\n## Next\n\ntext\n";
  const written = withReport(page, nothingSaved);
  expect(written).toMatch(/^# Page\n\n## Targets\n\n[^]*not simulated[^]*\n\n## Next\n\ntext\n$/);
  expect(written).not.toContain("old");
  expect(() => withReport("# Page\n", nothingSaved)).toThrow('has no heading "## Targets"');
});

test("an audience's chart has a line for each contender that was simulated", () => {
  const { runs } = merge(saved("ours", { copiesSettled: 3 }), saved("no-p2p", {}));
  const chart = drawAudienceChart(runs);
  for (const label of ["ours", "no P2P", "ideal", "n/(d+1), calculated"])
    expect(chart).toContain(`>${label}</text>`);
  expect(chart).not.toContain("like 0.6.2");
  expect(drawAudienceChart([])).toMatch(/^<svg[^]*<\/svg>\n$/);
});

test("a chart of copies over time has the viewers beside them", () => {
  const copies = [{ sequence: 0, at: 500, copies: 3 }];
  const samples = [{ at: 5000, viewers: 20, neighbours: 4 }];
  const chart = drawTimeChart("live", [
    { contender: "ours", title: "ours", result: { copies, samples } },
  ]);
  expect(chart).toContain(">viewers</text>");
  expect(drawTimeChart("none", [])).not.toContain("NaN");
});

test.each([
  [{ limits: { announceCoalesce: 20 } }, "limits"],
  [{ settings: { consumeOnly: true } }, "settings"],
  [{ audience: { slow: 1 } }, "viewers"],
  [{ name: "nowhere" }, "content"],
] as const)(
  "a run with %o is not saved, because the tables are those of the product",
  (changes, what) => {
    const scenario: Scenario = { ...scenarioOf(live100), ...changes };
    expect(() => savedOf([{ scenario, contender: "ours", result: { figures: nothing } }])).toThrow(
      `with other ${what} than usual is not saved`,
    );
  },
);

test("what is saved of a run is named by its scenario and its contender", () => {
  const { runs } = savedOf([
    { scenario: scenarioOf(live100), contender: "ours", result: { figures: nothing } },
  ]);
  expect(runs).toMatchObject([{ scenario: "live", viewers: 100, seed: "1", contender: "ours" }]);
});

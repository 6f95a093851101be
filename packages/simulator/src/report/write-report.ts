/** Reads and writes the saved figures, and what the documentation shows of them. Node. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Figures } from "../results/figures.ts";
import type { RunResult } from "../simulate.ts";
import { type Scenario, scenarios } from "../scenario/scenario.ts";
import { drawAudienceChart } from "./charts.ts";
import { formatDocument, workloads } from "./document.ts";
import { condense, merge, nothingSaved, type RealRun, type Saved, serialize } from "./saved-run.ts";

/** From the root of the repository, where npm runs scripts. */
export const paths = {
  saved: "docs/figures/simulator.json",
  page: "docs/simulator.md",
  chart: "docs/pictures/simulator-audience.svg",
} as const;

/** Earlier versions knew no audiences. */
type SimulatedScenario = Omit<Scenario, "audience"> & Partial<Pick<Scenario, "audience">>;

/** What is saved of a run. */
export interface Run {
  readonly scenario: SimulatedScenario;
  readonly contender: string;
  readonly result: { readonly figures: Figures };
}

/** A run as `--json` writes it. */
export interface FullRun extends Run {
  readonly scenario: Scenario;
  readonly title: string;
  readonly result: RunResult;
}

/** What the page has below this heading, up to the next one, is written by `writeReport`. */
const heading = "\n## Targets\n";

export async function readSaved(): Promise<Saved> {
  const text = await readFile(paths.saved, "utf8").catch(() => undefined);
  return text === undefined ? nothingSaved : (JSON.parse(text) as Saved);
}

export async function save(added: Saved): Promise<void> {
  await write(paths.saved, serialize(merge(await readSaved(), added)));
}

/** Throws a RangeError for a run of a scenario that was changed in more than its size: the tables are those of the product. */
export function savedOf(runs: readonly Run[]): Saved {
  for (const { scenario } of runs) {
    const changed = changeOf(scenario);
    if (changed !== undefined)
      throw new RangeError(
        `A run of "${scenario.name}" with other ${changed} than usual is not saved. Run it without that option.`,
      );
  }
  return {
    runs: runs.map(({ scenario, contender, result }) =>
      condense(scenario, contender, result.figures),
    ),
    real: [],
  };
}

/** Saves the runs of a file that `--json` wrote, or six real viewers of a file of the benchmark. Resolves to the runs. */
export async function importFile(path: string): Promise<FullRun[]> {
  const content: unknown = JSON.parse(await readFile(path, "utf8"));
  const runs = Array.isArray(content) ? (content as FullRun[]) : [];
  const real = Array.isArray(content) ? [] : realOf(content as BenchReport);
  await save({ ...savedOf(runs), real });
  return runs;
}

function changeOf(scenario: SimulatedScenario): string | undefined {
  const usual = scenarios.find(({ name }) => name === scenario.name);
  if (usual === undefined) return "content";
  const is = (one: unknown, other: unknown): boolean =>
    JSON.stringify(one) === JSON.stringify(other);
  if (!is(scenario.settings, usual.settings)) return "settings";
  if (!is(scenario.limits, usual.limits)) return "limits";
  if (!is(scenario.player, usual.player)) return "players";
  return is(scenario.audience ?? {}, usual.audience) ? undefined : "viewers";
}

/** By metric: `copies`, or `origin`: bytes from the origin for each played byte. */
type Summaries = Readonly<Record<string, { readonly median: number }>>;

/** As far as it is read: see apps/bench. */
interface BenchReport {
  readonly date: string;
  readonly workloads: readonly {
    readonly name: string;
    readonly contenders: readonly {
      readonly id: string;
      readonly summaries: Summaries;
    }[];
  }[];
}

export function realOf({ date, workloads: measured }: BenchReport): RealRun[] {
  return measured.flatMap(({ name, contenders }) => {
    const workload = workloads.find((each) => each.name === name);
    if (workload === undefined) return [];
    return contenders.flatMap(({ id, summaries }) => {
      const copies = copiesOf(summaries, workload.viewers);
      const { stalls } = summaries;
      if (copies === undefined || stalls === undefined) return [];
      const measurement = { workload: name, contender: id, date: date.slice(0, 10) };
      return [{ ...measurement, copies: Math.round(copies * 1000) / 1000, stalls: stalls.median }];
    });
  });
}

/** All viewers play the same, so a copy is as many bytes as one of them plays. */
function copiesOf({ copies, origin }: Summaries, viewers: number): number | undefined {
  return copies?.median ?? (origin && origin.median * viewers);
}

/** Resolves to the paths that were written. */
export async function writeReport(): Promise<string[]> {
  const saved = await readSaved();
  await write(paths.page, withReport(await readFile(paths.page, "utf8"), saved));
  await write(paths.chart, drawAudienceChart(saved.runs));
  return [paths.page, paths.chart];
}

/** The page with the tables of these figures. Throws an Error if it has no place for them. */
export function withReport(page: string, saved: Saved): string {
  const begin = page.indexOf(heading);
  if (begin < 0) throw new Error(`${paths.page} has no heading "${heading.trim()}".`);
  const rest = page.slice(begin + heading.length);
  const next = rest.indexOf("\n## ");
  const after = next < 0 ? "" : rest.slice(next);
  return `${page.slice(0, begin)}${heading}\n${formatDocument(saved)}${after}`;
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

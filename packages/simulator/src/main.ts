/** `npm run simulate`: runs scenarios with their contenders, prints tables and writes JSON. Node. */
import { writeFile } from "node:fs/promises";
import { type Options, readOptions, usage } from "./options.ts";
import { drawTimeChart } from "./report/charts.ts";
import { importFile, save, type FullRun, savedOf, writeReport } from "./report/write-report.ts";
import { type Column, formatRequests, formatTable } from "./results/table.ts";
import type { Contender } from "./scenario/contenders.ts";
import type { Scenario } from "./scenario/scenario.ts";
import { type Progress, simulate } from "./simulate.ts";

/** Causes of requests that are printed; the file has all. */
const mostCauses = 8;

/** Returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help") || args.includes("--list")) {
    console.log(usage);
    return 0;
  }
  let options: Options;
  try {
    options = readOptions(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return 2;
  }
  const runs: FullRun[] = [];
  for (const file of options.files) runs.push(...(await importFile(file)));
  for (const scenario of options.scenarios) {
    const ofScenario = await runScenario(scenario, options);
    runs.push(...ofScenario);
    if (options.command === "targets") await save(savedOf(ofScenario));
  }
  if (options.command === "targets" || options.command === "report")
    console.log(`Written: ${(await writeReport()).join(", ")}.`);
  if (options.chart !== undefined) await drawChart(options.chart, runs);
  if (options.json !== undefined) {
    await writeFile(options.json, `${JSON.stringify(runs, undefined, 1)}\n`);
    console.log(`All figures are in ${options.json}.`);
  }
  return 0;
}

async function drawChart(path: string, runs: readonly FullRun[]): Promise<void> {
  const [first] = runs;
  if (first === undefined) return;
  const { name, viewers } = first.scenario;
  const { seed } = first.scenario;
  const same = runs.filter(({ scenario: each }) => each.name === name && each.seed === seed);
  await writeFile(path, drawTimeChart(`${name}: ${viewers} viewers`, same));
  console.log(`Copies over time are in ${path}.`);
}

async function runScenario(scenario: Scenario, options: Options): Promise<FullRun[]> {
  const runs: FullRun[] = [];
  const columns: Column[] = [];
  for (const contender of options.contenders) {
    const begin = performance.now();
    const result = await simulate(
      contender.change(scenario),
      options.isQuiet ? undefined : (progress) => showProgress(contender, progress, begin),
    );
    if (!options.isQuiet) process.stderr.write("\n");
    runs.push({ scenario, contender: contender.name, title: contender.title, result });
    columns.push({ title: contender.title, figures: result.figures });
  }
  const title = `${scenario.name}: ${scenario.title}; ${scenario.viewers} viewers, seed ${scenario.seed}`;
  console.log(["", ...formatTable(title, columns), ""].join("\n"));
  const [first] = columns;
  if (first !== undefined) console.log(`${formatRequests(first.figures, mostCauses).join("\n")}\n`);
  return runs;
}

function showProgress({ title }: Contender, progress: Progress, begin: number): void {
  const { at, of, viewers, copies } = progress;
  const elapsed = (performance.now() - begin) / 1000;
  const left = at === 0 ? 0 : (elapsed / at) * (of - at);
  const parts = [
    `${title}: ${at} of ${of} s`,
    `${viewers} viewers`,
    `${copies.toFixed(2)} copies`,
    `${Math.round(elapsed)} s so far, ${Math.round(left)} s to go at most`,
  ];
  process.stderr.write(`\r\x1b[K${parts.join(", ")}`);
}

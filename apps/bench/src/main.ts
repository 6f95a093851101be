/** `npm run bench`: runs the workloads, prints their tables, writes the report. Node. Resolves to the exit code. */
import { resolve } from "node:path";
import { help, parseOptions, type BenchOptions } from "./options.ts";
import type { WorkloadResult } from "./model/results.ts";
import type { Workload } from "./model/workload.ts";
import { profileCore } from "./profile/profile-core.ts";
import { selectWorkloads } from "./model/select.ts";
import { describeMachine } from "./report/machine.ts";
import { limitToPanels } from "./report/panels.ts";
import { readRevision } from "./report/revision.ts";
import { formatWorkload } from "./report/table.ts";
import { writeReport } from "./report/write-report.ts";
import { runWorkload } from "./run-workload.ts";
import { withStages, type StageMaker } from "./stage/stage.ts";
import { workloads } from "./workloads/index.ts";

/** 0 if every run gave figures, even if targets were missed; 1 if a run failed; 2 for a wrong command line. */
export async function main(args: readonly string[]): Promise<number> {
  const chosen = readCommandLine(args);
  if (chosen === "wrong") return 2;
  if (chosen === "help") {
    console.log(help);
    return 0;
  }
  const { options, selected } = chosen;
  const { profile, out, build } = options;
  const work = async (stages: StageMaker) => {
    if (profile === undefined) return runAll(stages, selected, options);
    await profileCore(stages, profile, out);
    return 0;
  };
  return withStages(work, build === undefined ? {} : { "/core/ours": resolve(build) });
}

async function runAll(
  stages: StageMaker,
  selected: readonly Workload[],
  { runs, quick, out }: BenchOptions,
): Promise<number> {
  const date = new Date().toISOString();
  const machine = await describeMachine();
  const { cpu, cores, system, browser } = machine;
  console.log(`${cpu}, ${cores} cores, ${system}, Chromium ${browser}`);
  const progress = createProgress();
  const results: WorkloadResult[] = [];
  for (const workload of selected) {
    const result = await runWorkload(workload, { runs, quick, stages, progress });
    console.log(["", ...formatWorkload(result), ""].join("\n"));
    results.push(result);
  }
  const report = { date, runs, quick, revision: readRevision(), machine, workloads: results };
  console.log(`Written: ${await writeReport(report, out)}`);
  const contenders = results.flatMap((result) => result.contenders);
  return contenders.some(({ failures }) => failures.length > 0) ? 1 : 0;
}

/** Prints lines with the seconds since the start. */
function createProgress(): (text: string) => void {
  const started = performance.now();
  return (text) => {
    const seconds = Math.round((performance.now() - started) / 1000);
    console.log(`${String(seconds).padStart(5)} s  ${text}`);
  };
}

function readCommandLine(
  args: readonly string[],
): { options: BenchOptions; selected: Workload[] } | "help" | "wrong" {
  try {
    const options = parseOptions(args);
    return options === undefined ? "help" : { options, selected: select(options) };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
    return "wrong";
  }
}

function select(options: BenchOptions): Workload[] {
  return selectWorkloads(options.panels ? limitToPanels(workloads) : workloads, options);
}

/** Runs one workload: every contender runs once per round, and the order changes each round, so that a slow minute affects all of them. Node. */
import { concludeWorkload, type RunRecord, type WorkloadResult } from "./model/results.ts";
import type { Contender } from "./model/contender.ts";
import type { Workload } from "./model/workload.ts";
import type { StageMaker } from "./stage/stage.ts";

export interface RunSettings {
  readonly runs: number;
  readonly quick: boolean;
  readonly stages: StageMaker;
  /** Prints progress on the terminal. */
  readonly progress: (text: string) => void;
}

/** ms that a run may take. Then its stage is cleared, which ends everything that it waits for. */
const patience = 240_000;

export async function runWorkload(
  workload: Workload,
  settings: RunSettings,
): Promise<WorkloadResult> {
  const runs =
    workload.once === true ? 1 : settings.runs * (settings.quick ? 1 : (workload.rounds ?? 1));
  const records: RunRecord[] = [];
  for (let run = 1; run <= runs; run++) {
    for (const contender of rotate(workload.contenders, run - 1)) {
      const progress = (text: string) =>
        settings.progress(`${workload.name}, run ${run} of ${runs}, ${contender.label}: ${text}`);
      const outcome = await runOnce(workload, contender, { ...settings, progress });
      if ("failed" in outcome) progress(`FAILED: ${outcome.failed}`);
      records.push({ contender: contender.id, run, outcome });
    }
  }
  return concludeWorkload(workload, records);
}

async function runOnce(
  workload: Workload,
  contender: Contender,
  { quick, stages, progress }: RunSettings,
): Promise<RunRecord["outcome"]> {
  progress("starts");
  const stage = await stages.create({ quick, progress });
  const timeout = setTimeout(() => void stage.clear(), patience);
  try {
    const outcome = await workload.run(contender, stage);
    const problems = stage.problems();
    return problems.length === 0 ? outcome : { failed: problems.join("\n") };
  } catch (error) {
    return { failed: [String(error), ...stage.problems()].join("\n") };
  } finally {
    clearTimeout(timeout);
    await stage.clear();
  }
}

function rotate<Item>(items: readonly Item[], by: number): Item[] {
  const first = by % Math.max(1, items.length);
  return [...items.slice(first), ...items.slice(0, first)];
}

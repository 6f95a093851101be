/** Which workloads and contenders a command line asks for. Pure. Throws if a name does not exist. */
import type { Contender } from "./contender.ts";
import type { Workload } from "./workload.ts";

export interface Selection {
  /** Names of workloads; undefined is all of them. */
  readonly only: readonly string[] | undefined;
  /** Ids of contenders; undefined is all of them. */
  readonly contenders: readonly string[] | undefined;
  /** Without workloads that take long. Does not apply to workloads that are named. */
  readonly quick: boolean;
}

export function selectWorkloads(
  workloads: readonly Workload[],
  { only, contenders, quick }: Selection,
): Workload[] {
  expectNames(
    only,
    workloads.map(({ name }) => name),
    "workload",
  );
  const chosen = workloads.filter(({ name, quick: isQuick }) =>
    only === undefined ? !quick || isQuick !== false : only.includes(name),
  );
  expectNames(
    contenders,
    chosen.flatMap((workload) => workload.contenders.map(({ id }) => id)),
    "contender",
  );
  return chosen.map((workload) => limitTo(workload, contenders));
}

/** The same workload with some of its contenders, and the targets that can be judged with them. */
export function limitTo(workload: Workload, ids: readonly string[] | undefined): Workload {
  if (ids === undefined) return workload;
  const has = (id: string): boolean => ids.includes(id);
  return {
    ...workload,
    contenders: workload.contenders.filter(({ id }: Contender) => has(id)),
    targets: workload.targets.filter(
      ({ contender = "ours", of }) => has(contender) && (of === "unit" || of.best.every(has)),
    ),
  };
}

function expectNames(
  asked: readonly string[] | undefined,
  known: readonly string[],
  what: string,
): void {
  const wrong = asked?.filter((name) => !known.includes(name)) ?? [];
  if (wrong.length === 0) return;
  const choice = [...new Set(known)].join(", ");
  throw new Error(`There is no ${what} ${wrong.join(", ")}. Choose from: ${choice}.`);
}

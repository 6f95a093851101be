/** The command line. Pure. */
import { parseArgs } from "node:util";
import { cores, type Core } from "./model/contender.ts";

export const help = `npm run bench [-- options]

  --runs N        runs of each workload and contender (default 3, with --quick 1)
  --quick         fewer runs and less of everything: about three minutes
  --only a,b      these workloads only
  --profile CORE  no workloads: where the time of transfers goes, by function and by thread
                  (CORE: ${cores.join(", ")})
  --out FOLDER    where the results go (default bench-results)
  --chart FILE    also writes the chart there (SVG)
  --build FOLDER  another build of ours than packages/loader/build, to compare before and after
  --as-is         installs and builds nothing first: packages/loader/build as it is, however old
  --help          this text`;

export interface BenchOptions {
  readonly runs: number;
  readonly quick: boolean;
  /** Names of workloads; undefined is all of them. */
  readonly only: readonly string[] | undefined;
  readonly profile: Core | undefined;
  /** Where the global script of ours lies. */
  readonly build: string | undefined;
  readonly out: string;
  readonly chart: string | undefined;
}

/** Undefined asks for the help text. Throws with a sentence that says what is wrong. */
export function parseOptions(args: readonly string[]): BenchOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: "string" },
      quick: { type: "boolean", default: false },
      only: { type: "string" },
      profile: { type: "string" },
      build: { type: "string" },
      out: { type: "string", default: "bench-results" },
      chart: { type: "string" },
      "as-is": { type: "boolean" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const runs = Number(values.runs ?? (values.quick ? 1 : 3));
  if (!Number.isInteger(runs) || runs < 1) throw new Error("--runs is a whole number from 1");
  return {
    runs,
    quick: values.quick,
    only: values.only?.split(",").map((name) => name.trim()),
    profile: values.profile === undefined ? undefined : readCore(values.profile),
    build: values.build,
    out: values.out,
    chart: values.chart,
  };
}

function readCore(text: string): Core {
  const core = cores.find((name) => name === text);
  if (core === undefined) throw new Error(`--profile is one of ${cores.join(", ")}`);
  return core;
}

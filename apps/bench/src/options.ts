/** The command line. Pure. */
import { parseArgs } from "node:util";
import { cores, type Core } from "./model/contender.ts";

export const help = `npm run bench [-- options]

  --runs N            runs of each workload and contender (default 3, with --quick 1)
  --quick             fewer runs and smaller workloads: about three minutes
  --only a,b          these workloads only
  --panels            only what the picture of "npm run bench:publish" shows: its workloads, and their contenders
  --contenders a,b    these contenders only, by their ids
  --profile CORE      no workloads: where the time of transfers goes, by function and by thread
                      (CORE: ${cores.join(", ")})
  --out FOLDER        where the results go (default bench-results)
  --build FOLDER      another build of Swarmlane than packages/loader/build, to compare before and after
  --as-is             do not install or build anything first: use packages/loader/build as it is
  --help              this text`;

export interface BenchOptions {
  readonly runs: number;
  readonly quick: boolean;
  /** Names of workloads; undefined is all of them. */
  readonly only: readonly string[] | undefined;
  /** Ids of contenders; undefined is all of them. */
  readonly contenders: readonly string[] | undefined;
  /** What src/report/panels.ts names, and nothing else. */
  readonly panels: boolean;
  readonly profile: Core | undefined;
  /** The folder with Swarmlane's global script. */
  readonly build: string | undefined;
  readonly out: string;
}

/** Undefined asks for the help text. Throws with a sentence that says what is wrong. */
export function parseOptions(args: readonly string[]): BenchOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: "string" },
      quick: { type: "boolean", default: false },
      only: { type: "string" },
      contenders: { type: "string" },
      panels: { type: "boolean", default: false },
      profile: { type: "string" },
      build: { type: "string" },
      out: { type: "string", default: "bench-results" },
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
    only: readNames(values.only),
    contenders: readNames(values.contenders),
    panels: values.panels,
    profile: values.profile === undefined ? undefined : readCore(values.profile),
    build: values.build,
    out: values.out,
  };
}

function readNames(text: string | undefined): string[] | undefined {
  return text?.split(",").map((name) => name.trim());
}

function readCore(text: string): Core {
  const core = cores.find((name) => name === text);
  if (core === undefined) throw new Error(`--profile is one of ${cores.join(", ")}`);
  return core;
}

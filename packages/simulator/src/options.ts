/** The command line of `npm run simulate`. Pure. */
import { parseArgs } from "node:util";
import { defaultEngineSettings, defaultLimits } from "@swarmlane/contract";
import { targets } from "./report/targets.ts";
import { type Audience, checkAudience, kinds, shareNames } from "./scenario/audience.ts";
import { type Contender, contenders } from "./scenario/contenders.ts";
import { type Scenario, scenarios } from "./scenario/scenario.ts";

/** What is done besides running scenarios. */
export type Command = "run" | "targets" | "save" | "report";

export interface Options {
  readonly command: Command;
  /** The files that `save` reads. */
  readonly files: readonly string[];
  readonly scenarios: readonly Scenario[];
  readonly contenders: readonly Contender[];
  /** A file for everything, as JSON. */
  readonly json: string | undefined;
  /** A file for a chart of copies over time, of the first scenario, as SVG. */
  readonly chart: string | undefined;
  readonly isQuiet: boolean;
}

export const usage = `npm run simulate -- [scenario …] [options]
npm run simulate -- targets [name …]   runs what the project wants to reach, with all contenders, and saves and reports it
npm run simulate -- save <file …>      saves the figures of files of --json, or of the benchmark's six viewers
npm run simulate -- report             writes the tables and the chart of the documentation from the saved figures

Scenarios (default: six-vod six-live):
${scenarios.map(({ name, title }) => `  ${name.padEnd(14)} ${title}`).join("\n")}

Targets: ${targets.map(({ name }) => name).join(", ")}

Options:
  --viewers <n>      instead of the scenario's number
  --seconds <s>      of simulated time at most
  --seed <text>      another seed gives another audience; the same one repeats a run to the byte
  --with <names>     what to compare with: ${contenders.map(({ name }) => name).join(", ")}, or all
  --only <names>     these instead: without ours, unless it is named
  --setting <n=v>    a setting of the loader, e.g. httpDownloadProbability=0.05; may be repeated
  --limit <n=v>      a limit of the engine, e.g. announceCoalesce=20; may be repeated
  --audience <k=s>   shares of the viewers instead of the scenario's, e.g. unreachable=0.2,speaks06=0.3
  --behind <n>       segments between the live edge and the playhead at the start
  --chart <file>     draws copies over time (SVG)
  --json <file>      writes all figures, of each segment and each viewer too
  --quiet            no progress

Kinds of viewers for --audience, besides speaks06 (the protocol of 0.6, whatever their kind):
${Object.entries(kinds)
  .map(([name, title]) => `  ${name.padEnd(14)} ${title}`)
  .join("\n")}`;

/** Throws a RangeError or a TypeError that says what is wrong with the arguments. */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      viewers: { type: "string" },
      seconds: { type: "string" },
      seed: { type: "string" },
      with: { type: "string", default: "" },
      only: { type: "string" },
      setting: { type: "string", multiple: true, default: [] },
      limit: { type: "string", multiple: true, default: [] },
      audience: { type: "string" },
      behind: { type: "string" },
      chart: { type: "string" },
      json: { type: "string" },
      quiet: { type: "boolean", default: false },
    },
  });
  const [first, ...others] = positionals;
  const command = first === "targets" || first === "save" || first === "report" ? first : "run";
  if (command === "save" && others.length === 0) throw new RangeError("save needs a file.");
  const names = positionals.length === 0 ? ["six-vod", "six-live"] : positionals;
  const chosen =
    command === "run"
      ? names.map((name) => find(scenarios, name, "scenario"))
      : command === "targets"
        ? scenariosOf(others)
        : [];
  return {
    command,
    files: command === "save" ? others : [],
    scenarios: chosen.map((scenario) => {
      return {
        ...scenario,
        viewers: readCount(values.viewers, "--viewers") ?? scenario.viewers,
        seconds: readCount(values.seconds, "--seconds") ?? scenario.seconds,
        seed: values.seed ?? scenario.seed,
        settings: {
          ...scenario.settings,
          ...readPairs(values.setting, defaultEngineSettings, "--setting"),
        },
        audience: readAudience(values.audience) ?? scenario.audience,
        limits: { ...scenario.limits, ...readPairs(values.limit, defaultLimits, "--limit") },
        player: {
          ...scenario.player,
          liveSegmentsBehind:
            readCount(values.behind, "--behind") ?? scenario.player.liveSegmentsBehind,
        },
      };
    }),
    contenders: contendersOf(
      values.only ?? (command === "targets" ? "all" : `ours,${values.with}`),
    ),
    chart: values.chart,
    json: values.json,
    isQuiet: values.quiet,
  };
}

/** A scenario for each seed of the targets of these names, or of all. */
function scenariosOf(names: readonly string[]): Scenario[] {
  const chosen = names.length === 0 ? targets : names.map((name) => find(targets, name, "target"));
  return chosen.flatMap(({ scenario, viewers, seconds, seeds }) =>
    seeds.map((seed) => ({ ...find(scenarios, scenario, "scenario"), viewers, seconds, seed })),
  );
}

function contendersOf(list: string): readonly Contender[] {
  const names = list.split(",").filter((name) => name !== "");
  if (names.includes("all")) return contenders;
  return [...new Set(names)].map((name) => find(contenders, name, "contender"));
}

function find<Item extends { readonly name: string }>(
  items: readonly Item[],
  name: string,
  kind: string,
): Item {
  const found = items.find((item) => item.name === name);
  if (found !== undefined) return found;
  const known = items.map((item) => item.name).join(", ");
  throw new RangeError(`There is no ${kind} "${name}". Known: ${known}.`);
}

function readCount(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new RangeError(`${name} needs a whole number above 0, not "${text}".`);
}

/** Throws a RangeError that says which share is wrong. */
function readAudience(text: string | undefined): Audience | undefined {
  if (text === undefined) return undefined;
  const shares = text.split(",").map((pair) => {
    const [name = "", share = ""] = pair.split("=");
    if (!shareNames.some((known) => known === name) || share === "")
      throw new RangeError(
        `--audience needs name=share, not "${pair}". Names: ${shareNames.join(", ")}.`,
      );
    return [name, Number(share)] as const;
  });
  const audience: Audience = Object.fromEntries(shares);
  checkAudience(audience);
  return audience;
}

/** `known` has the names that there are, with values of the types that they take. */
function readPairs<Known extends object>(
  pairs: readonly string[],
  known: Known,
  option: string,
): Partial<Known> {
  const read = pairs.map((pair) => readPair(pair, option));
  for (const [name, value] of read) {
    const usual = new Map<string, unknown>(Object.entries(known)).get(name);
    if (usual === undefined) throw new RangeError(`${option}: there is no "${name}".`);
    if (typeof usual !== typeof value)
      throw new RangeError(`${option}: "${name}" takes a ${typeof usual}.`);
  }
  return Object.fromEntries(read) as Partial<Known>;
}

function readPair(pair: string, option: string): [name: string, value: number | boolean] {
  const [name = "", value = ""] = pair.split("=");
  if (value === "true" || value === "false") return [name, value === "true"];
  const number = Number(value);
  if (name !== "" && value !== "" && Number.isFinite(number)) return [name, number];
  throw new RangeError(`${option} needs name=number or name=true, not "${pair}".`);
}

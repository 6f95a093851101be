/** The results as tables in Markdown. Pure. Columns are padded as Prettier does it. */
import { like062, neighbours, noP2P, ours } from "../scenario/contenders.ts";
import type { RealRun, Saved, SavedRun } from "./saved-run.ts";
import { type Goal, type Mean, meanOf, missedOf, type Target, targets } from "./targets.ts";

/** The workloads of the benchmark, their scenarios here, and how many copies they may take. */
export const workloads = [
  { name: "six-viewers", scenario: "six-vod", viewers: 6, copies: 1.05 },
  { name: "six-viewers-live", scenario: "six-live", viewers: 6, copies: 1.1 },
] as const;

/** Contenders of the benchmark, and those here. */
const sameContenders: ReadonlyMap<string, string> = new Map([
  [ours.name, ours.name],
  ["0.6.2", like062.name],
]);

/** By how much simulated copies may differ from real ones. */
const tolerance = 0.1;
const none = "–";

export function formatDocument(saved: Saved): string {
  return [
    "`npm run simulate -- targets` runs what is in this table, and `npm run simulate -- report` writes it from",
    "[the saved figures](figures/simulator.json). Figures are means over the seeds; the column counts those of ours, and others may",
    "have fewer. Stalls are those of all seeds together.",
    '"Settled" are the segments that were first requested after the first minute. "Not connected" are the copies that went to viewers',
    "without any connection, most of them newcomers, although others had the segment or were loading it.",
    "",
    ...formatTargets(saved.runs),
    "",
    "Share from peers, as far as it is a target:",
    "",
    ...formatShares(saved.runs),
    "",
    "What viewers see and give, with ours. The first picture is in ms, and so is that without P2P. Uploads are shares of what a",
    "viewer downloads; the Gini coefficient is 0 if all upload the same. Connections are those of a viewer and minute.",
    "",
    ...formatViewers(saved.runs),
    ...(saved.real.length === 0 ? [] : ["", "Viewers in real browsers:", "", ...formatReal(saved)]),
    "",
  ].join("\n");
}

function formatTargets(runs: readonly SavedRun[]): string[] {
  const head = [
    ...[
      "scenario",
      "seeds",
      "copies: target",
      "ours (settled)",
      "not connected",
      "neighbour election",
    ],
    ...["n/(d+1)", "like 0.6.2", "no P2P", "stalls: ours, no P2P", "missed"],
  ];
  const rows = targets.map((target) => {
    const of = (contender: string): Mean | undefined => meanOf(target, contender, runs);
    const [own, without] = [of(ours.name), of(noP2P.name)];
    return [
      target.title,
      own === undefined ? none : String(own.seeds),
      target.goal.copies === undefined ? none : `≤ ${target.goal.copies}`,
      copiesOf(own),
      own === undefined ? none : own.unconnectedCopies.toFixed(1),
      copiesOf(of(neighbours.name)),
      own === undefined ? none : own.of("neighbourElection").toFixed(1),
      copiesOf(of(like062.name)),
      copiesOf(without),
      `${own?.stalls ?? none}, ${without?.stalls ?? none}`,
      verdictOf(target, own, without),
    ];
  });
  return formatMarkdown([head, ...rows]);
}

function copiesOf(mean: Mean | undefined): string {
  return mean === undefined
    ? none
    : `${mean.of("copies").toFixed(1)} (${mean.of("copiesSettled").toFixed(1)})`;
}

function verdictOf(target: Target, own: Mean | undefined, without: Mean | undefined): string {
  if (own === undefined) return "not simulated";
  const missed = missedOf(target, own, without);
  if (missed.length > 0) return `**${missed.join(", ")}**`;
  return Object.keys(target.goal).length === 0 ? "no target" : "nothing";
}

function formatShares(runs: readonly SavedRun[]): string[] {
  const head = ["scenario", "target", "ours", "neighbour election", "like 0.6.2", "best possible"];
  const rows = targets.flatMap((target) => {
    const { goal } = target;
    if (goal.fromPeers === undefined && goal.ofBest === undefined) return [];
    const of = (contender: string): string => shareOf(meanOf(target, contender, runs), goal);
    const own = meanOf(target, ours.name, runs);
    return [
      [
        target.title,
        goal.ofBest === undefined
          ? `≥ ${percent(goal.fromPeers ?? 0)}`
          : `≥ ${percent(goal.ofBest)} of the best`,
        ...[of(ours.name), of(neighbours.name), of(like062.name)],
        own === undefined || own.of("bestShare") === 0 ? none : percent(own.of("bestShare")),
      ],
    ];
  });
  return formatMarkdown([head, ...rows]);
}

function shareOf(mean: Mean | undefined, { ofBest }: Goal): string {
  if (mean === undefined) return none;
  const share = percent(mean.of("shareFromPeers"));
  return ofBest === undefined ? share : `${share}: ${percent(mean.of("shareOfBest"))} of the best`;
}

function formatViewers(runs: readonly SavedRun[]): string[] {
  const head = [
    ...["scenario", "first picture (95 %)", "no P2P", "uploads: median, 95 %, most", "Gini"],
    ...["commands", "connections: made, lost, failed"],
  ];
  const rows = targets.flatMap((target) => {
    const own = meanOf(target, ours.name, runs)?.of;
    if (own === undefined) return [];
    const without = meanOf(target, noP2P.name, runs)?.of;
    const shares = [own("uploadRatioMedian"), own("uploadRatioP95"), own("uploadRatioMost")];
    const connections = [own("connectionsMade"), own("connectionsLost"), own("connectionsFailed")];
    return [
      [
        target.title,
        startOf(own),
        without === undefined ? none : startOf(without),
        shares.map(percent).join(", "),
        own("uploadGini").toFixed(2),
        percent(own("controlShare")),
        connections.map((count) => count.toFixed(1)).join(", "),
      ],
    ];
  });
  return formatMarkdown([head, ...rows]);
}

function startOf(mean: Mean["of"]): string {
  return `${Math.round(mean("startUpMedian"))} (${Math.round(mean("startUpP95"))})`;
}

/** Real viewers beside simulated ones: whether the simulator can be trusted, and what they should reach. */
function formatReal({ runs, real }: Saved): string[] {
  const head = ["workload", "target", "contender", "real", "simulated", "stalls", "agree"];
  const rows = workloads.flatMap(({ name, scenario, viewers, copies }) =>
    real
      .filter(({ workload }) => workload === name)
      .map((measured) => {
        const same = runs.filter(
          (run) =>
            run.scenario === scenario &&
            run.viewers === viewers &&
            run.contender === sameContenders.get(measured.contender),
        );
        const target = measured.contender === ours.name ? `≤ ${copies}` : none;
        return [name, target, measured.contender, ...compare(measured, same)];
      }),
  );
  return formatMarkdown([head, ...rows]);
}

function compare(real: RealRun, simulated: readonly SavedRun[]): string[] {
  const measured = `${real.copies.toFixed(2)} (${real.date})`;
  if (simulated.length === 0) return [measured, none, `${real.stalls}, ${none}`, none];
  const copies = simulated.reduce((sum, run) => sum + run.copies, 0) / simulated.length;
  const stalls = simulated.reduce((sum, run) => sum + run.stalls, 0);
  const agree = Math.abs(copies / real.copies - 1) <= tolerance && stalls === real.stalls;
  return [measured, copies.toFixed(2), `${real.stalls}, ${stalls}`, agree ? "yes" : "**no**"];
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}

function formatMarkdown(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(3, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)];
}

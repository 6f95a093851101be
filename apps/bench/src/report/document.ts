/** The results as Markdown, for docs/benchmark.md: every figure and every target, also those that were missed. Pure. */
import { formatFigure } from "../model/figure.ts";
import type { ContenderResult, WorkloadResult } from "../model/results.ts";
import type { Verdict } from "../model/target.ts";
import type { Measurement } from "./merge.ts";
import { runsText, type ChosenPanel } from "./panels.ts";
import type { Report } from "./report.ts";
import { firstLine, formatCell } from "./table.ts";

export function formatDocument(
  measurements: readonly Measurement[],
  panels: readonly ChosenPanel[],
): string {
  return [
    ...formatSummary(measurements.flatMap(({ result }) => result.verdicts)),
    ...formatPanels(panels),
    ...measurements.flatMap(formatSection),
  ].join("\n");
}

/** Where and when: below the picture, and in the head of each section. */
export function describeConditions({ date, machine, revision }: Report): string {
  const build = revision === undefined ? [] : [describeBuild(revision)];
  const { cpu, cores, browser } = machine;
  return [date.slice(0, 10), ...build, `${cpu}, ${cores} cores`, `Chromium ${browser}`].join(", ");
}

function describeBuild({ commit, isChanged }: NonNullable<Report["revision"]>): string {
  return `commit ${commit}${isChanged ? " with changes" : ""}`;
}

function formatSummary(verdicts: readonly Verdict[]): string[] {
  const count = (wanted: boolean | undefined) =>
    verdicts.filter(({ reached }) => reached === wanted).length;
  const [reached, missed, unknown] = [count(true), count(false), count(undefined)];
  const rest = unknown === 0 ? "" : `, ${unknown} not judged`;
  return [`There are ${verdicts.length} targets: ${reached} reached, ${missed} missed${rest}.`, ""];
}

function formatPanels(panels: readonly ChosenPanel[]): string[] {
  return [
    "### The picture",
    "",
    ...tableOf([
      ["panel", "workload", "Swarmlane", "target", "result"],
      ...panels.map(({ choice, panel }) => {
        if ("missing" in panel)
          return [choice.title, choice.workload, "not shown", "", panel.missing];
        const { bars, unit, target } = panel;
        return [
          choice.title,
          choice.workload,
          `${formatFigure(bars[0]?.median ?? 0)} ${unit}`,
          target === undefined ? "none" : `at most ${formatFigure(target.limit)} ${unit}`,
          target === undefined ? "" : wordFor(target.reached),
        ];
      }),
    ]),
    "",
  ];
}

function formatSection({ result, report }: Measurement): string[] {
  const { name, title, metrics, contenders, verdicts } = result;
  return [
    `### ${name}`,
    "",
    `${sentence(title)} ${sentence(runsText(contenders))} ${describeConditions(report)}.`,
    "",
    ...tableOf([
      ["metric", ...contenders.map(({ label }) => label)],
      ...metrics.map(({ id, label, unit, better }) => [
        `${label}, ${unit} (${better} is better)`,
        ...contenders.map((contender) => formatCell(contender, id)),
      ]),
    ]),
    "",
    ...formatVerdicts(result),
    ...(verdicts.length === 0 ? [] : [""]),
    ...contenders.flatMap(formatTroubles),
  ];
}

function formatVerdicts({ verdicts }: WorkloadResult): string[] {
  if (verdicts.length === 0) return [];
  return tableOf([
    ["target", "measured", "result"],
    ...verdicts.map(({ text, found, reached }) => [text, found, wordFor(reached)]),
  ]);
}

function formatTroubles({ label, runs, failures, impossible }: ContenderResult): string[] {
  const lines = [
    ...impossible.map((reason) => `- ${label}: ${reason}`),
    ...[...new Set(failures.map(firstLine))].map((reason) => `- ${label}: ${reason}`),
  ];
  if (lines.length === 0) return [];
  const all = runs.length + failures.length;
  return [
    ...(failures.length === 0 ? [] : [`${failures.length} of ${all} runs of ${label} failed:`, ""]),
    ...lines,
    "",
  ];
}

function wordFor(reached: boolean | undefined): string {
  if (reached === undefined) return "unknown";
  return reached ? "reached" : "**missed**";
}

/** Titles are phrases. */
function sentence(title: string): string {
  return `${title.charAt(0).toUpperCase()}${title.slice(1)}.`;
}

/** @param rows the first is the head */
function tableOf(rows: readonly (readonly string[])[]): string[] {
  const lines = rows.map((cells) => `| ${cells.map(escapeCell).join(" | ")} |`);
  const rule = `| ${(rows[0] ?? []).map(() => "---").join(" | ")} |`;
  return [...lines.slice(0, 1), rule, ...lines.slice(1)];
}

const escapeCell = (text: string) => text.replaceAll("|", String.raw`\|`);

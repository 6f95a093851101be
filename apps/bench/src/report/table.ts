/** The results as text for a terminal. Pure. */
import { formatFigure } from "../model/figure.ts";
import type { ContenderResult, WorkloadResult } from "../model/results.ts";

/** One workload: a head, a row for each metric, a line for each target. */
export function formatWorkload(result: WorkloadResult): string[] {
  const head = ["", ...result.contenders.map(({ label }) => label)];
  const rows = result.metrics.map(({ id, label, unit }) => [
    `${label}, ${unit}`,
    ...result.contenders.map((contender) => formatCell(contender, id)),
  ]);
  return [
    `${result.name}: ${result.title}`,
    ...alignColumns([head, ...rows]),
    ...result.contenders.flatMap(formatTroubles),
    ...result.verdicts.map(
      ({ text, found, reached }) => `  ${verdictWord(reached)}  ${text}: ${found}`,
    ),
  ];
}

export function verdictWord(reached: boolean | undefined): string {
  if (reached === undefined) return "unknown";
  return reached ? "reached" : "MISSED ";
}

/** Median, and half the distance between the lowest and the highest run. */
export function formatCell(
  { summaries, failures, impossible }: ContenderResult,
  id: string,
): string {
  const summary = summaries[id];
  if (summary !== undefined) {
    return `${formatFigure(summary.median)} ±${Math.round(50 * summary.spread)}%`;
  }
  if (failures.length > 0) return "failed";
  return impossible.length > 0 ? "not possible" : "–";
}

function formatTroubles({ label, failures, impossible }: ContenderResult): string[] {
  return [
    ...impossible.map((reason) => `  ${label}: ${reason}`),
    ...failures.map((failure) => `  ${label} failed: ${firstLine(failure)}`),
  ];
}

/** The rest is in the report's file. */
export function firstLine(text: string): string {
  return text.split("\n", 1).join("");
}

function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 ? `  ${cell.padEnd(width)}` : cell.padStart(width + 2);
      })
      .join(""),
  );
}

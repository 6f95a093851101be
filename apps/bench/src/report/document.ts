/** The results as Markdown, for docs/benchmark.md: the newest full measurement of each workload, also what was missed. Pure. */
import type { WorkloadResult } from "../model/results.ts";
import type { Report } from "./report.ts";
import { formatCell } from "./table.ts";

/** @param reports in any order; quick ones are not published */
export function formatDocument(reports: readonly Report[]): string {
  const newest = newestOf(reports);
  return [...newest.values()]
    .flatMap(([result, report]) => formatSection(result, report))
    .join("\n");
}

function newestOf(reports: readonly Report[]): Map<string, [WorkloadResult, Report]> {
  const found = new Map<string, [WorkloadResult, Report]>();
  const oldestFirst = reports
    .filter(({ quick }) => !quick)
    .sort((a, b) => (a.date < b.date ? -1 : 1));
  for (const report of oldestFirst)
    for (const result of report.workloads) found.set(result.name, [result, report]);
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function formatSection(result: WorkloadResult, { date, runs }: Report): string[] {
  const { name, title, metrics, contenders, verdicts } = result;
  return [
    `### ${name}`,
    "",
    `${sentence(title)} ${date.slice(0, 10)}, ${runs} ${runs === 1 ? "run" : "runs"}.`,
    "",
    ...tableOf([
      ["metric", ...contenders.map(({ label }) => label)],
      ...metrics.map(({ id, label, unit, better }) => [
        `${label}, ${unit} (${better} is better)`,
        ...contenders.map((contender) => formatCell(contender, id)),
      ]),
    ]),
    "",
    ...(verdicts.length === 0
      ? []
      : [
          ...tableOf([
            ["target", "measured", "result"],
            ...verdicts.map(({ text, found, reached }) => [text, found, wordFor(reached)]),
          ]),
          "",
        ]),
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

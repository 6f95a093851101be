/** Puts a report on the disk. Node. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { drawChart } from "./chart.ts";
import type { Report } from "./report.ts";

/** Writes `<date>.json` and `<date>.svg` into `folder`, and the chart to `chart` as well. Resolves to the paths. */
export async function writeReport(
  report: Report,
  folder: string,
  chart: string | undefined,
): Promise<string[]> {
  const name = join(folder, report.date.replaceAll(":", "-"));
  const svg = drawChart(report);
  const files: [path: string, text: string][] = [
    [`${name}.json`, `${JSON.stringify(report, null, 2)}\n`],
    [`${name}.svg`, svg],
    ...(chart === undefined ? [] : [[chart, svg] satisfies [string, string]]),
  ];
  for (const [path, text] of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  return files.map(([path]) => path);
}

/** Saves a report as a file. Node. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Report } from "./report.ts";

/** Writes `<date>.json` into `folder`. Resolves to its path. */
export async function writeReport(report: Report, folder: string): Promise<string> {
  const path = join(folder, `${report.date.replaceAll(":", "-")}.json`);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(report, null, 2)}\n`);
  return path;
}

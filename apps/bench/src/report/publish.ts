/** What `npm run bench:publish` writes: the tables, and the picture if there is anything to draw. Pure. */
import type { Workload } from "../model/workload.ts";
import { workloads as allWorkloads } from "../workloads/index.ts";
import { drawChart } from "./chart.ts";
import { describeConditions, formatDocument } from "./document.ts";
import { mergeReports } from "./merge.ts";
import { choosePanels, panelChoices, type PanelChoice } from "./panels.ts";
import type { Report } from "./report.ts";

export interface Publication {
  readonly markdown: string;
  /** SVG; undefined if no panel has figures. */
  readonly chart: string | undefined;
}

export function publish(
  reports: readonly Report[],
  workloads: readonly Workload[] = allWorkloads,
  choices: readonly PanelChoice[] = panelChoices,
): Publication {
  const measurements = mergeReports(reports, workloads);
  const results = measurements.map(({ result }) => result);
  const chosen = choosePanels(results, choices);
  const panels = chosen.flatMap(({ panel }) => ("missing" in panel ? [] : [panel]));
  const drawn = chosen.filter(({ panel }) => !("missing" in panel));
  const shown = drawn.map(({ choice }) => choice.workload);
  const conditions = measurements
    .filter(({ result }) => shown.includes(result.name))
    .map(({ report }) => describeConditions(report));
  return {
    markdown: formatDocument(measurements, chosen),
    chart: panels.length === 0 ? undefined : drawChart(panels, [...new Set(conditions)]),
  };
}

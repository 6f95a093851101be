/** The results as a picture (SVG): one panel for each metric that a target names, one bar for each contender. Pure. */
import type { ContenderResult, WorkloadResult } from "../model/results.ts";
import { formatFigure } from "../model/figure.ts";
import type { Metric } from "../model/metric.ts";
import type { Report } from "./report.ts";

interface Panel {
  readonly workload: string;
  readonly metric: Metric;
  readonly bars: readonly Bar[];
}

interface Bar {
  readonly label: string;
  readonly ours: boolean;
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** Pixels. */
const columns = 2;
const panelWidth = 460;
const head = 44;
const row = 22;
const gap = 24;
const labelWidth = 130;
const figureWidth = 60;
const barWidth = panelWidth - labelWidth - figureWidth;

export function drawChart(report: Report): string {
  const panels = report.workloads.flatMap(panelsOf);
  const lines = Array.from({ length: Math.ceil(panels.length / columns) }, (_, line) =>
    panels.slice(line * columns, (line + 1) * columns),
  );
  const parts: string[] = [];
  let top = gap;
  for (const line of lines) {
    line.forEach((panel, column) => {
      parts.push(drawPanel(panel, gap + column * (panelWidth + gap), top));
    });
    top += head + row * Math.max(...line.map(({ bars }) => bars.length)) + gap;
  }
  const width = columns * (panelWidth + gap) + gap;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top + gap}" font-family="system-ui, sans-serif" font-size="13">`,
    `<title>${escape(`Benchmark of ${report.date}`)}</title>`,
    `<rect width="${width}" height="${top + gap}" fill="#fff"/>`,
    ...parts,
    `<text x="${gap}" y="${top}" fill="#666">${escape(footer(report))}</text>`,
    "</svg>\n",
  ].join("\n");
}

function panelsOf({ name, metrics, contenders, targets }: WorkloadResult): Panel[] {
  return metrics
    .filter(({ id }) => targets.some(({ metric }) => metric === id))
    .map((metric) => ({
      workload: name,
      metric,
      bars: contenders.flatMap((contender) => barOf(contender, metric)),
    }))
    .filter(({ bars }) => bars.length > 0);
}

function barOf({ core, label, summaries }: ContenderResult, metric: Metric): Bar[] {
  const summary = summaries[metric.id];
  return summary === undefined ? [] : [{ label, ours: core === "ours", ...summary }];
}

function drawPanel({ workload, metric, bars }: Panel, left: number, top: number): string {
  const longest = Math.max(...bars.map(({ most }) => most));
  const scale = longest > 0 ? barWidth / longest : 0;
  return [
    `<g transform="translate(${left} ${top})">`,
    `<text y="12" fill="#666">${escape(`${workload}, ${metric.better} is better`)}</text>`,
    `<text y="30" font-weight="600">${escape(`${metric.label}, ${metric.unit}`)}</text>`,
    ...bars.map((bar, index) => drawBar(bar, scale, head - 6 + index * row)),
    "</g>",
  ].join("\n");
}

/** The bar is the median; the thin line goes from the least to the most. A figure below zero has no bar. */
function drawBar({ label, ours, median, least, most }: Bar, scale: number, top: number): string {
  const length = (figure: number) => Math.max(0, figure) * scale;
  const x = (figure: number) => (labelWidth + length(figure)).toFixed(1);
  const middle = top + row / 2;
  return [
    `<text x="${labelWidth - 8}" y="${middle + 4}" text-anchor="end">${escape(label)}</text>`,
    `<rect x="${labelWidth}" y="${top + 3}" width="${length(median).toFixed(1)}" height="${row - 6}" fill="${ours ? "#0a7d5a" : "#b4bcc6"}"/>`,
    `<line x1="${x(least)}" x2="${x(most)}" y1="${middle}" y2="${middle}" stroke="#333"/>`,
    `<text x="${panelWidth - figureWidth + 8}" y="${middle + 4}">${formatFigure(median)}</text>`,
  ].join("");
}

function footer({ date, runs, quick, machine }: Report): string {
  const { cpu, cores, browser } = machine;
  const kind = quick ? "quick, " : "";
  return `Medians of ${runs} (${kind}${date.slice(0, 10)}), all on one machine: ${cpu}, ${cores} cores, Chromium ${browser}`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

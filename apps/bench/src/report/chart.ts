/**
 * The published picture (SVG): up to eight panels, two in a row, each with a bar per contender and its target. Pure.
 * It follows the reader's colour scheme, and says in words what colours say: bars have labels, targets have a result. Blue
 * and orange are those of Okabe and Ito's palette, which colour-blind readers can tell apart.
 */
import { formatFigure } from "../model/figure.ts";
import type { Bar, Panel, PanelTarget } from "./panels.ts";

/** px. The smallest text has 12. */
const columns = 2;
const panelWidth = 440;
const gap = 24;
const titleHeight = 44;
const row = 24;
const targetHeight = 26;
const labelWidth = 168;
const barWidth = 170;
/** Figures have a column of their own, so that no line crosses them. */
const figureLeft = labelWidth + barWidth + 12;

const style = `
  svg { color-scheme: light dark; font: 13px system-ui, sans-serif; }
  .page { fill: #ffffff; } text { fill: #1f2328; } .quiet { fill: #59636e; font-size: 12px; }
  .title { font-size: 14px; font-weight: 600; } .ours { fill: #0072b2; } .other { fill: #9aa4af; }
  text.ours { fill: #1f2328; font-weight: 600; } .range { stroke: #1f2328; } .target { stroke: #b34700; } text.goal { fill: #a33f00; font-size: 12px; }
  @media (prefers-color-scheme: dark) {
    .page { fill: #0d1117; } text, text.ours { fill: #f0f6fc; } .quiet { fill: #a3adb8; } .ours { fill: #56b4e9; }
    .other { fill: #6b7480; } .range { stroke: #f0f6fc; } .target { stroke: #e69f00; } text.goal { fill: #e69f00; }
  }`;

/** @param footer where and when this was measured; a line for each time */
export function drawChart(panels: readonly Panel[], footer: readonly string[]): string {
  const lines = Array.from({ length: Math.ceil(panels.length / columns) }, (_, line) =>
    panels.slice(line * columns, (line + 1) * columns),
  );
  const parts: string[] = [];
  let top = gap;
  for (const line of lines) {
    for (const [column, panel] of line.entries()) {
      parts.push(drawPanel(panel, gap + column * (panelWidth + gap), top));
    }
    top += Math.max(...line.map(heightOf)) + gap;
  }
  const width = columns * (panelWidth + gap) + gap;
  const height = top + 12 + Math.max(0, footer.length - 1) * row;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title description">`,
    `<title id="title">Swarmlane compared with other loaders. Shorter bars are better.</title>`,
    `<desc id="description">${escape([...panels.map(describePanel), footer.join("; ")].join(" "))}</desc>`,
    `<style>${style}\n</style>`,
    `<rect class="page" width="${width}" height="${height}" rx="6"/>`,
    ...parts,
    ...footer.map(
      (line, index) =>
        `<text class="quiet" x="${gap}" y="${top + index * row}">${escape(line)}</text>`,
    ),
    "</svg>\n",
  ].join("\n");
}

function heightOf({ bars, target }: Panel): number {
  return titleHeight + row * bars.length + (target === undefined ? 0 : targetHeight);
}

function drawPanel(panel: Panel, left: number, top: number): string {
  const { title, bars, target } = panel;
  const longest = Math.max(...bars.map(({ most }) => most), target?.limit ?? 0);
  const scale = longest > 0 ? barWidth / longest : 0;
  return [
    `<g transform="translate(${left} ${top})">`,
    `<text class="title" y="12">${escape(title)}</text>`,
    `<text class="quiet" y="31">${escape(`${unitText(panel)}, median of ${panel.runs}; lower is better`)}</text>`,
    ...bars.map((bar, index) => drawBar(bar, scale, titleHeight + index * row)),
    ...(target === undefined ? [] : [drawTarget(target, scale, bars.length)]),
    "</g>",
  ].join("\n");
}

/** The bar is the median, and the thin line goes from the lowest to the highest run. A figure below zero has no bar. */
function drawBar(bar: Bar, scale: number, top: number): string {
  const { label, ours, median, least, most, beside } = bar;
  const length = (figure: number) => Math.max(0, figure) * scale;
  const x = (figure: number) => (labelWidth + length(figure)).toFixed(1);
  const middle = top + row / 2;
  const kind = ours ? "ours" : "other";
  const figures = `${formatFigure(median)}${beside === undefined ? "" : ` (${formatFigure(beside)})`}`;
  return [
    `<text ${ours ? 'class="ours" ' : ""}x="${labelWidth - 10}" y="${middle + 4}" text-anchor="end">${escape(label)}</text>`,
    `<rect class="${kind}" x="${labelWidth}" y="${top + 4}" width="${length(median).toFixed(1)}" height="${row - 8}"/>`,
    `<line class="range" x1="${x(least)}" x2="${x(most)}" y1="${middle}" y2="${middle}"/>`,
    `<text ${ours ? 'class="ours" ' : ""}x="${figureLeft}" y="${middle + 4}">${escape(figures)}</text>`,
  ].join("");
}

/** A dashed line through the bars, with its figure and the result below them. */
function drawTarget(target: PanelTarget, scale: number, bars: number): string {
  const x = labelWidth + target.limit * scale;
  const bottom = titleHeight + bars * row + 4;
  // Text that begins at a line far to the right would leave the panel.
  const anchor = x > labelWidth + barWidth / 2 ? "end" : "start";
  return [
    `<line class="target" x1="${x.toFixed(1)}" x2="${x.toFixed(1)}" y1="${titleHeight}" y2="${bottom}" stroke-width="2" stroke-dasharray="5 3"/>`,
    `<text class="goal" x="${x.toFixed(1)}" y="${bottom + 14}" text-anchor="${anchor}">${escape(targetText(target))}</text>`,
  ].join("");
}

function targetText({ limit, reached }: PanelTarget): string {
  return `target: at most ${formatFigure(limit)}, ${reached ? "reached" : "missed"}`;
}

function unitText({ unit, beside }: Panel): string {
  return beside === undefined ? unit : `${unit} (in brackets: ${beside})`;
}

/** A sentence for readers who do not see the picture. */
function describePanel({ title, unit, runs, bars, target }: Panel): string {
  const figures = bars.map(({ label, median }) => `${label} ${formatFigure(median)} ${unit}`);
  const goal = target === undefined ? [] : [targetText(target)];
  return `${title}, median of ${runs}: ${[...figures, ...goal].join("; ")}.`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

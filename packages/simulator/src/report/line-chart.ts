/** A chart with lines, as SVG. Pure. Both axes may be logarithmic. */

export interface Series {
  readonly label: string;
  readonly colour: string;
  /** A line that was calculated and not simulated is dashed. */
  readonly isDashed?: boolean;
  /** In ascending order of x. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Axis {
  readonly label: string;
  readonly isLog: boolean;
  /** Values that have a line and a number. The first and the last are the ends of the axis. */
  readonly ticks: readonly number[];
}

export interface LineChart {
  readonly title: string;
  /** Below the chart: what was simulated. */
  readonly note: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
}

/** Pixels. */
const width = 760;
const height = 440;
const plot = { left: 64, right: 580, top: 56, bottom: 360 };
/** Between the baselines of two labels at the ends of lines. */
const labelSpace = 17;
/** Points are marked if a line has no more of them. */
const mostMarks = 12;

export function drawLineChart({ title, note, x, y, series }: LineChart): string {
  const across = scaleOf(x, plot.left, plot.right);
  const up = scaleOf(y, plot.bottom, plot.top);
  const drawn = series.filter(({ points }) => points.length > 0);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="13">`,
    `<title>${escape(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="24" y="28" font-size="15" font-weight="600">${escape(title)}</text>`,
    ...y.ticks.map((tick) => drawTickOfY(tick, up(tick))),
    ...x.ticks.map((tick) => drawTickOfX(tick, across(tick))),
    `<text x="${(plot.left + plot.right) / 2}" y="${plot.bottom + 42}" text-anchor="middle" fill="#666">${escape(x.label)}</text>`,
    `<text x="24" y="${plot.top - 8}" fill="#666">${escape(y.label)}</text>`,
    ...drawn.map((each) => drawLine(each, across, up)),
    ...drawLabels(drawn, across, up),
    `<text x="24" y="${height - 12}" fill="#666">${escape(note)}</text>`,
    "</svg>\n",
  ].join("\n");
}

type Scale = (value: number) => number;

/** A value beyond the axis is drawn at its end. */
function scaleOf({ isLog, ticks }: Axis, from: number, to: number): Scale {
  const place = isLog ? Math.log : (value: number) => value;
  const [first = 0, last = 1] = [ticks[0], ticks.at(-1)];
  const [low, high] = [place(first), place(last)];
  return (value) => {
    const within = place(Math.min(last, Math.max(first, value))) - low;
    return from + (high > low ? within / (high - low) : 0) * (to - from);
  };
}

function drawTickOfY(tick: number, at: number): string {
  return (
    `<line x1="${plot.left}" x2="${plot.right}" y1="${at.toFixed(1)}" y2="${at.toFixed(1)}" stroke="#e4e7eb"/>` +
    `<text x="${plot.left - 8}" y="${(at + 4).toFixed(1)}" text-anchor="end">${format(tick)}</text>`
  );
}

function drawTickOfX(tick: number, at: number): string {
  return (
    `<line x1="${at.toFixed(1)}" x2="${at.toFixed(1)}" y1="${plot.bottom}" y2="${plot.bottom + 5}" stroke="#666"/>` +
    `<text x="${at.toFixed(1)}" y="${plot.bottom + 20}" text-anchor="middle">${format(tick)}</text>`
  );
}

function drawLine({ colour, isDashed, points }: Series, across: Scale, up: Scale): string {
  const path = points.map(([x, y]) => `${across(x).toFixed(1)},${up(y).toFixed(1)}`).join(" ");
  const dashes = isDashed ? ' stroke-dasharray="5 4"' : "";
  const line = `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"${dashes}/>`;
  if (isDashed || points.length > mostMarks) return line;
  const marks = points.map(
    ([x, y]) =>
      `<circle cx="${across(x).toFixed(1)}" cy="${up(y).toFixed(1)}" r="3" fill="${colour}"/>`,
  );
  return line + marks.join("");
}

/** At the ends of the lines, moved apart where they would overlap. */
function drawLabels(series: readonly Series[], across: Scale, up: Scale): string[] {
  const labels = series
    .flatMap(({ label, colour, points }) => {
      const end = points.at(-1);
      return end === undefined ? [] : [{ label, colour, x: across(end[0]), y: up(end[1]) }];
    })
    .sort((one, other) => one.y - other.y);
  let lowest = -Infinity;
  return labels.map(({ label, colour, x, y }) => {
    lowest = Math.max(y, lowest + labelSpace);
    return `<text x="${(x + 8).toFixed(1)}" y="${(lowest + 4).toFixed(1)}" fill="${colour}">${escape(label)}</text>`;
  });
}

function format(number: number): string {
  return number.toLocaleString("en-US");
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** 1, 3, 10, 30, …: from the one at or below `low` to the one at or above `high`. Both are above 0. */
export function logTicks(low: number, high: number): number[] {
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); ; power += 1) {
    for (const factor of [1, 3]) {
      const tick = factor * 10 ** power;
      const next = factor === 1 ? 3 * tick : (10 * tick) / 3;
      if (next > low) ticks.push(tick);
      if (tick >= high) return ticks;
    }
  }
}

/** About five round steps from 0 to at least `high`. */
export function evenTicks(high: number): number[] {
  const rough = Math.max(high, 1e-9) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.ceil(high / step) + 1 }, (_, index) => index * step);
}

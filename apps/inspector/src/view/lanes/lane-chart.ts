/** The time chart of the lanes. uPlot provides the scale, the axis and the pointer, and the lanes are painted into it. */
import uPlot from "uplot";
import type { TimeRange } from "../../state/time-range.ts";
import { timeInWords } from "../../words/numbers.ts";
import { laneHeight, paintLanes, type LanePicture } from "./paint-lanes.ts";

/** px. */
export const axisHeight = 24;

export interface LaneChart {
  show(picture: LanePicture, range: TimeRange): void;
  resize(width: number, height: number): void;
  destroy(): void;
}

export interface LaneChartListener {
  /** Dragged over. */
  onRange(range: TimeRange): void;
  /** `t` in ms of the session; `x` and `y` in px of the chart. */
  onPoint(point: LanePoint | undefined): void;
  onPick(point: LanePoint): void;
  /** Twice. */
  onGoTo(point: LanePoint): void;
}

export interface LanePoint {
  readonly row: number;
  readonly t: number;
  readonly x: number;
  readonly y: number;
}

/** ms between two lines of the grid. */
const steps = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 15e3, 3e4, 6e4, 12e4, 3e5, 6e5, 18e5,
  36e5,
];

export function createLaneChart(place: HTMLElement, listener: LaneChartListener): LaneChart {
  let picture: LanePicture | undefined;
  const quiet = (): string => picture?.palette.quiet ?? "gray";
  const chart = new uPlot(
    {
      width: Math.max(50, place.clientWidth),
      height: Math.max(50, place.clientHeight),
      padding: [0, 0, 0, 0],
      legend: { show: false },
      scales: { x: { time: false, auto: false }, y: { range: [0, 1] } },
      series: [{}, { show: false }],
      axes: [
        Object.assign(
          timeAxis(quiet, () => picture?.palette.line ?? "gray"),
          { side: top, align: left },
        ),
        { show: false },
      ],
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: true, y: false, setScale: false },
        bind: { dblclick: () => null },
      },
      hooks: { draw: [draw], setSelect: [takeDragged] },
    },
    [
      [0, 1],
      [null, null],
    ],
    place,
  );
  listen(chart, () => picture?.scrollTop ?? 0, listener);

  function draw({ ctx: context, bbox, over }: uPlot): void {
    if (picture === undefined) return;
    const ratio = bbox.width / Math.max(1, over.clientWidth);
    const { left, top, width, height } = bbox;
    const xOf = (t: number): number => chart.valToPos(t, "x", true);
    paintLanes({ context, left, top, width, height, ratio, xOf }, picture);
  }

  function takeDragged({ select }: uPlot): void {
    if (select.width < 4) return;
    const from = chart.posToVal(select.left, "x");
    const to = chart.posToVal(select.left + select.width, "x");
    chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    listener.onRange({ from, to });
  }

  return {
    show(next, { from, to }) {
      picture = next;
      chart.batch(() => {
        chart.setScale("x", { min: from, max: to });
        chart.redraw(false, true);
      });
    },
    resize: (width, height) => chart.setSize({ width, height }),
    destroy: () => chart.destroy(),
  };
}

/** uPlot's sides and alignments are enums that exist in its types only. */
const top = 0;
/** To the right of their lines: letters around one would be cut off at the left edge. */
const left = 1;

function timeAxis(letters: () => string, lines: () => string): uPlot.Axis {
  return {
    size: axisHeight,
    space: 84,
    gap: 2,
    incrs: steps,
    font: "11px system-ui, sans-serif",
    stroke: letters,
    ticks: { show: false },
    grid: { width: 1, stroke: lines },
    values: (_chart, times) => times.map(axisTime),
  };
}

/** A drag also ends with a click event, which is ignored if the pointer moved. */
function listen(chart: uPlot, scrollTop: () => number, listener: LaneChartListener): void {
  const { over } = chart;
  let pressedAt = 0;
  const pointOf = ({ clientX, clientY }: MouseEvent): LanePoint => {
    const box = over.getBoundingClientRect();
    const [x, y] = [clientX - box.left, clientY - box.top];
    const row = Math.floor((y + scrollTop()) / laneHeight);
    return { row, t: chart.posToVal(x, "x"), x, y: y + axisHeight };
  };
  over.addEventListener("mousedown", ({ clientX }) => (pressedAt = clientX));
  over.addEventListener("mousemove", (event) => listener.onPoint(pointOf(event)));
  over.addEventListener("mouseleave", () => listener.onPoint(undefined));
  over.addEventListener("click", (event) => {
    if (Math.abs(event.clientX - pressedAt) < 4) listener.onPick(pointOf(event));
  });
  over.addEventListener("dblclick", (event) => listener.onGoTo(pointOf(event)));
}

/** As few digits as tell the grid's lines apart. */
function axisTime(t: number, _index: number, all: readonly number[]): string {
  const step = (all[1] ?? t) - (all[0] ?? t);
  const text = timeInWords(Math.max(0, t));
  if (t < 0) return "";
  return step >= 1000 ? text.slice(0, -4) : text;
}

/** The overview of the whole session: bytes per second, and marks for failures. */
import uPlot from "uplot";
import type { Trouble } from "../../state/history.ts";
import { createPatterns } from "../lanes/patterns.ts";
import type { Palette } from "../palette.ts";
import type { Throughput } from "./throughput.ts";

export interface OverviewChart {
  show(data: Throughput, troubles: readonly Trouble[], palette: Palette): void;
  resize(width: number, height: number): void;
  destroy(): void;
}

export function createOverviewChart(place: HTMLElement): OverviewChart {
  let shown: { troubles: readonly Trouble[]; palette: Palette } | undefined;
  const colour = (state: "http" | "p2p") => () => shown?.palette.states[state] ?? "gray";
  const area = (fill: uPlot.Series.Fill): uPlot.Series => ({
    fill,
    width: 0,
    points: { show: false },
  });
  // Traffic from peers is striped, as in the lanes, as a cue in addition to its colour.
  const stripes = () =>
    createPatterns(shown?.palette.raised ?? "gray", devicePixelRatio).stripes ?? "transparent";
  const chart = new uPlot(
    {
      width: Math.max(50, place.clientWidth),
      height: Math.max(20, place.clientHeight),
      padding: [2, 0, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false }, y: { range: (_chart, _min, max) => [0, Math.max(1, max)] } },
      axes: [{ show: false }, { show: false }],
      series: [{}, area(colour("p2p")), area(stripes), area(colour("http"))],
      hooks: { draw: [drawTroubles] },
    },
    [
      [0, 1],
      [0, 0],
      [0, 0],
      [0, 0],
    ],
    place,
  );

  /** Ticks at the lower edge. */
  function drawTroubles({ ctx: context, bbox }: uPlot): void {
    if (shown === undefined) return;
    context.fillStyle = shown.palette.bad;
    for (const { t } of shown.troubles) {
      context.fillRect(
        chart.valToPos(t, "x", true) - 1,
        bbox.top + bbox.height * 0.7,
        2,
        bbox.height * 0.3,
      );
    }
  }

  return {
    show({ times, http, both }, troubles, palette) {
      shown = { troubles, palette };
      chart.setData([[...times], [...both], [...both], [...http]]);
    },
    resize: (width, height) => chart.setSize({ width, height }),
    destroy: () => chart.destroy(),
  };
}

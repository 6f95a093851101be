import { expect, test } from "vitest";
import { drawChart } from "./chart.ts";
import type { Bar, Panel } from "./panels.ts";

const bar = (median: number, changes: Partial<Bar> = {}): Bar => ({
  ...{ label: "core <2>", ours: false, beside: undefined },
  ...{ median, least: median, most: median, spread: 0 },
  ...changes,
});

const panel: Panel = {
  title: "What it costs",
  unit: "ms",
  runs: "5 runs",
  bars: [bar(20, { label: "Swarmlane", ours: true, least: 10, most: 40 }), bar(30)],
  beside: undefined,
  target: { limit: 15, reached: false },
};

const draw = (changes: Partial<Panel> = {}) =>
  drawChart([{ ...panel, ...changes }], ["One <machine>"]);

/** x and width of each bar. */
const barsIn = (svg: string) =>
  [...svg.matchAll(/<rect class="(?:ours|other)" x="([\d.]+)"[^>]* width="([\d.]+)"/g)].map(
    ([, x, width]) => [Number(x), Number(width)] as const,
  );
const targetIn = (svg: string) => Number(/class="target" x1="([\d.]+)"/.exec(svg)?.[1]);

test("a bar is as long as its figure", () => {
  const [ours, other] = barsIn(draw()).map(([, width]) => width);
  expect((other ?? 0) / (ours ?? 1)).toBeCloseTo(30 / 20, 2);
});

test("the target is marked on the scale of the bars, with its figure and its result", () => {
  const svg = draw();
  const [left, ours] = barsIn(svg)[0] ?? [0, 1];
  expect((targetIn(svg) - left) / ours).toBeCloseTo(15 / 20, 1);
  expect(svg).toContain("target: at most 15.0, missed");
  expect(draw({ target: { limit: 25, reached: true } })).toContain("target: at most 25.0, reached");
});

test("a target beyond all bars stays inside of the panel", () => {
  expect(targetIn(draw({ target: { limit: 1000, reached: true } }))).toBeLessThan(440);
});

test("says the number of runs, and a second figure where there is one", () => {
  expect(draw()).toContain("ms, median of 5 runs; lower is better");
  const both = draw({ beside: "all threads", bars: [bar(20, { beside: 3.5 })] });
  expect(both).toContain("ms (in brackets: all threads), median of 5 runs");
  expect(both).toContain(">20.0 (3.50)<");
});

test.each([
  ["figures that are all zero", { bars: [bar(0)], target: { limit: 0, reached: true } }],
  ["a figure below zero", { bars: [bar(-4, { least: -9, most: 1 })] }],
  ["a single run", { bars: [bar(3)], runs: "1 run" }],
  ["no target", { target: undefined }],
])("%s can be drawn", (_name, changes: Partial<Panel>) => {
  const svg = draw(changes);
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  for (const [x, width] of barsIn(svg)) expect([x, width >= 0]).toEqual([168, true]);
});

test("each time and place of a measurement has a line of its own, inside of the picture", () => {
  const svg = drawChart([panel], ["Monday, one machine", "Tuesday, another one"]);
  const [, height] = / height="([\d.]+)" role/.exec(svg) ?? [];
  const places = ["Monday", "Tuesday"].map((day) =>
    Number(new RegExp(`y="([\\d.]+)">${day}`).exec(svg)?.[1]),
  );
  expect(new Set(places).size).toBe(2);
  expect(Math.max(...places)).toBeLessThan(Number(height));
});

test("readers who do not see it get a title and all figures in words", () => {
  const svg = draw();
  expect(svg).toMatch(/role="img" aria-labelledby="title description"/);
  expect(/<title id="title">([^<]*)/.exec(svg)?.[1]).toContain("Shorter bars are better");
  expect(/<desc id="description">([^<]*)/.exec(svg)?.[1]).toBe(
    "What it costs, median of 5 runs: Swarmlane 20.0 ms; core &lt;2&gt; 30.0 ms; " +
      "target: at most 15.0, missed. One &lt;machine&gt;",
  );
});

test("no text is smaller than 12 px", () => {
  const sizes = [...draw().matchAll(/(?:font-size: |font: )(\d+)px/g)].map(([, size]) =>
    Number(size),
  );
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(12);
});

/** The colours of a class in the light scheme, and in the dark one. */
function coloursOf(name: string, property: "fill" | "stroke"): [string, string] {
  const [light = "", dark = ""] = draw().split("@media");
  const find = (css: string) =>
    new RegExp(String.raw`${name}[^{]*\{[^}]*${property}: (#\w{6})`).exec(css)?.[1] ?? "";
  return [find(light), find(dark)];
}

/** The contrast ratio as WCAG 2.1 defines it. */
function contrast(one: string, other: string): number {
  const luminance = (colour: string) => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

test.each([
  [String.raw`\.quiet`, "fill", 4.5],
  [String.raw`text\.goal`, "fill", 4.5],
  [String.raw`\.target`, "stroke", 3],
  [String.raw`\.ours`, "fill", 3],
] as const)("%s stands out from the page in both colour schemes", (name, property, least) => {
  const pages = coloursOf(String.raw`\.page`, "fill");
  for (const [scheme, colour] of coloursOf(name, property).entries()) {
    expect(contrast(colour, pages[scheme] ?? "")).toBeGreaterThanOrEqual(least);
  }
});

test("puts two panels in a row, and as many rows as are needed", () => {
  const svg = drawChart(
    Array.from({ length: 8 }, () => panel),
    [],
  );
  expect(svg.match(/<g transform/g)).toHaveLength(8);
  const tops = [...svg.matchAll(/translate\(\d+ (\d+)\)/g)].map(([, top]) => top);
  expect(new Set(tops).size).toBe(4);
});

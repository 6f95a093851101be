/** Patterns as a second cue for a state: lines and dots in the background colour, painted over the bar. */
import type { StateLook } from "../../words/states.ts";

export type Patterns = Readonly<Record<StateLook["pattern"], CanvasPattern | undefined>>;

/** By ground and resolution: two grounds for each theme. */
const known = new Map<string, Patterns>();

export function createPatterns(ground: string, ratio: number): Patterns {
  const key = `${ground} ${ratio}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const make = (size: number, paint: (context: OffscreenCanvasRenderingContext2D) => void) => {
    const canvas = new OffscreenCanvas(size * ratio, size * ratio);
    const context = canvas.getContext("2d");
    if (context === null) return undefined;
    context.scale(ratio, ratio);
    context.fillStyle = context.strokeStyle = ground;
    context.globalAlpha = 0.55;
    paint(context);
    return context.createPattern(canvas, "repeat") ?? undefined;
  };
  const line = (
    context: OffscreenCanvasRenderingContext2D,
    ...points: [number, number][]
  ): void => {
    context.beginPath();
    for (const [x, y] of points) context.lineTo(x, y);
    context.stroke();
  };
  const patterns: Patterns = {
    solid: undefined,
    stripes: make(6, (context) => {
      context.lineWidth = 1.6;
      line(context, [-1, 7], [7, -1]);
      line(context, [-1, 1], [1, -1]);
      line(context, [5, 7], [7, 5]);
    }),
    dots: make(5, (context) => {
      context.globalAlpha = 0.8;
      context.fillRect(1, 1, 2, 2);
    }),
    cross: make(6, (context) => {
      context.lineWidth = 1.2;
      line(context, [0, 0], [6, 6]);
      line(context, [6, 0], [0, 6]);
    }),
    dashes: make(6, (context) => {
      context.globalAlpha = 1;
      context.fillRect(0, 0, 3, 6);
    }),
  };
  known.set(key, patterns);
  return patterns;
}

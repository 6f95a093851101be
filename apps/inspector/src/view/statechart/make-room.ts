/**
 * Makes room for the titles of boxes that contain boxes, which dagre does not support. Everything below the upper edge of such a
 * box is moved down, and the box grows. Pure.
 */
import type { Box, Point } from "./cut-path.ts";

/** px that are put in below `y`. */
export interface Band {
  readonly y: number;
  readonly height: number;
}

export interface Room {
  /** px in all. */
  readonly height: number;
  readonly box: (box: Box) => Box;
  /** Only its place moves. */
  readonly label: (box: Box) => Box;
  readonly point: (point: Point) => Point;
}

/** Boxes that begin at the same height share a band. */
export function makeRoom(bands: readonly Band[]): Room {
  const byTop = new Map<number, number>();
  for (const { y, height } of bands) byTop.set(y, Math.max(height, byTop.get(y) ?? 0));
  const above = (y: number): number => {
    let sum = 0;
    for (const [top, height] of byTop) if (top < y) sum += height;
    return sum;
  };
  return {
    height: above(Infinity),
    box: ({ x, y, width, height }) => {
      const top = y + above(y);
      return { x, y: top, width, height: y + height + above(y + height) - top };
    },
    label: (box) => ({ ...box, y: box.y + above(box.y + box.height / 2) }),
    point: ({ x, y }) => ({ x, y: y + above(y) }),
  };
}

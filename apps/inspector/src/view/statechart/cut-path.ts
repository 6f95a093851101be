/** The part of an arrow between two boxes, and its line. Pure. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** `x` and `y` are its upper left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Without what lies in `from` at its beginning and in `to` at its end. */
export function cutPath(
  points: readonly Point[],
  from: Box | undefined,
  to: Box | undefined,
): Point[] {
  const start = from === undefined ? [...points] : leave([...points], from);
  return to === undefined ? start : leave(start.reverse(), to).reverse();
}

function leave(points: Point[], box: Box): Point[] {
  let first = 0;
  // The first point lies on the box's edge already when the arrow begins at a leaf.
  while (first + 1 < points.length && isIn(points[first + 1], box)) first += 1;
  const [inside, outside] = [points[first], points[first + 1]];
  if (inside === undefined || outside === undefined || !isIn(inside, box)) return points;
  return [crossing(inside, outside, box), ...points.slice(first + 1)];
}

function isIn(point: Point | undefined, { x, y, width, height }: Box): boolean {
  if (point === undefined) return false;
  return point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height;
}

/** Halving finds the edge to a hundredth of a px in a few steps. */
function crossing(inside: Point, outside: Point, box: Box): Point {
  let [near, far] = [inside, outside];
  for (let step = 0; step < 16; step += 1) {
    const middle = { x: (near.x + far.x) / 2, y: (near.y + far.y) / 2 };
    if (isIn(middle, box)) near = middle;
    else far = middle;
  }
  return near;
}

/** Through the middles, rounded at the corners, straight at both ends. */
export function pathOf(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  const parts = [`M${at(first)}`];
  rest.forEach((point, index) => {
    const next = rest[index + 1];
    if (next === undefined) parts.push(`L${at(point)}`);
    else
      parts.push(`Q${at(point)} ${at({ x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 })}`);
  });
  return parts.join("");
}

function at({ x, y }: Point): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}

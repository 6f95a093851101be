/** Paints the lanes into a canvas: bars for states, the play head, the required priority, the moment. */
import type { HeadStep } from "../../state/head-track.ts";
import type { Lane, SegmentState, Span } from "../../state/history.ts";
import { peerName } from "../../words/names.ts";
import { stateLooks } from "../../words/states.ts";
import type { Palette } from "../palette.ts";
import { createPatterns, type Patterns } from "./patterns.ts";

/** px. */
export const laneHeight = 22;

export interface LanePicture {
  readonly lanes: readonly Lane[];
  /** Rows by segment key. */
  readonly rows: ReadonlyMap<string, number>;
  readonly head: readonly HeadStep[];
  readonly scrollTop: number;
  /** ms of the session: the moment, and the last that is known. */
  readonly t: number;
  readonly end: number;
  readonly selected: string | undefined;
  readonly palette: Palette;
}

/** The part of a canvas that the lanes have, in its own pixels. */
export interface Board {
  readonly context: CanvasRenderingContext2D;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Pixels of the canvas in one px of the page. */
  readonly ratio: number;
  xOf(t: number): number;
}

export function paintLanes(board: Board, picture: LanePicture): void {
  const { context, left, top, width, height, ratio } = board;
  const { lanes, scrollTop } = picture;
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  context.font = `600 ${10.5 * ratio}px system-ui, sans-serif`;
  context.textBaseline = "middle";
  // uPlot leaves it as its axis has it.
  context.textAlign = "left";
  const patterns = createPatterns(picture.palette.pane, ratio);
  const first = Math.max(0, Math.floor(scrollTop / laneHeight));
  const last = Math.min(lanes.length, first + Math.ceil(height / ratio / laneHeight) + 1);
  for (let row = first; row < last; row += 1) {
    const lane = lanes[row];
    if (lane !== undefined) paintLane(board, picture, patterns, lane, row);
  }
  paintHead(board, picture);
  paintMoment(board, picture);
  context.restore();
}

function yOf({ top, ratio }: Board, { scrollTop }: LanePicture, row: number): number {
  return top + (row * laneHeight - scrollTop) * ratio;
}

function paintLane(
  board: Board,
  picture: LanePicture,
  patterns: Patterns,
  lane: Lane,
  row: number,
): void {
  const { context, left, width, ratio } = board;
  const { palette } = picture;
  const y = yOf(board, picture, row);
  if (lane.key === picture.selected) {
    context.fillStyle = palette.selected;
    context.fillRect(left, y, width, laneHeight * ratio);
  }
  context.fillStyle = palette.line;
  context.fillRect(left, y + (laneHeight - 1) * ratio, width, ratio / 2);
  for (const span of lane.spans) paintSpan(board, picture, patterns, span, y);
}

function paintSpan(
  board: Board,
  { t, end, palette }: LanePicture,
  patterns: Patterns,
  span: Span,
  y: number,
): void {
  const { context, left, width, ratio } = board;
  const x0 = Math.max(left - 4, board.xOf(span.from));
  const x1 = Math.min(left + width + 4, board.xOf(span.to ?? Math.max(end, span.from)));
  if (x1 < left || x0 > left + width) return;
  const look = stateLooks[span.state];
  const height = look.height * (laneHeight - 2) * ratio;
  const top = y + ((laneHeight - 1) * ratio - height) / 2;
  const wide = Math.max(1.5 * ratio, x1 - x0);
  const fill = (from: number, to: number, alpha: number): void => {
    if (to <= from) return;
    context.globalAlpha = alpha;
    context.fillStyle = palette.states[span.state];
    context.fillRect(from, top, to - from, height);
    const pattern = patterns[look.pattern];
    if (pattern === undefined) return;
    context.fillStyle = pattern;
    context.fillRect(from, top, to - from, height);
  };
  // What comes after the moment is there, but pale.
  const now = Math.min(Math.max(x0, board.xOf(t)), x0 + wide);
  fill(x0, now, 1);
  fill(now, x0 + wide, 0.25);
  context.globalAlpha = 1;
  nameSource(board, span, palette, x0, now - x0, top + height / 2);
}

/** `↓ origin`, `⇄ …ab12f3`, where there is room. */
function nameSource(
  { context, ratio }: Board,
  { state, peer }: Span,
  palette: Palette,
  x: number,
  width: number,
  y: number,
): void {
  if (!isNamed(state) || width < 18 * ratio) return;
  const { sign } = stateLooks[state];
  const rest = state === "http" ? " origin" : peer === undefined ? "" : ` ${peerName(peer)}`;
  const text = width > 80 * ratio ? sign + rest : sign;
  if (state === "p2p") {
    // Letters on stripes are hard to read.
    context.fillStyle = palette.states.p2p;
    context.fillRect(
      x + 2 * ratio,
      y - 7 * ratio,
      context.measureText(text).width + 8 * ratio,
      14 * ratio,
    );
  }
  context.fillStyle = palette.pane;
  context.fillText(text, x + 6 * ratio, y + 0.5 * ratio);
}

function isNamed(state: SegmentState): boolean {
  return state === "http" || state === "p2p" || state === "failed";
}

/** Paints two step lines: the play head (solid) and the last required segment (dashed). */
function paintHead(board: Board, picture: LanePicture): void {
  const { context, ratio } = board;
  const { palette } = picture;
  const stairs = (lanesAhead: (step: HeadStep) => number): void => {
    context.beginPath();
    let y: number | undefined;
    for (const step of picture.head) {
      if (step.t > picture.t) break;
      const row = step.first === undefined ? undefined : picture.rows.get(step.first);
      const x = board.xOf(step.t);
      if (y !== undefined) context.lineTo(x, y);
      if (row === undefined) {
        y = undefined;
        continue;
      }
      const next = yOf(board, picture, Math.max(0, row - step.priority + lanesAhead(step)));
      if (y === undefined) context.moveTo(x, next);
      else context.lineTo(x, next);
      y = next;
    }
    if (y !== undefined) context.lineTo(board.xOf(picture.t), y);
    context.stroke();
  };
  context.lineJoin = "round";
  context.lineWidth = 1.75 * ratio;
  context.strokeStyle = palette.text;
  stairs(() => 0);
  context.setLineDash([4 * ratio, 3 * ratio]);
  context.lineWidth = 1.5 * ratio;
  context.strokeStyle = palette.bad;
  stairs(({ required }) => required + 1);
  context.setLineDash([]);
}

function paintMoment(board: Board, { t, palette }: LanePicture): void {
  const { context, top, height, ratio } = board;
  context.fillStyle = palette.accent;
  context.fillRect(board.xOf(t) - ratio / 2, top, ratio, height);
}

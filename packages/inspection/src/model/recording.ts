/**
 * A session that was heard, and what was known at each moment of it. Every `snapshotEvery` messages it keeps a model,
 * so that a seek replays few messages; beyond `most` it forgets the oldest.
 */
import type { Message } from "../format/message.ts";
import { apply } from "./apply.ts";
import { copyModel, createModel, type Model } from "./model.ts";

export interface Recording {
  /** In order; positions in it are indices. Not to be changed. */
  readonly messages: readonly Message[];
  /** Rises with every change: a view that shows the end need not compare. */
  readonly revision: number;
  /** Messages forgotten because there were more than `most`: `messages[0]` once was at this index. */
  readonly forgotten: number;
  /** Of the first and the last message; 0 when there is none. ms of the session. */
  readonly from: number;
  readonly to: number;
  append(messages: readonly Message[]): void;
  /** Forgets everything. */
  clear(): void;
  /** How many messages were there at `t`: the position of that moment. */
  positionAt(t: number): number;
  /**
   * What was known once the first `position` messages were there. Belongs to the recording: read it, and do not keep
   * it over another call.
   */
  modelAt(position: number): Readonly<Model>;
  /** What is known at the end. */
  latest(): Readonly<Model>;
}

export interface RecordingOptions {
  readonly snapshotEvery?: number;
  readonly most?: number;
}

interface Point {
  readonly position: number;
  readonly model: Model;
}

/** `most` is kept roughly: one stretch between snapshots more. */
export function createRecording(options: RecordingOptions = {}): Recording {
  const { snapshotEvery = 500, most = 200_000 } = options;
  let messages: Message[] = [];
  /** By rising position; the first is at 0. */
  let points: Point[] = [];
  let live: Model = createModel();
  /** Where the last seek went: the next one is often close behind it. */
  let sought: { position: number; readonly model: Model } | undefined;
  let revision = 0;
  let forgotten = 0;

  function reset(): void {
    messages = [];
    live = createModel();
    points = [{ position: 0, model: createModel() }];
    sought = undefined;
    forgotten = 0;
  }

  function forgetSurplus(): void {
    const first = points.findIndex(({ position }) => position >= messages.length - most);
    const point = points[first];
    if (messages.length <= most + snapshotEvery || point === undefined || first === 0) return;
    const gone = point.position;
    messages = messages.slice(gone);
    points = points
      .slice(first)
      .map(({ position, model }) => ({ position: position - gone, model }));
    forgotten += gone;
    sought = undefined;
  }

  function startOf(position: number): Point {
    let [low, high] = [0, points.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((points[middle]?.position ?? Infinity) <= position) low = middle;
      else high = middle - 1;
    }
    return points[low] ?? { position: 0, model: createModel() };
  }

  reset();
  return {
    get messages() {
      return messages;
    },
    get revision() {
      return revision;
    },
    get forgotten() {
      return forgotten;
    },
    get from() {
      return messages[0]?.t ?? 0;
    },
    get to() {
      return messages.at(-1)?.t ?? 0;
    },
    append(more) {
      for (const message of more) {
        apply(live, message);
        messages.push(message);
        if (messages.length % snapshotEvery === 0)
          points.push({ position: messages.length, model: copyModel(live) });
      }
      forgetSurplus();
      revision += 1;
    },
    clear() {
      reset();
      revision += 1;
    },
    positionAt(t) {
      let [low, high] = [0, messages.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((messages[middle]?.t ?? Infinity) <= t) low = middle + 1;
        else high = middle;
      }
      return low;
    },
    modelAt(wanted) {
      const position = Math.max(0, Math.min(wanted, messages.length));
      if (position === messages.length) return live;
      const start = startOf(position);
      if (sought === undefined || sought.position > position || sought.position < start.position)
        sought = { position: start.position, model: copyModel(start.model) };
      for (const message of messages.slice(sought.position, position)) apply(sought.model, message);
      sought.position = position;
      return sought.model;
    },
    latest: () => live,
  };
}

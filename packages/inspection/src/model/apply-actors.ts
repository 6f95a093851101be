/** How messages about actors change a model. */
import type { MessageOf } from "../format/message.ts";
import type { StateValue } from "../format/plain.ts";
import { omit } from "../omit.ts";
import { forgetOldest } from "./forget-oldest.ts";
import { modelLimits, type ActorModel, type Model } from "./model.ts";

const nothingTaken: ReadonlyMap<string, number> = new Map();

export function begin(model: Model, message: MessageOf<"actor">): void {
  const { t, isLate = false } = message;
  model.actors.set(message.actor, {
    ...omit(message, "type", "n", "t"),
    isLate,
    bornAt: t,
    since: t,
    taken: nothingTaken,
    eventCount: 0,
  });
}

export function noteEvent(model: Model, { actor }: MessageOf<"event">): void {
  change(model, actor, ({ eventCount }) => ({ eventCount: eventCount + 1 }));
}

export function noteTransition(model: Model, message: MessageOf<"transition">): void {
  const { actor, edges, t, to } = message;
  change(model, actor, (before) => ({
    state: to,
    since: isSameState(before.state, to) ? before.since : t,
    lastTransition: message,
    taken: countEdges(before.taken, edges),
  }));
  const machine = model.actors.get(actor)?.machine;
  if (machine === undefined) return;
  model.taken.set(machine, countEdges(model.taken.get(machine) ?? nothingTaken, edges));
}

export function noteSnapshot(model: Model, message: MessageOf<"snapshot">): void {
  const { actor, t, state, facts, segment, peer } = message;
  change(model, actor, (before) => ({
    facts,
    ...(state === undefined
      ? {}
      : { state, since: isSameState(before.state, state) ? before.since : t }),
    ...(segment === undefined ? {} : { segment }),
    ...(peer === undefined ? {} : { peer }),
  }));
}

export function finish(model: Model, message: MessageOf<"end">): void {
  const actor = model.actors.get(message.actor);
  if (actor === undefined) return;
  model.actors.delete(message.actor);
  model.ended.set(message.actor, { ...actor, end: message });
  forgetOldest(model.ended, modelLimits.endedActors);
}

/** The same in every region. */
export function isSameState(a: StateValue | undefined, b: StateValue | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object") return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length && names.every((name) => isSameState(a[name], b[name]))
  );
}

function change(model: Model, id: string, next: (before: ActorModel) => Partial<ActorModel>): void {
  const before = model.actors.get(id);
  if (before !== undefined) model.actors.set(id, { ...before, ...next(before) });
}

function countEdges(
  before: ReadonlyMap<string, number>,
  edges: readonly string[],
): ReadonlyMap<string, number> {
  if (edges.length === 0) return before;
  const next = new Map(before);
  for (const edge of edges) next.set(edge, (next.get(edge) ?? 0) + 1);
  return next;
}

/** What the scheduler does with news of the store. Segments are told; the context only remembers. */
import type { SegmentKey } from "@swarmlane/contract";
import type { SegmentChange } from "../segment/segment-context.ts";
import type { StoreIndex } from "../storage/store-index.ts";
import type { SchedulerContext, Stored } from "./scheduler-context.ts";
import { stateOf } from "./segment-actor.ts";

type Change = Partial<SchedulerContext>;

/** The store was listed: its list is taken as it is, whoever stored the segments. A list of another master swarm is ignored. */
export function tellFound(context: SchedulerContext, stored: Stored): void {
  const { env, segments, masterSwarmId, asked } = context;
  if (stored.masterSwarmId !== masterSwarmId) return;
  env.index.replace(stored.infos);
  for (const [key, { actor }] of segments) {
    if (!env.index.has(key) || asked.has(key) || stateOf(actor) === "cached") continue;
    actor.send({ type: "found", reason: "the storage holds it" });
  }
}

export function noteListed({ masterSwarmId }: SchedulerContext, stored: Stored): Change {
  return stored.masterSwarmId === masterSwarmId ? { newcomers: new Set() } : {};
}

/** Segments were stored just now: room may have to be made. */
export function noteStored(
  { env, asked }: SchedulerContext,
  changes: readonly SegmentChange[],
): Change {
  const keys = changes.filter((change) => isNews(env.index, change)).map(({ key }) => key);
  return keys.length === 0 ? {} : { mustClean: true, asked: without(asked, keys) };
}

export function indexStored(
  { env, masterSwarmId }: SchedulerContext,
  changes: readonly SegmentChange[],
): void {
  env.announcer.note(changes);
  for (const change of changes) {
    const { info } = change;
    if (isNews(env.index, change) && info.masterSwarmId === masterSwarmId) env.index.add(info);
  }
}

/** The store said what it no longer holds, so it need not be listed. Ids of another master swarm are ignored. */
export function dropFromIndex(
  { env, masterSwarmId }: SchedulerContext,
  dropped: { readonly masterSwarmId: string; readonly ids: readonly string[] | "unknown" },
): void {
  if (dropped.ids !== "unknown" && dropped.masterSwarmId === masterSwarmId)
    env.index.drop(dropped.ids);
}

function isNews(index: StoreIndex, { key, state }: SegmentChange): boolean {
  return state === "cached" && !index.has(key);
}

/** The player wants a segment that the store does not have: it is loaded again, even if it was reported as loaded. */
export function tellLost({ env, segments }: SchedulerContext, id: string): void {
  const keys = keysOf(segments, id);
  env.index.remove(keys);
  for (const key of keys) {
    segments
      .get(key)
      ?.actor.send({ type: "lost", reason: "asked for, and no longer in the storage" });
  }
}

export function noteAsked({ segments, delivered, asked }: SchedulerContext, id: string): Change {
  const keys = keysOf(segments, id);
  return { delivered: without(delivered, keys), asked: new Set([...asked, ...keys]) };
}

/** What `clean` must not drop: the ids of the queue. They are collected when the store asks, which is seldom. */
export function lockOf({ segments }: SchedulerContext): (id: string) => boolean {
  let ids: ReadonlySet<string> | undefined;
  return (id) => {
    ids ??= new Set(Array.from(segments.values(), ({ info }) => info.id));
    return ids.has(id);
  };
}

function keysOf(segments: SchedulerContext["segments"], id: string): SegmentKey[] {
  const found = [...segments].filter(([, { info }]) => info.id === id);
  return found.map(([key]) => key);
}

function without(keys: ReadonlySet<SegmentKey>, gone: readonly SegmentKey[]) {
  return new Set([...keys].filter((key) => !gone.includes(key)));
}

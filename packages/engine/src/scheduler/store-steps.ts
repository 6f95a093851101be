/** What the scheduler does with news of the store. */
import { because, segmentKey, type SegmentInfo } from "@swarmlane/contract";
import { stateOf } from "../segment/segment-actor.ts";
import type { SegmentChange } from "../segment/segment-context.ts";
import type { StoreIndex } from "../storage/store-index.ts";
import type { SchedulerContext, SchedulerEnv } from "./scheduler-context.ts";

/** What the effects of the store get: its content by one master swarm. */
export interface StoreInput {
  readonly store: SchedulerEnv["store"];
  readonly masterSwarmId: string;
}

export interface CleanInput extends StoreInput {
  readonly isLocked: (id: string) => boolean;
}

export interface Stored {
  readonly masterSwarmId: string;
  readonly infos: readonly SegmentInfo[];
}

/** The ids of the segments that the store dropped of one master swarm. "unknown": it has to be listed. */
export interface Dropped {
  readonly masterSwarmId: string;
  readonly ids: readonly string[] | "unknown";
}

export function listInput({ env, masterSwarmId = "" }: SchedulerContext): StoreInput {
  return { store: env.store, masterSwarmId };
}

export async function list({ store, masterSwarmId }: StoreInput): Promise<Stored> {
  return { masterSwarmId, infos: await store.list(masterSwarmId) };
}

export async function clean({ store, masterSwarmId, isLocked }: CleanInput): Promise<Dropped> {
  return { masterSwarmId, ids: await store.clean(masterSwarmId, isLocked) };
}

/** The store was listed: its list is taken as it is, whoever stored the segments. A list of another master swarm is ignored. */
export function takeList({ env, masterSwarmId }: SchedulerContext, stored: Stored): void {
  const { queue, index } = env;
  if (stored.masterSwarmId !== masterSwarmId) return;
  index.replace(stored.infos);
  queue.noteListed();
  for (const info of stored.infos) {
    const found = queue.entries.get(segmentKey(info));
    if (found === undefined || found.isAsked || stateOf(found.actor) === "cached") continue;
    found.actor.send({ type: "found", reason: because("in-storage") });
  }
}

/** Segments were stored just now: room may have to be made. */
export function isCleaningDue(
  { env: { index } }: SchedulerContext,
  changes: readonly SegmentChange[],
): boolean {
  return changes.some((change) => isNews(index, change));
}

export function indexStored(
  { env, masterSwarmId }: SchedulerContext,
  changes: readonly SegmentChange[],
): void {
  const { queue, index, announcer } = env;
  announcer.note(changes);
  for (const change of changes) {
    const { key, info } = change;
    if (!isNews(index, change)) continue;
    queue.noteStored(key);
    if (info.masterSwarmId === masterSwarmId) index.add(info);
  }
}

/** The store said what it no longer holds, so it need not be listed. Ids of another master swarm are ignored. */
export function dropFromIndex({ env, masterSwarmId }: SchedulerContext, dropped: Dropped): void {
  if (dropped.ids !== "unknown" && dropped.masterSwarmId === masterSwarmId)
    env.index.drop(dropped.ids);
}

function isNews(index: StoreIndex, { key, state }: SegmentChange): boolean {
  return state === "cached" && !index.has(key);
}

/** The player wants a segment that the store does not have: it is loaded again, even if it was reported as loaded. */
export function loadAgain({ env: { queue, index } }: SchedulerContext, id: string): void {
  const lost = queue.withId(id);
  index.remove(lost.map(({ key }) => key));
  queue.noteAsked(id);
  for (const { actor } of lost) actor.send({ type: "lost", reason: because("asked-and-lost") });
}

/** What `clean` must not drop: the ids of the queue. They are collected when the store asks, which is seldom. */
export function lockOf({ env: { queue } }: SchedulerContext): (id: string) => boolean {
  let ids: ReadonlySet<string> | undefined;
  return (id) => {
    ids ??= new Set(Array.from(queue.entries.values(), ({ info }) => info.id));
    return ids.has(id);
  };
}

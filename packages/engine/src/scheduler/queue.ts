/**
 * The player's queue as the scheduler knows it: what is in it, in which order, and the actor of each segment. A plain
 * object that belongs to the scheduler and that no machine mirrors (ADR 0018), because a queue may hold thousands and
 * changes with every segment: it is changed in place, by the scheduler's actions. What a segment is doing is not in
 * here. That is asked of its actor (`segment/segment-actor.ts`).
 */
import {
  segmentKey,
  segmentName,
  type HostLoad,
  type SegmentInfo,
  type SegmentKey,
  type SegmentName,
} from "@swarmlane/contract";
import { neverFailed, type CoolDown } from "../segment/cool-down.ts";
import { readSegment, stateOf, type SegmentRef } from "../segment/segment-actor.ts";
import type { SegmentChange } from "../segment/segment-context.ts";
import type { Playhead } from "./playhead.ts";
import { compareQueues, type Difference, type Member } from "./queue-difference.ts";

/** A segment of the queue. */
export interface Queued {
  readonly key: SegmentKey;
  /** The newest description. Its actor is told when it matters there: at once while it works, else when it starts. */
  readonly info: SegmentInfo;
  readonly name: SegmentName;
  readonly actor: SegmentRef;
  /** Its place by importance: 0 is the most important. */
  readonly rank: number;
  /** When it joined the queue, and when its priority made it required. ms. */
  readonly queuedAt: number;
  readonly requiredSince: number | undefined;
  /** When it is played, at the earliest. ms. */
  readonly dueAt: number;
  /** The player asked for it and the store could not give it: only a download will do. */
  readonly isAsked: boolean;
}

/** What the queue remembers besides. */
interface Entry extends Queued, Member {
  info: SegmentInfo;
  name: SegmentName;
  actor: SegmentRef;
  rank: number;
  requiredSince: number | undefined;
  dueAt: number;
  isAsked: boolean;
  /** The player has it, though the store may not (a host before this one delivered it). */
  isDelivered: boolean;
  /** Its actor said last that it is cached. */
  isCached: boolean;
}

/** How the queue is replaced. */
export interface Replacement extends Pick<HostLoad, "queue" | "delivered"> {
  readonly now: number;
  /** Up to which priority a segment is required. */
  readonly required: number;
  readonly start: (info: SegmentInfo, coolDown: CoolDown) => SegmentRef;
}

export interface SchedulerQueue {
  /** In no particular order. */
  readonly entries: ReadonlyMap<SegmentKey, Queued>;
  /** What is to be loaded and not known to be stored, the most important first. Valid until the queue changes. */
  open(): readonly Queued[];
  /** Those that are neither waiting nor cached. They may be told to do something else meanwhile. */
  atWork(): Queued[];
  withId(id: string): Queued[];
  /** It has not been looked up in the store yet. */
  isNew(segment: Queued): boolean;
  /** Those that are not in the next queue. */
  leavers(next: HostLoad["queue"]): readonly Queued[];
  /** Those at work that are in the next queue, with their descriptions there. */
  stayersAtWork(
    next: HostLoad["queue"],
  ): { readonly segment: Queued; readonly info: SegmentInfo }[];
  /** Actors of those that leave have to be stopped by the caller. */
  replace(replacement: Replacement): void;
  /** Its actor was told to begin a download. */
  noteStarted(segment: Queued): void;
  noteChanges(changes: readonly SegmentChange[]): void;
  /** The store was listed. */
  noteListed(): void;
  /** The player asked for the segments with that id, and the store does not have them. */
  noteAsked(id: string): void;
  noteStored(key: SegmentKey): void;
  /** Another actor takes over, in place of one that threw. */
  replaceActor(segment: Queued, actor: SegmentRef): void;
}

export function createSchedulerQueue(playhead: Playhead): SchedulerQueue {
  const entries = new Map<SegmentKey, Entry>();
  /** The same in the caller's order, and by importance; among equals, the caller's order counts. */
  let inOrder: readonly Entry[] = [];
  let ranked: readonly Entry[] = [];
  /** Undefined: to be computed. */
  let open: readonly Entry[] | undefined;
  /**
   * All that are at work, and some that were. They come in here when they are told to start, and leave when somebody
   * looks and they are at rest: only their actors know when that is.
   */
  const working = new Set<Entry>();
  const newcomers = new Set<Entry>();
  /** Cool-downs of segments that left the queue. A segment that comes back keeps its own. */
  const coolDowns = new Map<SegmentKey, CoolDown>();

  const own = ({ key }: Queued): Entry | undefined => entries.get(key);

  /** From the queue to the next one. Asked for by several steps, one after the other. */
  let compared:
    { readonly next: HostLoad["queue"]; readonly result: Difference<Entry> } | undefined;

  function compare(next: HostLoad["queue"]): Difference<Entry> {
    if (compared?.next === next) return compared.result;
    const result = compareQueues(inOrder, entries, next);
    compared = { next, result };
    return result;
  }

  function atWork(): Entry[] {
    for (const entry of working) if (isAtRest(entry)) working.delete(entry);
    return [...working];
  }

  function keepCoolDowns(leaving: readonly Entry[], now: number): void {
    for (const [key, { until = -Infinity }] of coolDowns) if (until <= now) coolDowns.delete(key);
    for (const { key, actor } of leaving) {
      const { coolDown } = readSegment(actor);
      if (coolDown.until !== undefined) coolDowns.set(key, coolDown);
    }
  }

  function join(info: SegmentInfo, { now, start }: Replacement): Entry {
    const key = segmentKey(info);
    const coolDown = coolDowns.get(key) ?? neverFailed;
    coolDowns.delete(key);
    const entry: Entry = {
      ...{ key, info, name: segmentName(info), actor: start(info, coolDown) },
      ...{ rank: 0, queuedAt: now, requiredSince: undefined, dueAt: now },
      ...{ isAsked: false, isDelivered: false, isCached: false },
      ...{ place: 0, nextPlace: 0, seenIn: undefined },
    };
    entries.set(key, entry);
    newcomers.add(entry);
    if (coolDown !== neverFailed) working.add(entry);
    return entry;
  }

  return {
    entries,
    open() {
      open ??= ranked.filter(({ isCached, isDelivered }) => !isCached && !isDelivered);
      return open;
    },
    atWork,
    withId: (id) => [...entries.values()].filter(({ info }) => info.id === id),
    isNew: (segment) => newcomers.has(segment as Entry),
    leavers: (next) => compare(next).leaving,
    stayersAtWork(next) {
      const { infos, leaving } = compare(next);
      return atWork()
        .filter((segment) => !leaving.includes(segment))
        .flatMap((segment) => {
          const info = infos[segment.nextPlace];
          return info === undefined ? [] : [{ segment, info }];
        });
    },
    replace(replacement) {
      const { queue, now, required } = replacement;
      const delivered = new Set(replacement.delivered);
      const { infos, known, leaving } = compare(queue);
      keepCoolDowns(leaving, now);
      for (const entry of leaving) {
        entries.delete(entry.key);
        working.delete(entry);
        newcomers.delete(entry);
      }
      // In this order: descriptions are replaced below.
      playhead.note(
        infos,
        infos.map((_, place) => known[place]?.info.priority),
      );
      inOrder = infos.map((info, place) => {
        const entry = known[place] ?? join(info, replacement);
        describe(entry, info);
        entry.place = place;
        const isRequired = info.priority <= required;
        entry.dueAt = playhead.dueAt(info.priority);
        entry.requiredSince = isRequired ? (entry.requiredSince ?? now) : undefined;
        // A page that replaced its host repeats what was delivered. What the player asked for since is wanted.
        if (delivered.has(entry.key) && !entry.isAsked) entry.isDelivered = true;
        return entry;
      });
      compared = undefined;
      ranked = byImportance(inOrder);
      ranked.forEach((entry, rank) => (entry.rank = rank));
      open = undefined;
    },
    noteStarted(segment) {
      const entry = own(segment);
      if (entry !== undefined) working.add(entry);
    },
    noteChanges(changes) {
      for (const { key, state } of changes) {
        const entry = entries.get(key);
        if (entry === undefined || (state !== "cached" && state !== "queued")) continue;
        const isCached = state === "cached";
        if (entry.isCached !== isCached) open = undefined;
        entry.isCached = isCached;
      }
    },
    noteListed: () => newcomers.clear(),
    noteAsked(id) {
      for (const entry of entries.values()) {
        if (entry.info.id !== id) continue;
        entry.isAsked = true;
        entry.isDelivered = false;
        open = undefined;
      }
    },
    noteStored(key) {
      const entry = entries.get(key);
      if (entry !== undefined) entry.isAsked = false;
    },
    replaceActor(segment, actor) {
      const entry = own(segment);
      if (entry === undefined) return;
      entry.actor = actor;
      entry.isCached = false;
      working.add(entry);
      open = undefined;
    },
  };
}

function describe(entry: Entry, info: SegmentInfo): void {
  const before = entry.info;
  entry.info = info;
  const isSameName =
    before.sequence === info.sequence &&
    before.streamId === info.streamId &&
    before.masterSwarmId === info.masterSwarmId;
  if (!isSameName) entry.name = segmentName(info);
}

function isAtRest({ actor }: Queued): boolean {
  const state = stateOf(actor);
  return state === "queued" || state === "cached" || state === "aborted";
}

/** Stable. Most queues are sorted already. */
function byImportance(entries: readonly Entry[]): readonly Entry[] {
  const isSorted = entries.every(
    ({ info }, index) => index === 0 || info.priority >= (entries[index - 1]?.info.priority ?? 0),
  );
  return isSorted ? entries : [...entries].sort((a, b) => a.info.priority - b.info.priority);
}

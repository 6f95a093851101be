/** Filters the list of events. Page. Results are extended as messages arrive, and recomputed when the filter changes. */
import { signal, type Signal } from "@preact/signals";
import type { Message, MessageType } from "@swarmlane/inspection";
import { messageWords } from "../words/message-words.ts";
import { subjectsOf, type Selection } from "./selection.ts";
import type { Store } from "./store.ts";

export const groups = {
  events: ["event"],
  transitions: ["transition"],
  contexts: ["snapshot"],
  segments: ["segment", "queue"],
  decisions: ["decision"],
  transfers: ["transfer"],
  peers: ["peer", "announce"],
  actors: ["actor", "end", "machine"],
  other: ["tracker", "storage", "settings", "traffic", "warning", "gap"],
} as const satisfies Readonly<Record<string, readonly MessageType[]>>;

export type GroupName = keyof typeof groups;
export const groupNames = Object.keys(groups) as readonly GroupName[];

/** Only what is about what is chosen. */
export type About = "anything" | "segment" | "actor" | "peer";

export interface EventFilter {
  readonly shown: Signal<ReadonlySet<GroupName>>;
  readonly about: Signal<About>;
  readonly search: Signal<string>;
  /** Returns the positions of matching messages up to `position`. */
  matching(position: number): readonly number[];
}

export function createEventFilter(store: Store): EventFilter {
  // Snapshots repeat what transitions report, and would hide the rest.
  const shown = signal<ReadonlySet<GroupName>>(
    new Set(groupNames.filter((name) => name !== "contexts")),
  );
  const about = signal<About>("anything");
  const search = signal("");
  let key: readonly unknown[] = [];
  let found: number[] = [];
  /** How far has been looked, counted from the session's first message like `found`. */
  let looked = 0;

  function extend(): void {
    const { recording, selection } = store;
    const { messages, forgotten } = recording;
    const chosen = about.value === "anything" ? undefined : selection.value[about.value];
    const next = [
      shown.value,
      about.value,
      chosen,
      search.value,
      store.session.value,
      messages[0]?.n,
    ];
    if (next.some((part, index) => part !== key[index])) {
      key = next;
      found = [];
      looked = forgotten;
    }
    const test = createTest(store, shown.value, about.value, chosen, search.value);
    for (; looked < forgotten + messages.length; looked += 1) {
      const message = messages[looked - forgotten];
      if (message !== undefined && test(message)) found.push(looked);
    }
  }

  return {
    shown,
    about,
    search,
    matching(position) {
      extend();
      const { forgotten } = store.recording;
      const end = countBelow(found, position + forgotten);
      const all = end === found.length ? found : found.slice(0, end);
      return forgotten === 0 ? all : all.map((at) => at - forgotten);
    },
  };
}

function createTest(
  { recording }: Store,
  shown: ReadonlySet<GroupName>,
  about: About,
  chosen: string | undefined,
  search: string,
): (message: Message) => boolean {
  const types = new Set<MessageType>([...shown].flatMap((name) => [...groups[name]]));
  const wanted = search.trim().toLowerCase();
  const known = recording.latest();
  const isAbout = createSubjectTest(recording.latest(), about, chosen);
  return (message) => {
    if (!types.has(message.type) || !isAbout(message)) return false;
    if (wanted === "") return true;
    const { subject, text } = messageWords(message, known);
    return `${message.type} ${subject} ${text}`.toLowerCase().includes(wanted);
  };
}

/** Messages of a segment's actor are about the segment. */
function createSubjectTest(
  { actors, ended }: ReturnType<Store["recording"]["latest"]>,
  about: About,
  chosen: string | undefined,
): (message: Message) => boolean {
  if (about === "anything" || chosen === undefined) return () => true;
  return (message) => {
    const subjects: Selection = subjectsOf(message);
    if (subjects[about] === chosen) return true;
    const { actor } = subjects;
    if (about === "actor" || actor === undefined) return false;
    return (actors.get(actor) ?? ended.get(actor))?.[about] === chosen;
  };
}

/** Counts the numbers below `limit`. They are in ascending order. */
function countBelow(numbers: readonly number[], limit: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? Infinity) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

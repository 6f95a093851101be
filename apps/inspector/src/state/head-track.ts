/** Follows the queue's priorities, to know the next segment and the last required one. Pure. */
import type { MessageOf } from "@swarmlane/inspection";

/** Players queue missing segments, so the current segment is `priority` before the first one of the queue. */
export interface HeadStep {
  readonly t: number;
  /** Key of the first one of the queue; undefined: it is empty. */
  readonly first: string | undefined;
  readonly priority: number;
  /** Up to this priority they are required at once. */
  readonly required: number;
}

export interface HeadTrack {
  readonly steps: readonly HeadStep[];
  takeQueue(message: MessageOf<"queue">): void;
  takeSettings(message: MessageOf<"settings">): void;
  takeRequired(message: MessageOf<"decision">): void;
  forgetBefore(t: number): void;
}

export function createHeadTrack(): HeadTrack {
  const priorities = new Map<string, number>();
  let steps: HeadStep[] = [];
  let required = 1;

  function note(t: number): void {
    let first: string | undefined;
    let priority = Infinity;
    for (const [key, each] of priorities) {
      if (each < priority) [first, priority] = [key, each];
    }
    const step = { t, first, priority: first === undefined ? 0 : priority, required };
    const before = steps.at(-1);
    const isSame =
      before?.first === first &&
      (first === undefined || (before?.priority === priority && before.required === required));
    if (!isSame) steps.push(step);
  }

  function setRequired(value: unknown, t: number): void {
    if (typeof value !== "number" || value === required) return;
    required = value;
    note(t);
  }

  return {
    get steps() {
      return steps;
    },
    takeQueue({ added, removed, shift, priorities: exact, t }) {
      for (const [key, priority] of priorities) priorities.set(key, priority + shift);
      for (const { key, priority } of exact) priorities.set(key, priority);
      for (const key of removed) priorities.delete(key);
      for (const { key, priority } of added) priorities.set(key, priority);
      note(t);
    },
    takeSettings: ({ settings, t }) => setRequired(settings["requiredSegmentsPriority"], t),
    takeRequired: ({ view, t }) => setRequired(view.required, t),
    forgetBefore(t) {
      // The one before tells where it was when the rest begins.
      const first = steps.findLastIndex((step) => step.t < t);
      if (first > 0) steps = steps.slice(first);
    },
  };
}

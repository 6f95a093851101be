/**
 * The state of one inspector: the session, the moment and the selection. Page. Views read signals and call these functions.
 * Only this file changes the signals. The store does not depend on the source of the messages.
 */
import { batch, computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import {
  createRecording,
  writeSessionFile,
  type Message,
  type Model,
  type Session,
} from "@swarmlane/inspection";
import { follow } from "./follow.ts";
import { createHistory, type History } from "./history.ts";
import * as select from "./selection.ts";
import type { Selection } from "./selection.ts";

/** How what is shown came here. */
export type Origin = "none" | "live" | "ended" | "file";

export interface Moment {
  readonly isLive: boolean;
  /** The number of the recording's messages at this moment. */
  readonly position: number;
  /** ms of the session. */
  readonly t: number;
  /** The model at this moment. Do not keep it: the next moment changes it. */
  readonly model: Readonly<Model>;
}

export type Store = ReturnType<typeof createStore>;

export function createStore() {
  const recording = createRecording();
  const history: History = createHistory();
  const session: Signal<Session | undefined> = signal(undefined);
  const origin: Signal<Origin> = signal("none");
  const revision = signal(0);
  /** What the feed could not send. */
  const dropped = signal(0);
  /** Counted from the session's first message, those that were forgotten included. Undefined: the live edge. */
  const cursor: Signal<number | undefined> = signal(undefined);
  const selection: Signal<Selection> = signal({});

  const moment: ReadonlySignal<Moment> = computed(() => {
    // A recording is not a signal, so its revision represents it.
    follow(revision);
    const last = recording.messages.length;
    const wanted = cursor.value === undefined ? last : cursor.value - recording.forgotten;
    const position = Math.max(0, Math.min(wanted, last));
    const t = recording.messages[position - 1]?.t ?? recording.from;
    return { isLive: cursor.value === undefined, position, t, model: recording.modelAt(position) };
  });

  function open(next: Session, from: Origin): void {
    batch(() => {
      recording.clear();
      history.clear();
      session.value = next;
      origin.value = from;
      dropped.value = 0;
      cursor.value = undefined;
      selection.value = {};
      revision.value += 1;
    });
  }

  function append(messages: readonly Message[]): void {
    if (messages.length === 0) return;
    const before = recording.forgotten;
    recording.append(messages);
    history.append(messages);
    if (recording.forgotten > before) history.forgetBefore(recording.from);
    revision.value += 1;
  }

  /** The history is no longer complete, so the store restarts with the current state. */
  function restart(base: readonly Message[]): void {
    batch(() => {
      recording.clear();
      history.clear();
      cursor.value = undefined;
      append(base);
    });
  }

  function goTo(position: number): void {
    cursor.value = Math.max(1, Math.min(position, recording.messages.length)) + recording.forgotten;
  }

  return {
    recording,
    history,
    session: session as ReadonlySignal<Session | undefined>,
    origin: origin as ReadonlySignal<Origin>,
    revision: revision as ReadonlySignal<number>,
    dropped: dropped as ReadonlySignal<number>,
    selection: selection as ReadonlySignal<Selection>,
    moment,
    open,
    append,
    restart,
    noteDropped: (count: number) => void (dropped.value = count),
    noteEnd: () => void (origin.value = "ended"),

    /** Shows the moment after so many messages, and stays there. */
    goTo,
    goToTime: (t: number) => goTo(recording.positionAt(t)),
    step: (messages: number) => goTo(moment.peek().position + messages),
    goLive: () => void (cursor.value = undefined),
    togglePause: () => {
      if (cursor.peek() === undefined) goTo(moment.peek().position);
      else cursor.value = undefined;
    },

    selectSegment: (key: string) =>
      void (selection.value = select.selectSegment(moment.peek().model, key)),
    selectPeer: (peer: string) =>
      void (selection.value = select.selectPeer(moment.peek().model, selection.peek(), peer)),
    selectActor: (actor: string) =>
      void (selection.value = select.selectActor(moment.peek().model, selection.peek(), actor)),
    selectMessage: (message: Message) =>
      void (selection.value = select.selectMessage(moment.peek().model, selection.peek(), message)),
    clearSelection: () => void (selection.value = {}),

    /** The session as a file's text; undefined while there is none. */
    save: (): string | undefined => {
      const current = session.peek();
      if (current === undefined) return undefined;
      const { messages, forgotten } = recording;
      const lost = dropped.peek() + forgotten;
      return writeSessionFile({ session: current, messages, dropped: lost });
    },
  };
}

/** One key each. They act while the focus is in the inspector, and not while somebody types. */
import { viewNames, type Layout } from "./layout.ts";
import type { Store } from "./store.ts";

export interface ShortcutTargets {
  readonly store: Store;
  readonly layout: Layout;
  readonly openFile: () => void;
  readonly save: () => void;
  readonly search: () => void;
}

/** For the help. */
export const shortcuts = [
  { keys: "1 … 8", words: "Segments, Events, Sequence, Peers, Why, Statechart, Actors, Session" },
  { keys: "Space", words: "Pause at this moment, or go on" },
  { keys: ", .", words: "One message back, one on" },
  { keys: "[ ]", words: "One second back, one on" },
  { keys: "L", words: "To the live edge" },
  { keys: "↑ ↓", words: "Through lists; Home, End, Page up and down as well" },
  { keys: "+ − 0", words: "Zoom the lanes in, out, and to the whole session" },
  { keys: "← →", words: "Move the lanes in time; expand and collapse in the tree" },
  { keys: "F", words: "Follow the play head in the lanes" },
  { keys: "/", words: "Search the events" },
  { keys: "Esc", words: "Choose nothing" },
  { keys: "O S", words: "Open, save a session" },
  { keys: "T", words: "Light, dark, or as the system" },
  { keys: "?", words: "This" },
] as const;

/** ms of the session. */
const secondStep = 1000;

/** Whether the key meant something. */
export function pressShortcut(key: string, targets: ShortcutTargets): boolean {
  const { store, layout } = targets;
  const move = (ms: number): void => store.goToTime(store.moment.peek().t + ms);
  const actions: Readonly<Record<string, () => void>> = {
    " ": store.togglePause,
    ",": () => store.step(-1),
    ".": () => store.step(1),
    "[": () => move(-secondStep),
    "]": () => move(secondStep),
    l: store.goLive,
    o: targets.openFile,
    s: targets.save,
    t: layout.nextTheme,
    "/": targets.search,
    Escape: store.clearSelection,
    "?": () => (layout.isHelpOpen.value = true),
  };
  const view = viewNames[Number(key) - 1];
  const action =
    view === undefined ? (actions[key.toLowerCase()] ?? actions[key]) : () => layout.show(view);
  action?.();
  return action !== undefined;
}

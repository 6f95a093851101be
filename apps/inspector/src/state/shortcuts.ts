/** Single-key shortcuts. They work while the focus is in the inspector, except in text fields. */
import { viewNames, type Layout } from "./layout.ts";
import type { Store } from "./store.ts";

export interface ShortcutTargets {
  readonly store: Store;
  readonly layout: Layout;
  readonly openFile: () => void;
  readonly save: () => void;
  readonly search: () => void;
}

/** The list in the help dialog. */
export const shortcuts = [
  { keys: "1 … 8", words: "Segments, Events, Sequence, Peers, Why, Statechart, Actors, Session" },
  { keys: "Space", words: "Pause or resume" },
  { keys: ", .", words: "Previous message, next message" },
  { keys: "[ ]", words: "Back one second, forward one second" },
  { keys: "L", words: "Go to the live edge" },
  { keys: "↑ ↓", words: "Move through a list (also Home, End, Page Up and Page Down)" },
  { keys: "+ − 0", words: "Zoom in, zoom out, fit the whole session" },
  { keys: "← →", words: "Scroll the lanes; expand or collapse a row of the tree" },
  { keys: "F", words: "Follow the play head" },
  { keys: "/", words: "Search events" },
  { keys: "Esc", words: "Clear selection" },
  { keys: "O S", words: "Open a session, save this session" },
  { keys: "T", words: "Change the theme: light, dark or system" },
  { keys: "?", words: "Show this help" },
] as const;

/** ms of the session. */
const secondStep = 1000;

/** Returns whether the key is a shortcut. */
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

/** The open views and the theme. Page. The theme is remembered until the page is closed. */
import { computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";

export const views = {
  segments: { title: "Segments", side: "main" },
  events: { title: "Events", side: "main" },
  sequence: { title: "Sequence", side: "main" },
  peers: { title: "Peers", side: "main" },
  why: { title: "Why", side: "side" },
  statechart: { title: "Statechart", side: "side" },
  actors: { title: "Actors", side: "side" },
  session: { title: "Session", side: "side" },
} as const;

export type ViewName = keyof typeof views;
export type Side = (typeof views)[ViewName]["side"];
export type Theme = "system" | "light" | "dark";

export const viewNames = Object.keys(views) as readonly ViewName[];

/** Narrower than this (px), one view at a time. */
const twoPanes = 860;

export interface Layout {
  readonly width: Signal<number>;
  readonly isWide: ReadonlySignal<boolean>;
  /** Of each side. */
  readonly open: ReadonlySignal<Readonly<Record<Side, ViewName>>>;
  /** The one that is shown when there is room for one. */
  readonly front: ReadonlySignal<ViewName>;
  readonly theme: ReadonlySignal<Theme>;
  /** The enlarged side. Undefined if both sides are visible. */
  readonly enlarged: Signal<Side | undefined>;
  readonly isHelpOpen: Signal<boolean>;
  readonly show: (view: ViewName) => void;
  readonly nextTheme: () => void;
  /** Increases when canvases have to be redrawn in other colours. */
  readonly paint: Signal<number>;
}

export function createLayout(): Layout {
  const width = signal(1200);
  const open = signal<Record<Side, ViewName>>({ main: "segments", side: "why" });
  const front = signal<ViewName>("segments");
  const theme = signal<Theme>("system");
  const paint = signal(0);
  const enlarged = signal<Side | undefined>(undefined);
  return {
    width,
    isWide: computed(() => width.value >= twoPanes),
    open,
    front,
    theme,
    enlarged,
    isHelpOpen: signal(false),
    paint,
    show(view) {
      front.value = view;
      // What is asked for is seen.
      if (enlarged.peek() !== undefined) enlarged.value = views[view].side;
      open.value = { ...open.peek(), [views[view].side]: view };
    },
    nextTheme() {
      const order: readonly Theme[] = ["system", "light", "dark"];
      theme.value = order[(order.indexOf(theme.peek()) + 1) % order.length] ?? "system";
    },
  };
}

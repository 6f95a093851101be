/** The style sheet's colours for canvases, which cannot use CSS variables. */
import { stateNames } from "../words/states.ts";
import type { SegmentState } from "../state/history.ts";

export interface Palette {
  readonly states: Readonly<Record<SegmentState, string>>;
  readonly pane: string;
  readonly raised: string;
  readonly line: string;
  readonly lineStrong: string;
  readonly text: string;
  readonly quiet: string;
  readonly accent: string;
  readonly selected: string;
  readonly bad: string;
}

/** Reads the colours at the element. Read them again when `layout.paint` increases. */
export function readPalette(element: Element): Palette {
  const probe = document.createElement("span");
  element.append(probe);
  const read = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const palette = {
    states: Object.fromEntries(stateNames.map((state) => [state, read(`s-${state}`)])) as Record<
      SegmentState,
      string
    >,
    pane: read("pane"),
    raised: read("raised"),
    line: read("line"),
    lineStrong: read("line-strong"),
    text: read("text"),
    quiet: read("quiet"),
    accent: read("accent"),
    selected: read("accent-ground"),
    bad: read("bad"),
  };
  probe.remove();
  return palette;
}

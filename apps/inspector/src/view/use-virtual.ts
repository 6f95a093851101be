/** TanStack Virtual for Preact: returns the visible rows of a long list. All rows have the same height. */
import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualItem,
} from "@tanstack/virtual-core";
import type { RefObject } from "preact";
import { useLayoutEffect, useReducer, useState } from "preact/hooks";

export interface VirtualRows {
  readonly items: readonly VirtualItem[];
  /** px. */
  readonly height: number;
  /** As little as needed, or to the middle. */
  readonly scrollTo: (index: number, align?: "auto" | "center" | "end") => void;
}

interface Options {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly count: number;
  /** px. */
  readonly rowHeight: number;
  /** px above the first row that scroll with it. */
  readonly paddingStart?: number;
}

export function useVirtual({ scroller, count, rowHeight, paddingStart = 0 }: Options): VirtualRows {
  const [, update] = useReducer((changes: number) => changes + 1, 0);
  const options = {
    count,
    paddingStart,
    overscan: 6,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => update(undefined),
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLDivElement, Element>(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  return {
    items: virtualizer.getVirtualItems(),
    height: virtualizer.getTotalSize(),
    scrollTo: (index, align = "auto") => virtualizer.scrollToIndex(index, { align }),
  };
}

/** Connects views with their inspector, because a page may have several. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { EventFilter } from "../state/event-filter.ts";
import type { Layout } from "../state/layout.ts";
import type { Sources } from "../state/sources.ts";
import type { Store } from "../state/store.ts";

export interface Inspector {
  readonly store: Store;
  readonly sources: Sources;
  readonly layout: Layout;
  readonly events: EventFilter;
  /** Of a panel; absent on the page of its own. */
  readonly onClose: (() => void) | undefined;
}

export const InspectorContext = createContext<Inspector | undefined>(undefined);

export function useInspector(): Inspector {
  const inspector = useContext(InspectorContext);
  if (inspector === undefined) throw new Error("a view outside of an inspector");
  return inspector;
}

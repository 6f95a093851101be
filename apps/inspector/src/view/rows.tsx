/** A virtual list of rows with equal height: only visible rows are rendered. The selected row is exposed to screen readers. */
import type { ComponentChildren, JSX, RefObject, TargetedKeyboardEvent } from "preact";
import type { VirtualRows } from "./use-virtual.ts";

interface RowsProps {
  /** Of the list and, with a number, of its rows: `actor-12`. */
  readonly name: string;
  readonly label: string;
  readonly role: "listbox" | "tree";
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly virtual: VirtualRows;
  /** The chosen row; -1: none. */
  readonly at: number;
  readonly onKeyDown: (event: TargetedKeyboardEvent<HTMLDivElement>) => void;
  readonly onScroll?: (scroller: HTMLDivElement) => void;
  /** Stays above the rows. */
  readonly head?: ComponentChildren;
  /** Null: there is no such row any more. */
  readonly row: (index: number, place: RowPlace) => JSX.Element | null;
}

/** What a row's element needs, beside its key and what is in it. */
export interface RowPlace {
  readonly id: string;
  readonly "aria-selected": boolean;
  readonly style: { readonly transform: string };
}

export function Rows(props: RowsProps): JSX.Element {
  const { name, label, role, scroller, virtual, at, onKeyDown, onScroll, head, row } = props;
  const isSeen = virtual.items.some(({ index }) => index === at);
  return (
    <div
      class={`rows-scroll ${name}-rows`}
      ref={scroller}
      onScroll={onScroll && (({ currentTarget }) => onScroll(currentTarget))}
    >
      {head}
      <div
        class="rows"
        role={role}
        tabIndex={0}
        aria-label={label}
        aria-activedescendant={isSeen ? `${name}-${at}` : undefined}
        style={{ height: `${virtual.height}px` }}
        onKeyDown={onKeyDown}
      >
        {virtual.items.map(({ index, start }) =>
          row(index, {
            id: `${name}-${index}`,
            "aria-selected": index === at,
            style: { transform: `translateY(${start}px)` },
          }),
        )}
      </div>
    </div>
  );
}

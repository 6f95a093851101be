/** The help dialog: keyboard shortcuts, and the legend of colours and patterns. */
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { shortcuts } from "../state/shortcuts.ts";
import { stateLooks, stateNames } from "../words/states.ts";
import { useInspector } from "./inspector-context.ts";
import { StateChip } from "./state-chip.tsx";

export function HelpDialog(): JSX.Element {
  const { layout } = useInspector();
  const dialog = useRef<HTMLDialogElement>(null);
  const isOpen = layout.isHelpOpen.value;
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  return (
    <dialog
      ref={dialog}
      class="help"
      aria-label="Keyboard and legend"
      onClose={() => (layout.isHelpOpen.value = false)}
    >
      {isOpen && (
        <>
          <h2>Keyboard</h2>
          <dl class="keys">
            {shortcuts.map(({ keys, words }) => (
              <div key={keys}>
                <dt>
                  <kbd>{keys}</kbd>
                </dt>
                <dd>{words}</dd>
              </div>
            ))}
          </dl>
          <h2>Segment states</h2>
          <ul class="legend-list">
            {stateNames.map((state) => (
              <li key={state}>
                <StateChip state={state} isBare /> <b>{state}</b> {stateLooks[state].hint}
              </li>
            ))}
          </ul>
          <h2>Timeline</h2>
          <p class="legend-list">
            The timeline at the bottom shows bytes per second over the whole session. The solid area
            is HTTP, and the striped area above it is traffic from peers. Red ticks are failures and
            warnings. In the lanes, everything after the selected moment is pale.
          </p>
          <form method="dialog">
            <button type="submit">Close</button>
          </form>
        </>
      )}
    </dialog>
  );
}

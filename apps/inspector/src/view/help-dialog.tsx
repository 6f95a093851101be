/** Every key, and what the colours and patterns mean. */
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
          <h2>States of a segment</h2>
          <ul class="legend-list">
            {stateNames.map((state) => (
              <li key={state}>
                <StateChip state={state} isBare /> <b>{state}</b> {stateLooks[state].hint}
              </li>
            ))}
          </ul>
          <h2>The strip below</h2>
          <p class="legend-list">
            Bytes a second of the whole session: over HTTP below, from peers striped above. Red
            ticks are failures and warnings. What comes after the chosen moment is pale in every
            lane.
          </p>
          <form method="dialog">
            <button type="submit">Close</button>
          </form>
        </>
      )}
    </dialog>
  );
}

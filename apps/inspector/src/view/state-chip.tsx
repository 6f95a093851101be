/** A segment's state: colour, sign, and word. */
import type { JSX } from "preact";
import type { SegmentState } from "../state/history.ts";
import { stateLooks } from "../words/states.ts";

interface StateChipProps {
  readonly state: SegmentState;
  /** Without the word: it stands beside. */
  readonly isBare?: boolean;
}

export function StateChip({ state, isBare = false }: StateChipProps): JSX.Element {
  return (
    <span class="chip" data-state={state}>
      <span class="sign" aria-hidden="true">
        {stateLooks[state].sign}
      </span>
      {!isBare && <span class="chip-word">{state}</span>}
    </span>
  );
}

/** The legend and the buttons of the lanes. Everything that keys and the wheel can do is also available as a button. */
import type { JSX } from "preact";
import type { TimeRange } from "../../state/time-range.ts";
import { timeInWords } from "../../words/numbers.ts";
import { stateNames } from "../../words/states.ts";
import { StateChip } from "../state-chip.tsx";

interface LanesToolsProps {
  readonly range: TimeRange;
  readonly isFollowing: boolean;
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  readonly fit: () => void;
  readonly earlier: () => void;
  readonly later: () => void;
  readonly follow: () => void;
}

export function LanesTools(props: LanesToolsProps): JSX.Element {
  const { range, isFollowing, zoomIn, zoomOut, fit, earlier, later, follow } = props;
  return (
    <div class="tools">
      <ul class="legend" aria-label="Legend">
        {stateNames.map((state) => (
          <li key={state}>
            <StateChip state={state} />
          </li>
        ))}
        <li class="legend-line">
          <svg width="16" height="8" aria-hidden="true">
            <path class="play-line" d="M0 4h16" />
          </svg>
          play head
        </li>
        <li class="legend-line">
          <svg width="16" height="8" aria-hidden="true">
            <path class="required-line" d="M0 4h16" />
          </svg>
          required up to
        </li>
      </ul>
      <output class="quiet lanes-range" aria-label="Visible time range">
        {timeInWords(Math.max(0, range.from))} – {timeInWords(Math.max(0, range.to))}
      </output>
      <div class="button-row">
        <button type="button" aria-label="Earlier" title="Earlier (←)" onClick={earlier}>
          ‹
        </button>
        <button type="button" aria-label="Later" title="Later (→)" onClick={later}>
          ›
        </button>
        <button type="button" aria-label="Zoom in" title="Zoom in (+)" onClick={zoomIn}>
          +
        </button>
        <button type="button" aria-label="Zoom out" title="Zoom out (−)" onClick={zoomOut}>
          −
        </button>
        <button type="button" title="Fit the whole session (0)" onClick={fit}>
          Fit
        </button>
        <button
          type="button"
          aria-pressed={isFollowing}
          title="Follow the play head (F)"
          onClick={follow}
        >
          Follow
        </button>
      </div>
    </div>
  );
}

/** A tooltip that describes the part of a lane under the pointer. */
import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Lane } from "../../state/history.ts";
import { peerName } from "../../words/names.ts";
import { durationInWords, timeInWords } from "../../words/numbers.ts";
import { stateLooks } from "../../words/states.ts";
import { StateChip } from "../state-chip.tsx";
import type { LanePoint } from "./lane-chart.ts";

interface LaneTipProps {
  readonly point: ReadonlySignal<LanePoint | undefined>;
  readonly lanes: readonly Lane[];
}

export function LaneTip({ point, lanes }: LaneTipProps): JSX.Element | null {
  const at = point.value;
  const lane = at === undefined ? undefined : lanes[at.row];
  const span = lane?.spans.find(
    ({ from, to = Infinity }) => at !== undefined && from <= at.t && at.t < to,
  );
  if (at === undefined || lane === undefined || span === undefined) return null;
  const { state, from, to, peer, reason } = span;
  return (
    <div class="tip" data-left={at.x > 320} style={{ "--x": `${at.x}px`, "--y": `${at.y}px` }}>
      <p>
        <b>Segment {lane.sequence}</b> <StateChip state={state} /> {stateLooks[state].words}
        {peer !== undefined && <span class="mono">, {peerName(peer)}</span>}
      </p>
      <p>{reason}</p>
      <p class="quiet">
        {to === undefined
          ? `since ${timeInWords(from)}`
          : `${timeInWords(from)} for ${durationInWords(to - from)}`}
      </p>
    </div>
  );
}

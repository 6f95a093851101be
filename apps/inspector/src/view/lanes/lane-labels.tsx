/** The names, states and sources of the lanes, as a list for the keyboard and for screen readers. */
import type { VirtualItem } from "@tanstack/virtual-core";
import type { JSX, TargetedKeyboardEvent } from "preact";
import type { Lane } from "../../state/history.ts";
import { peerName, streamName } from "../../words/names.ts";
import { useInspector } from "../inspector-context.ts";
import { listTarget } from "../list-keys.ts";
import { StateChip } from "../state-chip.tsx";

interface LaneLabelsProps {
  readonly lanes: readonly Lane[];
  readonly items: readonly VirtualItem[];
  readonly scrollTo: (row: number) => void;
}

export function LaneLabels({ lanes, items, scrollTo }: LaneLabelsProps): JSX.Element {
  const { store } = useInspector();
  const { t } = store.moment.value;
  const { segment } = store.selection.value;
  const at = lanes.findIndex(({ key }) => key === segment);
  const isSeen = items.some(({ index }) => index === at);
  const press = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    const next = listTarget(event.key, at, lanes.length);
    const lane = next === undefined ? undefined : lanes[next];
    if (next === undefined || lane === undefined) return;
    event.preventDefault();
    store.selectSegment(lane.key);
    scrollTo(next);
  };
  return (
    <div
      class="lane-labels"
      role="listbox"
      tabIndex={0}
      aria-label="Segments"
      aria-activedescendant={isSeen ? `lane-${at}` : undefined}
      onKeyDown={press}
    >
      {items.map(({ index, start }) => {
        const lane = lanes[index];
        if (lane === undefined) return null;
        const span = lane.spans.findLast(({ from }) => from <= t);
        const words =
          span === undefined ? "not queued yet" : describe(span.state, span.source, span.peer);
        const isOfOtherStream = lane.stream !== lanes[index - 1]?.stream;
        return (
          <div
            key={lane.key}
            id={`lane-${index}`}
            class="row lane-label"
            data-first={isOfOtherStream && index > 0}
            role="option"
            aria-selected={index === at}
            aria-setsize={lanes.length}
            aria-posinset={index + 1}
            style={{ transform: `translateY(${start}px)` }}
            title={`${words}\n${lane.key}`}
            onClick={() => store.selectSegment(lane.key)}
          >
            <StateChip state={span?.state ?? "queued"} isBare />
            <b>{lane.sequence}</b>
            <span class="lane-state">{words}</span>
            {isOfOtherStream && lane.stream !== "" && <i>{streamName(lane.stream)}</i>}
          </div>
        );
      })}
    </div>
  );
}

function describe(state: string, source: string | undefined, peer: string | undefined): string {
  if (peer !== undefined) return `${state} ${peerName(peer)}`;
  return source === "http" && state !== "http" ? `${state} HTTP` : state;
}

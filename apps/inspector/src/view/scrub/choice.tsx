/** The current selection. Each item opens its view. */
import type { JSX } from "preact";
import { actorName, peerName, segmentName } from "../../words/names.ts";
import { useInspector } from "../inspector-context.ts";

export function Choice(): JSX.Element | null {
  const { store, layout } = useInspector();
  const { segment, actor, peer } = store.selection.value;
  const { model } = store.moment.value;
  if (segment === undefined && actor === undefined && peer === undefined) return null;
  return (
    <p class="choice">
      {segment !== undefined && (
        <button type="button" title={segment} onClick={() => layout.show("why")}>
          segment <b>{segmentName(store.history.laneOf(segment), segment)}</b>
        </button>
      )}
      {actor !== undefined && (
        <button type="button" title={actor} onClick={() => layout.show("statechart")}>
          actor <b>{actorName(model.actors.get(actor) ?? model.ended.get(actor), actor)}</b>
        </button>
      )}
      {peer !== undefined && (
        <button type="button" title={peer} onClick={() => layout.show("peers")}>
          peer <b>{peerName(peer)}</b>
        </button>
      )}
      <button
        type="button"
        aria-label="Clear selection"
        title="Clear selection (Esc)"
        onClick={store.clearSelection}
      >
        ✕
      </button>
    </p>
  );
}

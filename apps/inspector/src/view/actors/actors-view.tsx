/** The tree of actors: each actor is listed under the one that spawned it, with its state and the time since it changed. */
import type { JSX, TargetedKeyboardEvent } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { actorName, stateInWords } from "../../words/names.ts";
import { countInWords, durationInWords } from "../../words/numbers.ts";
import { useInspector } from "../inspector-context.ts";
import { listTarget } from "../list-keys.ts";
import { Rows, type RowPlace } from "../rows.tsx";
import { useVirtual } from "../use-virtual.ts";
import { actorRows, type ActorRow } from "./actor-rows.ts";

/** px. */
const rowHeight = 24;

export function ActorsView(): JSX.Element {
  const { store } = useInspector();
  const { t, model } = store.moment.value;
  const chosen = store.selection.value.actor;
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [withEnded, setWithEnded] = useState(false);
  const rows = actorRows(model, folded, withEnded);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtual({ scroller, count: rows.length, rowHeight });
  const at = rows.findIndex(({ actor }) => actor.actor === chosen);
  useLayoutEffect(() => {
    if (at >= 0) virtual.scrollTo(at);
  }, [chosen]);

  const fold = (id: string, isFolded: boolean): void => {
    const next = new Set(folded);
    if (isFolded) next.add(id);
    else next.delete(id);
    setFolded(next);
  };
  const press = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    const row = rows[at];
    const isSideways = event.key === "ArrowLeft" || event.key === "ArrowRight";
    if (isSideways && row !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      fold(row.actor.actor, event.key === "ArrowLeft");
      return;
    }
    const next = rows[listTarget(event.key, at, rows.length) ?? -1];
    if (next === undefined) return;
    event.preventDefault();
    store.selectActor(next.actor.actor);
  };

  return (
    <div class="actors">
      <div class="tools">
        <p class="quiet">
          {countInWords(model.actors.size)} running, {countInWords(model.ended.size)} ended recently
        </p>
        <div class="button-row">
          <button type="button" aria-pressed={withEnded} onClick={() => setWithEnded(!withEnded)}>
            Show ended
          </button>
        </div>
      </div>
      <Rows
        name="actor"
        label="Actors"
        role="tree"
        {...{ scroller, virtual, at }}
        onKeyDown={press}
        row={(index, place) => {
          const row = rows[index];
          if (row === undefined) return null;
          return <Row key={row.actor.actor} row={row} place={place} t={t} onFold={fold} />;
        }}
      />
    </div>
  );
}

interface RowProps {
  readonly row: ActorRow;
  readonly place: RowPlace;
  readonly t: number;
  readonly onFold: (id: string, isFolded: boolean) => void;
}

function Row({ row, place, t, onFold }: RowProps): JSX.Element {
  const { store } = useInspector();
  const { actor, level, childCount, isOpen } = row;
  const { end, state, machine, src, since, eventCount } = actor;
  const words = end?.how ?? (state === undefined ? "running" : stateInWords(state));
  return (
    <div
      {...place}
      class="row actor"
      role="treeitem"
      aria-level={level}
      aria-expanded={childCount > 0 ? isOpen : undefined}
      data-ended={end !== undefined}
      style={{ ...place.style, "--level": level }}
      title={actor.actor}
      onClick={() => store.selectActor(actor.actor)}
    >
      <span class="actor-name">
        <span
          class="fold"
          aria-hidden="true"
          onClick={(event) => {
            event.stopPropagation();
            onFold(actor.actor, isOpen);
          }}
        >
          {childCount === 0 ? "" : isOpen ? "▾" : "▸"}
        </span>
        <b>{actorName(actor, actor.actor)}</b>
      </span>
      <span class="machine">{machine ?? src ?? ""}</span>
      <span class="actor-state" title={words}>
        {words}
      </span>
      <span class="age" title={`Time in this state; ${countInWords(eventCount)} events received`}>
        {durationInWords(Math.max(0, (end?.t ?? t) - since))}
      </span>
    </div>
  );
}

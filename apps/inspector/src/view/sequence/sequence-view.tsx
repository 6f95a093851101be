/** The sequence diagram: a lifeline for each actor, and an arrow for each message between them. */
import type { JSX, TargetedKeyboardEvent } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { actorName, changeInWords, stateInWords } from "../../words/names.ts";
import { timeInWords } from "../../words/numbers.ts";
import { useInspector } from "../inspector-context.ts";
import { listTarget } from "../list-keys.ts";
import { Rows } from "../rows.tsx";
import { useVirtual } from "../use-virtual.ts";
import { ActorPicker } from "./actor-picker.tsx";
import { companionsOf, sequenceRows, type SequenceRow } from "./sequence-rows.ts";

/** px. */
const rowHeight = 26;
/** More lifelines do not fit side by side. */
const mostActors = 6;

export function SequenceView(): JSX.Element {
  const { store } = useInspector();
  const { position, model } = store.moment.value;
  const { messages } = store.recording;
  const { actor, message: chosen } = store.selection.value;
  const [picked, setPicked] = useState<readonly string[]>();
  const actors = picked ?? companionsOf(messages, position, model, actor, mostActors);
  const rows = sequenceRows(messages, position, new Set(actors));
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtual({ scroller, count: rows.length, rowHeight });
  const at = rows.findIndex(({ n }) => n === chosen);
  useLayoutEffect(() => {
    if (rows.length > 0) virtual.scrollTo(at >= 0 ? at : rows.length - 1, "end");
  }, [rows.length, at]);

  const name = (id: string): string => actorName(model.actors.get(id) ?? model.ended.get(id), id);
  // Messages from actors that are not in the diagram come from the left edge.
  const columnOf = (id: string | undefined): number =>
    id === undefined ? 0 : actors.indexOf(id) + 1;
  const press = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    const next = rows[listTarget(event.key, at, rows.length) ?? -1];
    if (next === undefined) return;
    event.preventDefault();
    store.selectMessage(next);
  };

  return (
    <div class="sequence" style={{ "--columns": actors.length + 1 }}>
      <ActorPicker
        actors={actors}
        most={mostActors}
        isAutomatic={picked === undefined}
        onPick={setPicked}
      />
      {rows.length === 0 ? (
        <div class="empty">
          <p>These actors have not received any messages yet.</p>
          <p class="quiet">Select another actor in Actors, or add some above.</p>
        </div>
      ) : (
        <Rows
          name="sequence"
          label="Messages between the actors in the diagram"
          role="listbox"
          {...{ scroller, virtual, at }}
          onKeyDown={press}
          head={
            <div class="sequence-head" aria-hidden="true">
              <span class="time">time</span>
              <span>outside</span>
              {actors.map((id) => (
                <span key={id} data-chosen={id === actor} title={id}>
                  {name(id)}
                </span>
              ))}
            </div>
          }
          row={(index, place) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              <div
                key={row.n}
                {...place}
                class="row sequence-row"
                role="option"
                onClick={() => store.selectMessage(row)}
              >
                <time>{timeInWords(row.t)}</time>
                <Mark row={row} columns={actors.length + 1} columnOf={columnOf} name={name} />
              </div>
            );
          }}
        />
      )}
    </div>
  );
}

interface MarkProps {
  readonly row: SequenceRow;
  readonly columns: number;
  readonly columnOf: (id: string | undefined) => number;
  readonly name: (id: string) => string;
}

/** An arrow from one line to another, or a state on its line. */
function Mark({ row, columns, columnOf, name }: MarkProps): JSX.Element {
  const middle = (column: number): number => ((column + 0.5) / columns) * 100;
  const to = columnOf(row.actor);
  if (row.type === "transition") {
    return (
      <span class="lifelines">
        <span
          class="state-mark"
          style={{ left: `${middle(to)}%` }}
          title={`${stateInWords(row.from)} → ${stateInWords(row.to)}, on ${row.event || "always"}`}
        >
          <span class="sr-only">{name(row.actor)} is now </span>
          {changeInWords(row.from, row.to)}
        </span>
      </span>
    );
  }
  const from = Math.max(0, columnOf(row.from));
  const [left, right] = [Math.min(from, to), Math.max(from, to)];
  return (
    <span class="lifelines">
      <span
        class="message-mark"
        data-way={from === to ? "self" : from < to ? "right" : "left"}
        style={{
          left: `${middle(left)}%`,
          width: from === to ? "6%" : `${middle(right) - middle(left)}%`,
        }}
      >
        <span class="message-name">
          {row.name}
          <span class="sr-only">
            {" "}
            to {name(row.actor)} from {row.from === undefined ? "outside" : name(row.from)}
          </span>
        </span>
      </span>
    </span>
  );
}

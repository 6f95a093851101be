/** The statechart of the selected actor: active states are highlighted, and each transition shows how often it was taken. */
import type { ActorModel, MachineDefinition, Model } from "@swarmlane/inspection";
import type { JSX } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { actorName, stateInWords } from "../../words/names.ts";
import { countInWords } from "../../words/numbers.ts";
import { useInspector } from "../inspector-context.ts";
import { activeStates } from "./active-states.ts";
import { layOut } from "./lay-out.ts";
import { edgeInWords } from "./node-lines.ts";
import { StatechartDrawing } from "./statechart-drawing.tsx";

/** The smallest scale at which the text is readable. A larger chart is scrolled. */
const smallest = 0.88;

/** The side pane's share of the width (shell.css). */
const sideShare = 0.42;

const nothing: ReadonlyMap<string, number> = new Map();

export function StatechartView(): JSX.Element {
  const { store, layout } = useInspector();
  const { model } = store.moment.value;
  const chosen = store.selection.value.actor;
  const [wanted, setWanted] = useState<string>();
  const [scale, setScale] = useState<number>();
  const actor = find(model, chosen);
  // The actor's machine, unless the user chose another machine after selecting the actor.
  const [asked, askedFor] = wanted?.split("\n") ?? [];
  const name = (askedFor === chosen ? asked : undefined) ?? actor?.machine ?? firstMachine(model);
  const definition = name === undefined ? undefined : model.machines.get(name);
  const chart = useMemo(() => definition && layOut(definition), [definition]);
  const shown = actor?.machine === name ? actor : undefined;
  const state = stateInWords(shown?.state);
  const scroller = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (scroller.current !== null) bringActiveIntoView(scroller.current);
  }, [shown?.actor, state]);
  if (definition === undefined || chart === undefined) {
    return (
      <div class="empty">
        <p>No state machines yet.</p>
      </div>
    );
  }
  const counts = shown?.taken ?? model.taken.get(definition.id) ?? nothing;
  const isBesideOther = layout.isWide.value && layout.enlarged.value === undefined;
  const room = layout.width.value * (isBesideOther ? sideShare : 1) - 26;
  const whole = Math.min(1.2, room / chart.width);
  const fitted = Math.max(smallest, whole);
  const isWhole = scale === whole;
  return (
    <div class="statechart">
      <div class="tools">
        <select
          aria-label="Machine"
          value={definition.id}
          onChange={({ currentTarget }) => setWanted(`${currentTarget.value}\n${chosen ?? ""}`)}
        >
          {[...model.machines.keys()].map((id) => (
            <option key={id} value={id}>
              {id}
            </option>
          ))}
        </select>
        <p class="statechart-subject">
          {shown === undefined ? (
            <span class="quiet">all instances</span>
          ) : (
            <>
              <b>{actorName(shown, shown.actor)}</b> <span class="quiet">{state}</span>
            </>
          )}
        </p>
        <div class="button-row">
          <button
            type="button"
            aria-label="Zoom in"
            title="Zoom in"
            onClick={() => setScale((scale ?? fitted) * 1.25)}
          >
            +
          </button>
          <button
            type="button"
            aria-label="Zoom out"
            title="Zoom out"
            onClick={() => setScale((scale ?? fitted) / 1.25)}
          >
            −
          </button>
          <button
            type="button"
            aria-pressed={isWhole}
            title={isWhole ? "Return to a readable size" : "Fit the whole machine"}
            onClick={() => setScale(isWhole ? undefined : whole)}
          >
            Fit
          </button>
        </div>
      </div>
      <div
        ref={scroller}
        class="statechart-scroll"
        tabIndex={0}
        role="region"
        aria-label={`Statechart of ${definition.id}`}
      >
        <StatechartDrawing
          chart={chart}
          scale={scale ?? fitted}
          active={activeStates(definition, shown?.state)}
          last={shown?.lastTransition}
          counts={counts}
          population={shown === undefined ? populationOf(model, definition) : nothing}
        />
        <Arrows definition={definition} counts={counts} />
      </div>
    </div>
  );
}

interface ArrowsProps {
  readonly definition: MachineDefinition;
  readonly counts: ReadonlyMap<string, number>;
}

/** The same transitions as a list, with full texts, for screen readers too. */
function Arrows({ definition, counts }: ArrowsProps): JSX.Element {
  return (
    <details class="arrows">
      <summary>List of transitions ({definition.edges.length})</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">times taken</th>
            <th scope="col">transition</th>
          </tr>
        </thead>
        <tbody>
          {definition.edges.map((edge) => (
            <tr key={edge.id}>
              <td>{countInWords(counts.get(edge.id) ?? 0)}</td>
              <td>{edgeInWords(edge, definition)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** Does not use `scrollIntoView`, because that would also scroll the page around a docked panel. */
function bringActiveIntoView(scroller: HTMLElement): void {
  const box = [...scroller.querySelectorAll("[data-active=true]")].at(-1)?.getBoundingClientRect();
  if (box === undefined) return;
  const room = scroller.getBoundingClientRect();
  const isSeen =
    box.left >= room.left &&
    box.right <= room.right &&
    box.top >= room.top &&
    box.bottom <= room.bottom;
  if (isSeen) return;
  scroller.scrollBy({
    left: box.left + box.width / 2 - (room.left + room.width / 2),
    top: box.top + box.height / 2 - (room.top + room.height / 2),
  });
}

function find(model: Readonly<Model>, id: string | undefined): ActorModel | undefined {
  return id === undefined ? undefined : (model.actors.get(id) ?? model.ended.get(id));
}

/** The segment's machine, if there is one: it is what most people look for. */
function firstMachine({ machines }: Readonly<Model>): string | undefined {
  return machines.has("segment") ? "segment" : machines.keys().next().value;
}

/** The number of actors in each state. */
function populationOf(
  { actors }: Readonly<Model>,
  definition: MachineDefinition,
): ReadonlyMap<string, number> {
  const population = new Map<string, number>();
  for (const { machine, state } of actors.values()) {
    if (machine !== definition.id) continue;
    for (const id of activeStates(definition, state))
      population.set(id, (population.get(id) ?? 0) + 1);
  }
  return population;
}

/** The machine of the chosen actor: its states, the active ones lit, and every way between them with its count. */
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

/** Smaller than this, no letter can be read: what does not fit is scrolled to. */
const smallest = 0.88;

/** Of the width, what the side pane has (shell.css). */
const sideShare = 0.42;

const nothing: ReadonlyMap<string, number> = new Map();

export function StatechartView(): JSX.Element {
  const { store, layout } = useInspector();
  const { model } = store.moment.value;
  const chosen = store.selection.value.actor;
  const [wanted, setWanted] = useState<string>();
  const [scale, setScale] = useState<number>();
  const actor = find(model, chosen);
  // The actor's machine, unless another one was asked for since it was chosen.
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
        <p>No machine was told yet.</p>
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
            <span class="quiet">all of them together</span>
          ) : (
            <>
              <b>{actorName(shown, shown.actor)}</b> <span class="quiet">{state}</span>
            </>
          )}
        </p>
        <div class="button-row">
          <button
            type="button"
            aria-label="Larger"
            title="Larger"
            onClick={() => setScale((scale ?? fitted) * 1.25)}
          >
            +
          </button>
          <button
            type="button"
            aria-label="Smaller"
            title="Smaller"
            onClick={() => setScale((scale ?? fitted) / 1.25)}
          >
            −
          </button>
          <button
            type="button"
            aria-pressed={isWhole}
            title="The whole machine at once, or so that it can be read"
            onClick={() => setScale(isWhole ? undefined : whole)}
          >
            Whole
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

/** The same as a list: whole texts, and for those who cannot see the chart. */
function Arrows({ definition, counts }: ArrowsProps): JSX.Element {
  return (
    <details class="arrows">
      <summary>Transitions as a list ({definition.edges.length})</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">taken</th>
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

/** By hand: an element that scrolls itself into view would scroll the page around a panel, too. */
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

/** What most people ask about. */
function firstMachine({ machines }: Readonly<Model>): string | undefined {
  return machines.has("segment") ? "segment" : machines.keys().next().value;
}

/** How many actors are in each state. */
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

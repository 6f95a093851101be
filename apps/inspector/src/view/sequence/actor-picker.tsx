/** The actors that the sequence diagram shows: those that exchange messages with the selected actor, or a manual choice. */
import type { JSX } from "preact";
import { actorName } from "../../words/names.ts";
import { useInspector } from "../inspector-context.ts";

interface ActorPickerProps {
  readonly actors: readonly string[];
  readonly most: number;
  readonly isAutomatic: boolean;
  /** Undefined: select the actors automatically again. */
  readonly onPick: (actors: readonly string[] | undefined) => void;
}

/** Limits the number of actors in the list. */
const mostListed = 300;

export function ActorPicker({ actors, most, isAutomatic, onPick }: ActorPickerProps): JSX.Element {
  const { store } = useInspector();
  const { model } = store.moment.value;
  const name = (id: string): string => actorName(model.actors.get(id) ?? model.ended.get(id), id);
  const others = [...model.actors.keys()].filter((id) => !actors.includes(id)).slice(0, mostListed);
  return (
    <div class="tools picker">
      <ul aria-label="Actors in the diagram">
        {actors.map((id) => (
          <li key={id}>
            <button
              type="button"
              class="tag"
              title="Remove from the diagram"
              onClick={() => onPick(actors.filter((each) => each !== id))}
            >
              {name(id)} <span aria-hidden="true">✕</span>
              <span class="sr-only">, remove from the diagram</span>
            </button>
          </li>
        ))}
      </ul>
      <div class="button-row">
        <select
          aria-label="Add an actor"
          value=""
          disabled={actors.length >= most}
          onChange={({ currentTarget }) => onPick([...actors, currentTarget.value])}
        >
          <option value="">Add an actor…</option>
          {others.map((id) => (
            <option key={id} value={id}>
              {name(id)}
            </option>
          ))}
        </select>
        <button
          type="button"
          aria-pressed={isAutomatic}
          title="Show the actors that exchange messages with the selected actor"
          onClick={() => onPick(isAutomatic ? actors : undefined)}
        >
          Around selection
        </button>
      </div>
    </div>
  );
}

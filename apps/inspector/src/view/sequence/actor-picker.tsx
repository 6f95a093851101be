/** Which actors the sequence diagram shows: those that the chosen one speaks with, or a choice of one's own. */
import type { JSX } from "preact";
import { actorName } from "../../words/names.ts";
import { useInspector } from "../inspector-context.ts";

interface ActorPickerProps {
  readonly actors: readonly string[];
  readonly most: number;
  readonly isAutomatic: boolean;
  /** Undefined: by itself again. */
  readonly onPick: (actors: readonly string[] | undefined) => void;
}

/** Of the list to choose from. */
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
              title="Take it out"
              onClick={() => onPick(actors.filter((each) => each !== id))}
            >
              {name(id)} <span aria-hidden="true">✕</span>
              <span class="sr-only">, take it out</span>
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
          <option value="">add an actor…</option>
          {others.map((id) => (
            <option key={id} value={id}>
              {name(id)}
            </option>
          ))}
        </select>
        <button
          type="button"
          aria-pressed={isAutomatic}
          title="Those that the chosen actor speaks with"
          onClick={() => onPick(isAutomatic ? actors : undefined)}
        >
          Around the chosen
        </button>
      </div>
    </div>
  );
}

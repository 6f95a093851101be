/** Which events are listed. */
import type { JSX } from "preact";
import { groupNames, type About, type GroupName } from "../../state/event-filter.ts";
import { useInspector } from "../inspector-context.ts";

const abouts: Readonly<Record<About, string>> = {
  anything: "about anything",
  segment: "about the chosen segment",
  actor: "of the chosen actor",
  peer: "about the chosen peer",
};

export function EventsTools({ count }: { readonly count: string }): JSX.Element {
  const { events } = useInspector();
  const shown = events.shown.value;
  const toggle = (name: GroupName): void => {
    const next = new Set(shown);
    if (!next.delete(name)) next.add(name);
    events.shown.value = next;
  };
  return (
    <div class="tools events-tools">
      <input
        type="search"
        data-search
        placeholder="Search  /"
        aria-label="Search the events"
        value={events.search.value}
        onInput={({ currentTarget }) => (events.search.value = currentTarget.value)}
      />
      <select
        aria-label="About what"
        value={events.about.value}
        onChange={({ currentTarget }) => (events.about.value = currentTarget.value as About)}
      >
        {Object.entries(abouts).map(([about, words]) => (
          <option key={about} value={about}>
            {words}
          </option>
        ))}
      </select>
      <div class="chips" role="group" aria-label="Kinds">
        {groupNames.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={shown.has(name)}
            onClick={() => toggle(name)}
          >
            {name}
          </button>
        ))}
      </div>
      <output class="quiet" aria-label="Listed">
        {count} listed
      </output>
    </div>
  );
}

/** The controls that filter the list of events. */
import type { JSX } from "preact";
import { groupNames, type About, type GroupName } from "../../state/event-filter.ts";
import { useInspector } from "../inspector-context.ts";

const abouts: Readonly<Record<About, string>> = {
  anything: "All subjects",
  segment: "Selected segment",
  actor: "Selected actor",
  peer: "Selected peer",
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
        aria-label="Search events"
        value={events.search.value}
        onInput={({ currentTarget }) => (events.search.value = currentTarget.value)}
      />
      <select
        aria-label="Subject"
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
      <output class="quiet" aria-label="Matching events">
        {count} events
      </output>
    </div>
  );
}

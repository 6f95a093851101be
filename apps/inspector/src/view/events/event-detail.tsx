/** The details of one event: its data, and what it changed. */
import type { Message, Plain } from "@swarmlane/inspection";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { contextAround } from "../../state/context-around.ts";
import { diffFacts } from "../../words/facts-diff.ts";
import { messageWords } from "../../words/message-words.ts";
import { stateInWords } from "../../words/names.ts";
import { timeInWords } from "../../words/numbers.ts";
import { useInspector } from "../inspector-context.ts";

export function EventDetail({ position }: { readonly position: number }): JSX.Element | null {
  const { store } = useInspector();
  const message = store.recording.messages[position];
  const { model } = store.moment.value;
  if (message === undefined) return null;
  const { subject } = messageWords(message, model);
  return (
    <section class="event-detail" aria-label="Selected event" tabIndex={0}>
      <header>
        <h2>
          <span class="type" data-type={message.type}>
            {message.type}
          </span>{" "}
          {subject}
        </h2>
        <span class="quiet">
          {timeInWords(message.t)} · message {message.n}
        </span>
        <button
          type="button"
          title="Show the session at this moment (Enter)"
          onClick={() => store.goTo(position + 1)}
        >
          Show this moment
        </button>
      </header>
      <Change position={position} message={message} />
      <details>
        <summary>Message data</summary>
        <pre>{JSON.stringify(message, null, 2)}</pre>
      </details>
    </section>
  );
}

interface ChangeProps {
  readonly position: number;
  readonly message: Message;
}

function Change({ position, message }: ChangeProps): JSX.Element | null {
  const { store } = useInspector();
  const around = useMemo(() => contextAround(store.recording, position), [message]);
  if (around === undefined) return null;
  const { before, after } = around;
  const changes = diffFacts(before.facts, after.facts);
  const states = [stateInWords(before.state), stateInWords(after.state)];
  return (
    <table class="diff">
      <caption>Context before and after</caption>
      <thead>
        <tr>
          <th scope="col">name</th>
          <th scope="col">before</th>
          <th scope="col">after</th>
        </tr>
      </thead>
      <tbody>
        <tr data-changed={states[0] !== states[1]}>
          <th scope="row">state</th>
          <td>{states[0]}</td>
          <td>{states[1]}</td>
        </tr>
        {changes.map((change) => (
          <tr key={change.path} data-changed>
            <th scope="row">{change.path}</th>
            <td class="before">{valueInWords(change.before)}</td>
            <td class="after">{valueInWords(change.after)}</td>
          </tr>
        ))}
        {changes.length === 0 && (
          <tr>
            <td colSpan={3} class="quiet">
              No context change
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function valueInWords(value: Plain | undefined): string {
  return value === undefined ? "–" : typeof value === "string" ? value : JSON.stringify(value);
}

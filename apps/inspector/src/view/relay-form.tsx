/** The form for the address of a relay, and the status of each relay that was added. */
import type { JSX, TargetedSubmitEvent } from "preact";
import { useRef } from "preact/hooks";
import type { Relay } from "../state/relays.ts";
import { useInspector } from "./inspector-context.ts";

const states: Readonly<Record<Relay["state"], string>> = {
  connecting: "connecting…",
  connected: "connected",
  lost: "no answer, retrying automatically",
};

export function RelayForm(): JSX.Element {
  const { sources } = useInspector();
  const input = useRef<HTMLInputElement>(null);
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const field = input.current;
    if (field === null) return;
    if (sources.listenToRelay(field.value)) field.value = "";
    else field.focus();
  };
  return (
    <div class="relays">
      <form class="relay-form" onSubmit={submit}>
        <label for="relay-address">Relay address</label>
        <input
          ref={input}
          id="relay-address"
          type="text"
          inputMode="url"
          autocomplete="off"
          spellcheck={false}
          placeholder="ws://127.0.0.1:8123/…"
        />
        <button type="submit">Listen</button>
      </form>
      <div role="status" aria-label="Relays">
        {sources.relays.known.value.map(({ address, state }) => (
          <p key={address}>
            <span class="mono">{address}</span>{" "}
            <span class={state === "lost" ? "bad" : "quiet"}>{states[state]}</span>{" "}
            <button type="button" class="link" onClick={() => sources.relays.remove(address)}>
              stop<span class="sr-only"> listening to {address}</span>
            </button>
          </p>
        ))}
      </div>
    </div>
  );
}

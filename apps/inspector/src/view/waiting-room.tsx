/** Shown while there is no session: how to start one. */
import type { JSX } from "preact";
import { OpenButton } from "./head.tsx";
import { RelayForm } from "./relay-form.tsx";

export function WaitingRoom(): JSX.Element {
  return (
    <main class="waiting" aria-label="No session yet">
      <div>
        <h2>Listening for players with inspection enabled…</h2>
        <p>
          The first loader on this origin that has inspection enabled is shown here. You can enable
          inspection in three ways:
        </p>
        <ul>
          <li>
            Add <code>?p2pml-inspect</code> to the address of the player's page.
          </li>
          <li>
            Set <code>{"inspect: true"}</code> in the loader's settings.
          </li>
          <li>
            Call <code>loader.inspect()</code> in the page's console.
          </li>
        </ul>
        <p>
          To inspect a loader on another machine, run <code>npm run inspect</code>. It starts a
          relay and prints its address. Set the address in the loader's settings as{" "}
          <code>{'inspect: { relay: "ws://…" }'}</code>, and enter it here:
        </p>
        <RelayForm />
        <p>To view a saved session, drop its file here or open it. This does not need a loader.</p>
        <p>
          <OpenButton />
        </p>
      </div>
    </main>
  );
}

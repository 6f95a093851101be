/** Before there is a session: how one comes here. */
import type { JSX } from "preact";
import { OpenButton } from "./head.tsx";
import { RelayForm } from "./relay-form.tsx";

export function WaitingRoom(): JSX.Element {
  return (
    <main class="waiting" aria-label="No session yet">
      <div>
        <h2>Listening for a loader on this origin…</h2>
        <p>The first one that speaks is shown here. Any of these makes it speak:</p>
        <ul>
          <li>
            <code>?p2pml-inspect</code> in the address of the player's page
          </li>
          <li>
            <code>{"inspect: true"}</code> in the loader's settings
          </li>
          <li>
            <code>loader.inspect()</code> in the page's console
          </li>
        </ul>
        <p>
          For a loader on another machine, <code>npm run inspect</code> starts a relay, and prints
          its address. Give it to the loader, <code>{'inspect: { relay: "ws://…" }'}</code>, and
          here:
        </p>
        <RelayForm />
        <p>
          A session that was saved can be read without a loader: drop its file here, or open it.
        </p>
        <p>
          <OpenButton />
        </p>
      </div>
    </main>
  );
}

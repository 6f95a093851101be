/** Rendered on the server, where the package is imported and nothing of it is used but its version. */
import { version } from "swarmlane";
import { Player } from "./player.jsx";

export default function Page() {
  return (
    <main>
      <p id="server">rendered with {version}</p>
      <Player />
    </main>
  );
}

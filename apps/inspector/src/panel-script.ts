/** The panel as one script tag: docks as soon as there is a page to dock into. `swarmlaneInspector.dockInspector` docks anew. */
import { dockInspector } from "./panel.ts";

export { dockInspector };

if (document.readyState === "loading") addEventListener("DOMContentLoaded", dock);
else dock();

function dock(): void {
  dockInspector();
}

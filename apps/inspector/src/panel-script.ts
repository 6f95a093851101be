/** The panel as one script: it docks as soon as the page has a body. `swarmlaneInspector.dockInspector` docks it again. */
import { dockInspector } from "./panel.ts";

export { dockInspector };

if (document.readyState === "loading") addEventListener("DOMContentLoaded", dock);
else dock();

function dock(): void {
  dockInspector();
}

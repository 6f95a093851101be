/**
 * The inspector as a panel at the bottom of any page: `import { dockInspector }`, or the built script, which docks
 * automatically. Page. The panel covers the page and does not change it.
 */
import { broadcastLink, portLink, type OpenLink } from "@swarmlane/inspection";
import { mountInspector } from "./mount.tsx";

export interface DockOptions {
  /** Connects to a loader on another origin. Without it, the panel shows every loader of this origin. */
  readonly port?: MessagePort;
  /** Share of the window's height. */
  readonly height?: number;
}

export interface DockedInspector {
  close(): void;
}

/** The panel stays within the window, and is always large enough to drag its bar. */
const smallest = 0.15;
const largest = 0.95;
/** The share of the window by which an arrow key moves its edge. */
const keyStep = 0.05;

/** There is only one panel: docking again closes the previous one. */
export function dockInspector({ port, height = 0.5 }: DockOptions = {}): DockedInspector {
  document.querySelector("swarmlane-inspector")?.dispatchEvent(new Event("undock"));
  const panel = document.createElement("swarmlane-inspector");
  panel.style.cssText =
    "all:initial;position:fixed;inset:auto 0 0 0;z-index:2147483000;display:grid;grid-template-rows:8px minmax(0,1fr);box-shadow:0 -2px 16px #0005";
  const host = document.createElement("div");
  const links: readonly OpenLink[] = [port === undefined ? broadcastLink() : portLink(port)];
  const setHeight = (share: number): void => {
    const within = Math.min(largest, Math.max(smallest, share));
    panel.style.height = `${within * 100}dvh`;
    edge.setAttribute("aria-valuenow", String(Math.round(within * 100)));
  };
  const edge = createEdge(setHeight);
  panel.append(edge, host);
  document.body.append(panel);
  setHeight(height);
  const inspector = mountInspector(host, { links, onClose: close });
  panel.addEventListener("undock", close);

  function close(): void {
    inspector.unmount();
    panel.remove();
  }
  return { close };
}

/** The bar for resizing the panel. */
function createEdge(setHeight: (share: number) => void): HTMLElement {
  const edge = document.createElement("div");
  edge.tabIndex = 0;
  for (const [name, value] of Object.entries({
    role: "separator",
    "aria-label": "Height of the inspector",
    "aria-orientation": "horizontal",
    "aria-valuemin": String(smallest * 100),
    "aria-valuemax": String(largest * 100),
  })) {
    edge.setAttribute(name, value);
  }
  edge.style.cssText = "cursor:ns-resize;touch-action:none;background:#5b6875";
  edge.addEventListener("pointerdown", ({ pointerId }) => edge.setPointerCapture(pointerId));
  edge.addEventListener("pointermove", ({ pointerId, clientY }) => {
    if (edge.hasPointerCapture(pointerId)) setHeight(1 - clientY / innerHeight);
  });
  edge.addEventListener("keydown", ({ key }) => {
    const now = Number(edge.getAttribute("aria-valuenow")) / 100;
    if (key === "ArrowUp") setHeight(now + keyStep);
    if (key === "ArrowDown") setHeight(now - keyStep);
  });
  return edge;
}

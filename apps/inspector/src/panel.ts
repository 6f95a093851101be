/**
 * The inspector as a panel at the lower edge of any page: `import { dockInspector }`, or the built script, which docks
 * by itself. Page. What is in the page is covered, never changed.
 */
import { broadcastLink, portLink, type OpenLink } from "@swarmlane/inspection";
import { mountInspector } from "./mount.tsx";

export interface DockOptions {
  /** A way to a loader that is not on this origin. Without it: every loader of the origin. */
  readonly port?: MessagePort;
  /** Share of the window's height. */
  readonly height?: number;
}

export interface DockedInspector {
  close(): void;
}

/** Within the window, and never so small that its bar cannot be taken hold of. */
const smallest = 0.15;
const largest = 0.95;
/** What one press of an arrow key moves its edge by. */
const keyStep = 0.05;

/** One at a time: docking again closes the one before. */
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

/** The bar by which the panel is made higher and lower. */
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

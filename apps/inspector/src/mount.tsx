/**
 * Mounts an inspector in an element with a shadow root, so that no style leaks in or out. Page. It only knows loaders through
 * links.
 */
import type { OpenLink } from "@swarmlane/inspection";
import { render } from "preact";
import uplotStyle from "uplot/dist/uPlot.min.css?inline";
import { createEventFilter } from "./state/event-filter.ts";
import { createLayout } from "./state/layout.ts";
import { pressShortcut } from "./state/shortcuts.ts";
import { createSources, type Sources } from "./state/sources.ts";
import { createStore } from "./state/store.ts";
import { InspectorContext, type Inspector } from "./view/inspector-context.ts";
import { saveSession } from "./view/save-session.ts";
import { Shell } from "./view/shell.tsx";
import { styles } from "./style/styles.ts";

export interface MountOptions {
  /** Where loaders may speak. */
  readonly links?: readonly OpenLink[];
  /** Shortcuts work wherever the focus is, for a page that only contains the inspector. */
  readonly ownsPage?: boolean;
  readonly onClose?: () => void;
}

export interface MountedInspector {
  /** Adds links to loaders and opens files. Errors are shown in the inspector. */
  readonly sources: Sources;
  unmount(): void;
}

export function mountInspector(host: HTMLElement, options: MountOptions = {}): MountedInspector {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  // A sheet of its own rather than a `<style>`: a page's policy of styles does not apply to it.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync([uplotStyle, ...styles].join("\n"));
  root.adoptedStyleSheets = [sheet];
  const place = document.createElement("div");
  place.className = "place";
  root.replaceChildren(place);

  const store = createStore();
  const layout = createLayout();
  const sources = createSources(store);
  const inspector: Inspector = {
    store,
    layout,
    sources,
    events: createEventFilter(store),
    onClose: options.onClose,
  };
  const end = [
    layout.theme.subscribe((theme) => {
      host.dataset["theme"] = theme;
      layout.paint.value += 1;
    }),
    watchWidth(host, layout.width),
    watchScheme(() => (layout.paint.value += 1)),
    listenToKeys(options.ownsPage === true ? document : host, root, inspector),
    acceptDrops(host, sources),
  ];
  for (const link of options.links ?? []) sources.listen(link);
  render(
    <InspectorContext.Provider value={inspector}>
      <Shell />
    </InspectorContext.Provider>,
    place,
  );
  return {
    sources,
    unmount() {
      sources.close();
      for (const each of end) each();
      render(null, place);
      root.replaceChildren();
    },
  };
}

type End = () => void;

function watchWidth(host: HTMLElement, width: { value: number }): End {
  const observer = new ResizeObserver(([entry]) => {
    if (entry !== undefined) width.value = entry.contentRect.width;
  });
  observer.observe(host);
  width.value = host.clientWidth;
  return () => observer.disconnect();
}

function watchScheme(onChange: () => void): End {
  const query = matchMedia("(prefers-color-scheme: dark)");
  query.addEventListener("change", onChange);
  return () => query.removeEventListener("change", onChange);
}

function listenToKeys(
  target: Document | HTMLElement,
  root: ShadowRoot,
  { store, layout, sources }: Inspector,
): End {
  const press = (event: Event): void => {
    if (!(event instanceof KeyboardEvent)) return;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const [inner] = event.composedPath();
    if (inner instanceof Element && usesKey(inner, event.key)) return;
    const search = (): void => {
      layout.show("events");
      // The view is there once it was rendered.
      requestAnimationFrame(() => root.querySelector<HTMLElement>("[data-search]")?.focus());
    };
    const openFile = (): void => root.querySelector<HTMLElement>("[data-action=open]")?.click();
    const save = (): void => saveSession(store, sources);
    if (pressShortcut(event.key, { store, layout, openFile, save, search })) event.preventDefault();
  };
  target.addEventListener("keydown", press);
  return () => target.removeEventListener("keydown", press);
}

/** Somebody types, or the element does something of its own with the key. */
function usesKey(element: Element, key: string): boolean {
  if (element.closest("dialog") !== null) return true;
  if (element.matches("input:not([type=range]):not([type=checkbox]), select, textarea"))
    return true;
  return key === " " && element.matches("button, input, summary, a");
}

function acceptDrops(host: HTMLElement, sources: Sources): End {
  const over = (event: DragEvent): void => event.preventDefault();
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file !== undefined) void sources.openFile(file);
  };
  host.addEventListener("dragover", over);
  host.addEventListener("drop", drop);
  return () => {
    host.removeEventListener("dragover", over);
    host.removeEventListener("drop", drop);
  };
}

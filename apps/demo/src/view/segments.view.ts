/**
 * The segment map: a row for each quality and a cell for each segment, with a colour and a sign for its state. The map is
 * one tab stop, and arrow keys move within it. The line below explains the segment that has the focus or the pointer.
 */
import type { RowNames } from "../model/row-names.ts";
import type { SegmentCell, SegmentMap } from "../model/segment-map.ts";
import { element, make, setText } from "./element.ts";
import { moveFocus } from "./roving-focus.ts";
import { appearance, appearanceOf } from "./segment-appearance.ts";

/** `isPlaying` returns undefined if the player does not report it. */
export function createSegmentsView(
  isPlaying: (cell: SegmentCell) => boolean | undefined,
): (map: SegmentMap, names: RowNames) => void {
  const host = element("map");
  const detail = element("segment-detail");
  const buttons = new Map<string, HTMLButtonElement>();
  const rows = new Map<string, HTMLElement>();
  const cells = new Map<HTMLElement, SegmentCell>();

  const tell = (event: Event) => {
    const cell = event.target instanceof HTMLElement ? cells.get(event.target) : undefined;
    if (cell !== undefined) setText(detail, describe(cell));
  };
  host.addEventListener("focusin", tell);
  host.addEventListener("pointerover", tell);
  host.addEventListener("keydown", (event) => moveFocus(event, [...cells.keys()]));
  showLegend();

  return (map, names) => {
    const seen = new Set<string>();
    for (const row of map.rows()) {
      const strip = rows.get(row.streamId) ?? addRow(host, rows, row.streamId);
      const quality = names.get(row.streamId) ?? row.streamId;
      if (strip.previousElementSibling !== null) setText(strip.previousElementSibling, quality);
      row.cells.forEach((cell, index) => {
        seen.add(cell.key);
        const button = buttons.get(cell.key) ?? addButton(buttons, cell.key);
        if (strip.children[index] !== button)
          strip.insertBefore(button, strip.children[index] ?? null);
        if (cells.get(button) !== cell) paint(button, cell, quality);
        button.toggleAttribute("data-playing", isPlaying(cell) === true);
        cells.set(button, cell);
        // Keep the description of the current segment up to date.
        if (button.matches(":focus, :hover")) setText(detail, describe(cell));
      });
    }
    for (const [key, button] of buttons) {
      if (seen.has(key)) continue;
      button.remove();
      buttons.delete(key);
      cells.delete(button);
    }
    const stops = [...buttons.values()];
    if (!stops.some((button) => button.tabIndex === 0)) stops[0]?.setAttribute("tabindex", "0");
  };
}

function addRow(host: HTMLElement, rows: Map<string, HTMLElement>, streamId: string): HTMLElement {
  const strip = make("div", "", "strip");
  rows.set(streamId, strip);
  host.append(make("h3", streamId), strip);
  return strip;
}

function addButton(buttons: Map<string, HTMLButtonElement>, key: string): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.tabIndex = -1;
  buttons.set(key, button);
  return button;
}

function paint(button: HTMLButtonElement, cell: SegmentCell, quality: string): void {
  const name = appearanceOf(cell);
  button.dataset["look"] = name;
  setText(button, appearance[name].sign);
  button.setAttribute("aria-label", `${quality} ${describe(cell)}`);
}

function describe(cell: SegmentCell): string {
  return `Segment ${cell.segment.sequence}, ${appearance[appearanceOf(cell)].words}: ${cell.reason}`;
}

function showLegend(): void {
  const items = Object.entries(appearance).map(([name, { sign, words }]) => {
    const item = make("li", words);
    const swatch = make("span", sign, "swatch");
    swatch.dataset["look"] = name;
    swatch.setAttribute("aria-hidden", "true");
    item.prepend(swatch);
    return item;
  });
  element("legend").replaceChildren(...items);
}

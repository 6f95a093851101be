/** The latest state changes, newest first. */
import type { RowNames } from "../model/row-names.ts";
import type { SegmentChange, SegmentMap } from "../model/segment-map.ts";
import { clockTime } from "./clock-time.ts";
import { element, make } from "./element.ts";

const shownChanges = 8;

export function createChangesView(): (map: SegmentMap, names: RowNames) => void {
  const list = element("changes");
  let newest: SegmentChange | undefined;

  return (map, names) => {
    const changes = map.changes().slice(0, shownChanges);
    if (changes[0] === newest) return;
    newest = changes[0];
    list.replaceChildren(...changes.map((change) => makeItem(change, names)));
  };
}

function makeItem({ at, cell }: SegmentChange, names: RowNames): HTMLElement {
  const { segment, state, reason } = cell;
  const item = make("li", ` ${reason}`);
  const name = names.get(segment.streamId ?? "") ?? "";
  item.prepend(make("time", clockTime(at)), ` ${name} ${segment.sequence} `, make("b", state));
  return item;
}

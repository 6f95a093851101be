/** The latest changes of state, newest first. */
import type { SegmentChange, SegmentMap } from "../model/segment-map.ts";
import { clockTime } from "./clock-time.ts";
import { element, make } from "./element.ts";

const shownChanges = 8;

export function createChangesView(): (map: SegmentMap) => void {
  const list = element("changes");
  let newest: SegmentChange | undefined;

  return (map) => {
    const changes = map.changes().slice(0, shownChanges);
    if (changes[0] === newest) return;
    newest = changes[0];
    list.replaceChildren(...changes.map(makeItem));
  };
}

function makeItem({ at, cell }: SegmentChange): HTMLElement {
  const { segment, state, reason } = cell;
  const item = make("li", ` ${reason}`);
  const name = [segment.streamId, segment.sequence].filter(Boolean).join(" ");
  item.prepend(make("time", clockTime(at)), ` ${name} `, make("b", state));
  return item;
}

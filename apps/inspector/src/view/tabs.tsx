/** One tab stop for the views of a pane; arrow keys, Home and End move it. */
import type { JSX, TargetedKeyboardEvent } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { viewNames, views, type ViewName } from "../state/layout.ts";

interface TabsProps {
  readonly label: string;
  readonly names: readonly ViewName[];
  readonly chosen: ViewName;
  readonly onChoose: (name: ViewName) => void;
}

export function Tabs({ label, names, chosen, onChoose }: TabsProps): JSX.Element {
  const move = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    const at = names.indexOf(chosen);
    const last = names.length - 1;
    const targets: Readonly<Record<string, number>> = {
      ArrowRight: at === last ? 0 : at + 1,
      ArrowLeft: at === 0 ? last : at - 1,
      Home: 0,
      End: last,
    };
    const next = targets[event.key];
    const name = next === undefined ? undefined : names[next];
    if (next === undefined || name === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onChoose(name);
    const tab = event.currentTarget.children[next];
    if (tab instanceof HTMLElement) tab.focus();
  };
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const tab = list.current?.querySelector<HTMLElement>("[aria-selected=true]");
    if (list.current === null || !tab) return;
    list.current.scrollLeft = tab.offsetLeft - (list.current.clientWidth - tab.offsetWidth) / 2;
  }, [chosen]);
  return (
    <div ref={list} class="tabs" role="tablist" aria-label={label} onKeyDown={move}>
      {names.map((name) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={`tab-${name}`}
          aria-selected={name === chosen}
          aria-controls={`view-${name}`}
          tabIndex={name === chosen ? 0 : -1}
          title={`${views[name].title} (${viewNames.indexOf(name) + 1})`}
          onClick={() => onChoose(name)}
        >
          {views[name].title}
        </button>
      ))}
    </div>
  );
}

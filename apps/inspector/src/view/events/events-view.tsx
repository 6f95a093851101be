/** Everything that was said, in order, and what each of it changed. */
import type { JSX, TargetedKeyboardEvent } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { messageWords } from "../../words/message-words.ts";
import { countInWords, timeInWords } from "../../words/numbers.ts";
import { useInspector } from "../inspector-context.ts";
import { listTarget } from "../list-keys.ts";
import { useVirtual } from "../use-virtual.ts";
import { EventDetail } from "./event-detail.tsx";
import { EventsTools } from "./events-tools.tsx";

/** px. */
const rowHeight = 22;

export function EventsView(): JSX.Element {
  const { store, events } = useInspector();
  const { position, model } = store.moment.value;
  const { messages } = store.recording;
  const chosen = store.selection.value.message;
  const matching = events.matching(position);
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const virtual = useVirtual({ scroller, count: matching.length, rowHeight });
  const at =
    chosen === undefined ? -1 : matching.findLastIndex((each) => messages[each]?.n === chosen);
  const isSeen = virtual.items.some(({ index }) => index === at);

  useLayoutEffect(() => {
    if (atEnd.current && matching.length > 0) virtual.scrollTo(matching.length - 1, "end");
  }, [matching.length]);

  const choose = (row: number): void => {
    const message = messages[matching[row] ?? -1];
    if (message === undefined) return;
    atEnd.current = false;
    store.selectMessage(message);
  };
  const press = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    if (event.key === "Enter" && at >= 0) {
      store.goTo((matching[at] ?? 0) + 1);
      event.preventDefault();
      return;
    }
    const next = listTarget(event.key, at, matching.length);
    if (next === undefined) return;
    event.preventDefault();
    choose(next);
    virtual.scrollTo(next);
  };

  return (
    <div class="events">
      <EventsTools count={countInWords(matching.length)} />
      <div
        class="events-scroll"
        ref={scroller}
        onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
          atEnd.current = scrollTop + clientHeight > scrollHeight - rowHeight;
        }}
      >
        <div
          class="events-list"
          role="listbox"
          tabIndex={0}
          aria-label="Events"
          aria-activedescendant={isSeen ? `event-${at}` : undefined}
          style={{ height: `${virtual.height}px` }}
          onKeyDown={press}
        >
          {virtual.items.map(({ index, start }) => {
            const message = messages[matching[index] ?? -1];
            if (message === undefined) return null;
            const { subject, text } = messageWords(message, model);
            return (
              <div
                key={matching[index]}
                id={`event-${index}`}
                class="event"
                role="option"
                aria-selected={index === at}
                aria-setsize={matching.length}
                aria-posinset={index + 1}
                style={{ transform: `translateY(${start}px)` }}
                onClick={() => choose(index)}
                onDblClick={() => store.goTo((matching[index] ?? 0) + 1)}
              >
                <time>{timeInWords(message.t)}</time>
                <span class="type" data-type={message.type}>
                  {message.type}
                </span>
                <span class="subject">{subject}</span>
                <span class="text">{text}</span>
              </div>
            );
          })}
        </div>
      </div>
      {at >= 0 && <EventDetail position={matching[at] ?? 0} />}
    </div>
  );
}

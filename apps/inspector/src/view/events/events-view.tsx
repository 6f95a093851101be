/** All messages of the session in order, and what each of them changed. */
import type { JSX, TargetedKeyboardEvent } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { messageWords } from "../../words/message-words.ts";
import { countInWords, timeInWords } from "../../words/numbers.ts";
import { useInspector } from "../inspector-context.ts";
import { listTarget } from "../list-keys.ts";
import { Rows } from "../rows.tsx";
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
      <Rows
        name="event"
        label="Events"
        role="listbox"
        {...{ scroller, virtual, at }}
        onKeyDown={press}
        onScroll={({ scrollTop, clientHeight, scrollHeight }) => {
          atEnd.current = scrollTop + clientHeight > scrollHeight - rowHeight;
        }}
        row={(index, place) => {
          const message = messages[matching[index] ?? -1];
          if (message === undefined) return null;
          const { subject, text } = messageWords(message, model);
          return (
            <div
              key={matching[index]}
              {...place}
              class="row event"
              role="option"
              aria-setsize={matching.length}
              aria-posinset={index + 1}
              title={text}
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
        }}
      />
      {at >= 0 && <EventDetail position={matching[at] ?? 0} />}
    </div>
  );
}

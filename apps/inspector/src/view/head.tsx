/** The header: which session is shown, its status, and the commands for it. */
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { follow } from "../state/follow.ts";
import { countInWords } from "../words/numbers.ts";
import { useInspector } from "./inspector-context.ts";
import { saveSession } from "./save-session.ts";

const originWords = {
  none: "waiting",
  live: "live",
  ended: "ended",
  file: "from a file",
} as const;

export function Head(): JSX.Element {
  const { store, layout, sources, onClose } = useInspector();
  const theme = layout.theme.value;
  return (
    <header class="head">
      <h1>
        <span class="mark" aria-hidden="true" /> <span class="brand">Swarmlane inspector</span>
      </h1>
      <SessionPicker />
      <Health />
      <div class="head-actions">
        <OpenButton />
        <button
          type="button"
          disabled={store.session.value === undefined || sources.progress.value !== undefined}
          title="Save the session as a file (S)"
          onClick={() => saveSession(store, sources)}
        >
          Save
        </button>
        <button type="button" title="Change the theme (T)" onClick={layout.nextTheme}>
          <span class="sr-only">Theme: </span>
          {theme === "system" ? "System" : theme === "light" ? "Light" : "Dark"}
        </button>
        <button
          type="button"
          aria-label="Keyboard and legend"
          title="Keyboard and legend (?)"
          onClick={() => (layout.isHelpOpen.value = true)}
        >
          ?
        </button>
        {onClose !== undefined && (
          <button
            type="button"
            aria-label="Close the inspector"
            title="Close the inspector. The loader keeps running."
            onClick={onClose}
          >
            ✕
          </button>
        )}
      </div>
    </header>
  );
}

function SessionPicker(): JSX.Element | null {
  const { store, sources } = useInspector();
  const session = store.session.value;
  const live = sources.sessions.value;
  if (session === undefined) return null;
  const others = live.filter((each) => each.session !== session.session);
  if (others.length === 0) {
    return (
      <p class="session-title" title={session.title}>
        {session.title}
      </p>
    );
  }
  return (
    <select
      class="session-title"
      aria-label="Session"
      value={session.session}
      onChange={({ currentTarget }) => sources.attach(currentTarget.value)}
    >
      <option value={session.session}>{`${session.title} (${session.loader.slice(-6)})`}</option>
      {others.map((each) => (
        <option key={each.session} value={each.session}>
          {`${each.title} (${each.loader.slice(-6)})`}
        </option>
      ))}
    </select>
  );
}

function Health(): JSX.Element | null {
  const { store } = useInspector();
  const session = store.session.value;
  follow(store.revision);
  if (session === undefined) return null;
  const origin = store.origin.value;
  const { messages, forgotten } = store.recording;
  const lost = store.dropped.value + forgotten;
  return (
    <p class="health">
      <span class="origin" data-origin={origin}>
        {originWords[origin]}
      </span>
      <span>{session.thread}</span>
      <span>{`${countInWords(messages.length)} messages`}</span>
      {lost > 0 && <span class="bad">{`${countInWords(lost)} dropped`}</span>}
    </p>
  );
}

export function OpenButton(): JSX.Element {
  const { sources } = useInspector();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        data-action="open"
        title="Open a saved session (O)"
        onClick={() => input.current?.click()}
      >
        Open
      </button>
      <input
        ref={input}
        class="file-input"
        type="file"
        accept=".json,application/json"
        aria-label="Session file"
        tabIndex={-1}
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          if (file !== undefined) void sources.openFile(file);
          // Allows the same file to be opened again.
          currentTarget.value = "";
        }}
      />
    </>
  );
}

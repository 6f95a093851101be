/**
 * Where sessions come from: loaders that speak on a link, and files. Page. Fills a store; whatever goes wrong is said
 * in `notice` and changes nothing else.
 */
import { signal, type ReadonlySignal, type Signal } from "@preact/signals";
import {
  createReader,
  parseSessionFile,
  type OpenLink,
  type Reader,
  type Session,
} from "@swarmlane/inspector";
import type { Store } from "./store.ts";

export interface Sources {
  /** Live ones, newest last. */
  readonly sessions: ReadonlySignal<readonly Session[]>;
  /** What went wrong last, in words. */
  readonly notice: ReadonlySignal<string | undefined>;
  /** Listens there, too. The first session that is heard is shown. */
  readonly listen: (link: OpenLink) => void;
  readonly attach: (session: string) => void;
  readonly openFile: (file: Blob) => Promise<void>;
  readonly dismiss: () => void;
  readonly close: () => void;
}

export function createSources(store: Store): Sources {
  const sessions: Signal<readonly Session[]> = signal([]);
  const notice: Signal<string | undefined> = signal(undefined);
  const readers: Reader[] = [];
  const home = new Map<string, Reader>();
  let attached: string | undefined;

  function attach(id: string): void {
    const session = sessions.peek().find((each) => each.session === id);
    const reader = home.get(id);
    if (session === undefined || reader === undefined) return;
    detach();
    attached = id;
    store.open(session, "live");
    reader.attach(id);
  }

  function detach(): void {
    if (attached !== undefined) home.get(attached)?.detach();
    attached = undefined;
  }

  function meet(reader: Reader, session: Session): void {
    home.set(session.session, reader);
    const others = sessions.peek().filter((each) => each.session !== session.session);
    sessions.value = [...others, session];
    const current = store.session.peek();
    // A worker that was replaced goes on under another session: follow the loader.
    const isSuccessor = store.origin.peek() === "ended" && current?.loader === session.loader;
    if (current === undefined || isSuccessor) attach(session.session);
  }

  function read(link: OpenLink): void {
    const reader: Reader = createReader(link, {
      onSession: (session) => meet(reader, session),
      onSessionEnd(id) {
        sessions.value = sessions.peek().filter((each) => each.session !== id);
        home.delete(id);
        if (id !== attached) return;
        attached = undefined;
        store.noteEnd();
      },
      onMessages({ base, messages, dropped }) {
        if (base !== undefined) store.restart(base);
        store.append(messages);
        store.noteDropped(dropped);
      },
      onRefused: ({ message }) => void (notice.value = `A message was refused: ${message}`),
    });
    readers.push(reader);
  }

  /** A way that cannot be opened (no BroadcastChannel, a bad address) is one way less, and said. */
  function listen(link: OpenLink): void {
    try {
      read(link);
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      notice.value = `Loaders cannot be heard there: ${why}`;
    }
  }

  return {
    sessions,
    notice,
    listen,
    attach,
    async openFile(file) {
      const name = file instanceof File ? file.name : "The file";
      const parsed = parseSessionFile(await file.text());
      if (!parsed.ok) {
        notice.value = `${name} cannot be opened: ${parsed.error.message}.`;
        return;
      }
      const { session, messages, dropped } = parsed.value;
      detach();
      store.open(session, "file");
      store.append(messages);
      store.noteDropped(dropped);
      notice.value = undefined;
    },
    dismiss: () => void (notice.value = undefined),
    close: () => readers.forEach((reader) => reader.close()),
  };
}

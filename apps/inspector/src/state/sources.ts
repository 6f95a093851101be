/**
 * The sources of sessions: loaders on a link, and files. Page. Fills a store. A failure is reported in `notice` and
 * changes nothing else.
 */
import { batch, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { createReader, type OpenLink, type Reader, type Session } from "@swarmlane/inspection";
import { fetchSession, readSessionFile, takeInSlices, type ReadFile } from "./read-file.ts";
import { createRelays, type Relays } from "./relays.ts";
import type { Store } from "./store.ts";

export interface Sources {
  /** Live sessions, newest last. */
  readonly sessions: ReadonlySignal<readonly Session[]>;
  readonly relays: Pick<Relays, "known" | "remove">;
  /** A description of the last failure. */
  readonly notice: ReadonlySignal<string | undefined>;
  /** A description of what is in progress. */
  readonly progress: ReadonlySignal<string | undefined>;
  /** Also listens on this link. The first session that arrives is shown. */
  readonly listen: (link: OpenLink) => void;
  /** Returns whether the address is valid. */
  readonly listenToRelay: (address: string) => boolean;
  readonly attach: (session: string) => void;
  readonly openFile: (file: Blob) => Promise<void>;
  /** Opens a saved session from the page's own origin. */
  readonly openAddress: (address: string) => Promise<void>;
  readonly dismiss: () => void;
  readonly close: () => void;
}

export function createSources(store: Store): Sources {
  const sessions: Signal<readonly Session[]> = signal([]);
  const notice: Signal<string | undefined> = signal(undefined);
  const progress: Signal<string | undefined> = signal(undefined);
  const readers = new Set<Reader>();
  const home = new Map<string, Reader>();
  const relays = createRelays(read);
  let attached: string | undefined;
  /** Increases whenever another session is opened, so that an older read knows that it is obsolete. */
  let opening = 0;

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
    opening += 1;
    progress.value = undefined;
  }

  function meet(reader: Reader, session: Session): void {
    // A loader that is available on two links is read on the first one.
    if (!home.has(session.session)) home.set(session.session, reader);
    const others = sessions.peek().filter((each) => each.session !== session.session);
    sessions.value = [...others, session];
    const current = store.session.peek();
    // When a worker is replaced, its loader continues in a new session: follow the loader.
    const isSuccessor = store.origin.peek() === "ended" && current?.loader === session.loader;
    if (current === undefined || isSuccessor) attach(session.session);
  }

  function lose(id: string): void {
    sessions.value = sessions.peek().filter((each) => each.session !== id);
    home.delete(id);
    if (id !== attached) return;
    attached = undefined;
    store.noteEnd();
  }

  function read(link: OpenLink): () => void {
    const reader: Reader = createReader(link, {
      onSession: (session) => meet(reader, session),
      onSessionEnd: lose,
      onMessages({ base, messages, dropped }) {
        if (base !== undefined) store.restart(base);
        store.append(messages);
        store.noteDropped(dropped);
      },
      onRefused: ({ message }) =>
        void (notice.value = `An invalid message was ignored: ${message}`),
    });
    readers.add(reader);
    return () => {
      reader.close();
      readers.delete(reader);
      for (const [id, each] of [...home]) if (each === reader) lose(id);
    };
  }

  /** A link that cannot be opened (no BroadcastChannel, an invalid address) is reported. The others continue. */
  function listen(link: OpenLink): void {
    try {
      read(link);
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      notice.value = `Cannot listen for loaders: ${why}`;
    }
  }

  async function open(name: string, readIt: () => Promise<ReadFile>): Promise<void> {
    opening += 1;
    const mine = opening;
    progress.value = `Reading ${name}…`;
    const result = await readIt();
    if (mine !== opening) return;
    progress.value = undefined;
    if (!result.ok) {
      notice.value = `${name} cannot be opened: ${result.why}.`;
      return;
    }
    const { session, messages, dropped } = result.content;
    detach();
    const current = opening;
    notice.value = undefined;
    store.open(session, "file");
    store.noteDropped(dropped);
    let taken = 0;
    await takeInSlices(messages, (some) => {
      if (current !== opening) return false;
      taken += some.length;
      batch(() => {
        store.append(some);
        const share = Math.floor((100 * taken) / messages.length);
        progress.value = share < 100 ? `Reading ${name}: ${share} %` : undefined;
      });
      return true;
    });
  }

  return {
    sessions,
    relays,
    notice,
    progress,
    listen,
    listenToRelay(address) {
      const fault = relays.add(address);
      notice.value = fault && `Cannot listen to this relay: ${fault}.`;
      return fault === undefined;
    },
    attach,
    openFile: (file) =>
      open(file instanceof File ? file.name : "The file", () => readSessionFile(file)),
    openAddress: (address) => open(address, () => fetchSession(address)),
    dismiss: () => void (notice.value = undefined),
    close() {
      detach();
      readers.forEach((reader) => reader.close());
    },
  };
}

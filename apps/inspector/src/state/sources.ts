/**
 * Where sessions come from: loaders that speak on a link, and files. Page. Fills a store; whatever goes wrong is said
 * in `notice` and changes nothing else.
 */
import { batch, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { createReader, type OpenLink, type Reader, type Session } from "@swarmlane/inspection";
import { fetchSession, readSessionFile, takeInSlices, type ReadFile } from "./read-file.ts";
import { createRelays, type Relays } from "./relays.ts";
import type { Store } from "./store.ts";

export interface Sources {
  /** Live ones, newest last. */
  readonly sessions: ReadonlySignal<readonly Session[]>;
  readonly relays: Pick<Relays, "known" | "remove">;
  /** What went wrong last, in words. */
  readonly notice: ReadonlySignal<string | undefined>;
  /** What takes a while, in words. */
  readonly progress: ReadonlySignal<string | undefined>;
  /** Listens there, too. The first session that is heard is shown. */
  readonly listen: (link: OpenLink) => void;
  /** Whether it is an address that can be listened at. */
  readonly listenToRelay: (address: string) => boolean;
  readonly attach: (session: string) => void;
  readonly openFile: (file: Blob) => Promise<void>;
  /** A saved session of the page's own origin. */
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
  /** Rises when something else is opened: what is still being read is wanted no longer. */
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
    // A loader that is heard in two ways is read in the first.
    if (!home.has(session.session)) home.set(session.session, reader);
    const others = sessions.peek().filter((each) => each.session !== session.session);
    sessions.value = [...others, session];
    const current = store.session.peek();
    // A worker that was replaced goes on under another session: follow the loader.
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
      onRefused: ({ message }) => void (notice.value = `A message was refused: ${message}`),
    });
    readers.add(reader);
    return () => {
      reader.close();
      readers.delete(reader);
      for (const [id, each] of [...home]) if (each === reader) lose(id);
    };
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
      notice.value = fault && `Loaders cannot be heard there: ${fault}`;
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

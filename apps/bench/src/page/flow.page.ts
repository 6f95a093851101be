/** `window.flow`: a player that takes one segment after the other out of an endless stream, and keeps nothing. Browser. */

export interface FlowOptions {
  /** Segments on the origin: `<base>/<i>.bin`, `files` of them, over and over. */
  readonly base: string;
  readonly files: number;
  readonly swarm: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Ours only: segments go to IndexedDB as well. */
  readonly onDisk?: boolean;
}

export interface FlowPage {
  open(options: FlowOptions): void;
  /** Plays from segment `from` to `to - 1`; resolves to ms for a segment, as a mean. */
  play(from: number, to: number): Promise<{ readonly ms: number }>;
  /** The same, one every `every` ms, as a viewer does; resolves to ms from asked for to delivered, of each. */
  pace(from: number, to: number, every: number): Promise<readonly number[]>;
  /** Bytes in the database, once nothing waits to be written any more. */
  stored(): Promise<number>;
  destroy(): Promise<void>;
}

declare global {
  interface Window {
    flow: FlowPage;
  }
}

interface Loader {
  load(segments: readonly object[], streamSwarmId: string): unknown;
  on(event: "segment_loaded", listener: (segment: { id: string }) => void): void;
  on(event: "segment_error", listener: (segment: { id: string }, error: unknown) => void): void;
  on(event: "warning", listener: (error: { code: string; message: string }) => void): void;
  destroy(): Promise<void>;
}

declare const p2pml: {
  core: {
    HybridLoader: new (settings: object) => Loader;
    indexedDBStorage?(options: object): object;
  };
};

const databaseName = "bench";
/** More bytes than pass through. */
const description = { name: databaseName, maxBytes: 4e9 };

/** The queue length of the 0.6 engines. */
const ahead = 8;

let options: FlowOptions;
let loader: Loader;
const arrived = new Set<string>();
let wake: () => void = () => undefined;
let failure: Error | undefined;

window.flow = {
  open: (given) => {
    options = given;
    const { settings, onDisk = false } = given;
    const segmentsStorage = onDisk ? p2pml.core.indexedDBStorage?.(description) : undefined;
    if (onDisk && segmentsStorage === undefined) throw new Error("no storage in this build");
    loader = new p2pml.core.HybridLoader({ ...settings, ...(onDisk && { segmentsStorage }) });
    loader.on("segment_loaded", ({ id }) => {
      arrived.add(id);
      wake();
    });
    loader.on("segment_error", ({ id }, error) => {
      failure = new Error(`${id}: ${String(error)}`);
      wake();
    });
    // A store that failed would cost nothing and falsify the result.
    loader.on("warning", ({ code, message }) => {
      failure = new Error(`${code}: ${message}`);
      wake();
    });
  },
  play: async (from, to) => {
    const started = performance.now();
    for (let at = from; at < to; at++) {
      void loader.load(queueFrom(at), options.swarm);
      await arrival(idOf(at));
      arrived.delete(idOf(at));
    }
    return { ms: (performance.now() - started) / (to - from) };
  },
  pace: async (from, to, every) => {
    const delays: number[] = [];
    for (let at = from; at < to; at++) {
      const asked = performance.now();
      void loader.load(queueFrom(at), options.swarm);
      await arrival(idOf(at));
      arrived.delete(idOf(at));
      delays.push(performance.now() - asked);
      const rest = asked + every - performance.now();
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, rest)));
    }
    return delays;
  },
  stored: async () => {
    let [before, now] = [-1, await storedBytes()];
    while (now !== before) {
      await new Promise((resolve) => setTimeout(resolve, settleTime));
      [before, now] = [now, await storedBytes()];
    }
    return now;
  },
  destroy: () => loader.destroy(),
};

/** ms; longer than a write waits for a pause. */
const settleTime = 1200;

/** Read from the sizes that our database keeps for each stream. */
async function storedBytes(): Promise<number> {
  const opening = indexedDB.open(databaseName);
  const db = await answerOf(opening);
  const rows = await answerOf(db.transaction("streams").objectStore("streams").getAll());
  db.close();
  return (rows as { bytes: number }[]).reduce((sum, { bytes }) => sum + bytes, 0);
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(new Error(String(request.error)));
  });
}

async function arrival(id: string): Promise<void> {
  while (!arrived.has(id)) {
    if (failure !== undefined) throw failure;
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
}

function idOf(sequence: number): string {
  return `${options.swarm}+${sequence}`;
}

function queueFrom(first: number): object[] {
  const { base, files, swarm } = options;
  return Array.from({ length: ahead }, (_, priority) => {
    const sequence = first + priority;
    return {
      id: idOf(sequence),
      url: `${base}/${sequence % files}.bin`,
      masterSwarmId: swarm,
      masterManifestUri: `${base}/manifest`,
      streamId: undefined,
      sequence: String(sequence),
      priority,
    };
  });
}

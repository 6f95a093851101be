/** A loader that does what the test says, with the real order: aborts inside `load()`, events as they are told. */
import type {
  LoaderFailure,
  LoaderSegment,
  StreamLoader,
  StreamLoaderEvents,
  StreamLoaderSettings,
} from "./stream-loader.ts";

type Listener = (...args: never[]) => void;

export interface FakeLoader extends StreamLoader {
  readonly settings: StreamLoaderSettings;
  /** The queue as it was loaded last. */
  readonly queue: readonly LoaderSegment[];
  readonly swarms: readonly string[];
  readonly loads: number;
  isDestroyed: boolean;
  /** Bytes of what was provided, by id. */
  readonly provided: Map<string, number>;
  /** What `getSegment` finds, by id. */
  readonly cache: Map<string, ArrayBuffer>;
  /** The next `load()` rejects with it. */
  refusal: Error | undefined;
  emit<E extends keyof StreamLoaderEvents>(event: E, ...args: StreamLoaderEvents[E]): void;
  /** Brings a queued segment, by its address. */
  bring(url: string, bytes: number, how?: BringOptions): void;
  fail(url: string, error: Partial<LoaderFailure>, peerId?: string): void;
  queued(url: string): LoaderSegment;
}

export interface BringOptions {
  readonly peerId?: string;
  readonly took?: number;
  readonly firstByte?: number;
}

export function createFakeLoader(): FakeLoader {
  const listeners = new Map<string, Listener[]>();
  const cache = new Map<string, ArrayBuffer>();
  const swarms: string[] = [];
  const provided = new Map<string, number>();
  const settings: StreamLoaderSettings = {
    useP2P: true,
    requiredSegmentsPriority: 6,
    httpDownloadMaxPriority: 60,
    p2pDownloadMaxPriority: 120,
    trackerAnnounce: ["ws://tracker"],
  };
  let queue: readonly LoaderSegment[] = [];
  let loads = 0;

  const loader: FakeLoader = {
    settings,
    cache,
    swarms,
    provided,
    isDestroyed: false,
    refusal: undefined,
    get queue() {
      return queue;
    },
    get loads() {
      return loads;
    },
    on(event, listener) {
      listeners.set(event, [...(listeners.get(event) ?? []), listener as unknown as Listener]);
    },
    off: () => undefined,
    emit(event, ...args) {
      for (const listener of listeners.get(event) ?? []) listener(...(args as unknown as never[]));
    },
    load(segments, swarm) {
      loads += 1;
      if (loader.refusal !== undefined) {
        const { refusal } = loader;
        loader.refusal = undefined;
        return Promise.reject(refusal);
      }
      const left = queue.filter(({ id }) => !segments.some((one) => one.id === id));
      queue = segments;
      swarms.push(swarm);
      for (const segment of left) loader.emit("segment_abort", segment);
      return Promise.resolve();
    },
    provide({ id }, { data }) {
      provided.set(id, data.byteLength);
    },
    getSegment(id) {
      const data = cache.get(id);
      return Promise.resolve(data === undefined ? undefined : { data: data.slice(0) });
    },
    getSettings: () => settings,
    getDetails: () => ({ peerId: "aa" }),
    destroy() {
      loader.isDestroyed = true;
      queue = [];
      return Promise.resolve();
    },
    queued(url) {
      const segment = queue.find((one) => one.url === url);
      if (segment === undefined) throw new Error(`${url} is not queued`);
      return segment;
    },
    bring(url, bytes, { peerId, took, firstByte } = {}) {
      const segment = loader.queued(url);
      const data = new ArrayBuffer(bytes);
      cache.set(segment.id, data.slice(0));
      if (took !== undefined) segment.downloadTime = took;
      if (firstByte !== undefined) segment.firstByteTime = firstByte;
      if (peerId === undefined) segment.responseUrl = url;
      loader.emit("segment_loaded", Object.assign(segment, { data }), peerId);
    },
    fail(url, error, peerId) {
      const failure = Object.assign(new Error(error.message ?? "failed"), error);
      loader.emit("segment_error", loader.queued(url), failure, peerId);
    },
  };
  return loader;
}

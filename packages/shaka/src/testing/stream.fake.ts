/** A real stream over a loader that does what the test says. */
import { hls } from "@swarmlane/manifest";
import {
  createPlayerStream,
  type EngineCore,
  type LoaderFailure,
  type LoaderSegment,
  type PlayerStream,
  type StreamLoader,
  type StreamLoaderEvents,
} from "@swarmlane/player";

type Listener = (...args: never[]) => void;

export interface FakeCore extends EngineCore {
  readonly stream: PlayerStream;
  /** Texts. */
  readonly warnings: readonly string[];
  /** Addresses in the loader's queue. */
  queue(): readonly string[];
  /** Bytes of a queued segment arrive. */
  arrive(url: string, bytes: number, method?: "http" | "p2p"): void;
  /** A queued segment is there. Without a peer it came from the origin. */
  bring(url: string, data: ArrayBuffer, how?: { peerId?: string; took?: number }): void;
  fail(url: string, error: Partial<LoaderFailure>): void;
  /** What is in the loader's cache, by id. */
  readonly cache: Map<string, ArrayBuffer>;
}

export function createFakeCore(): FakeCore {
  const listeners = new Map<string, Listener[]>();
  const cache = new Map<string, ArrayBuffer>();
  const warnings: string[] = [];
  let queue: readonly LoaderSegment[] = [];

  function emit<E extends keyof StreamLoaderEvents>(
    event: E,
    ...args: StreamLoaderEvents[E]
  ): void {
    for (const listener of listeners.get(event) ?? []) listener(...(args as unknown as never[]));
  }

  function queued(url: string): LoaderSegment {
    const segment = queue.find((one) => one.url === url);
    if (segment === undefined) throw new Error(`${url} is not queued`);
    return segment;
  }

  const settings = {
    useP2P: true,
    requiredSegmentsPriority: 6,
    httpDownloadMaxPriority: 60,
    p2pDownloadMaxPriority: 120,
    trackerAnnounce: [],
  };
  const loader: StreamLoader = {
    on(event, listener) {
      const before = listeners.get(event) ?? [];
      listeners.set(event, [...before, listener as unknown as Listener]);
    },
    off: () => undefined,
    load(segments) {
      queue = segments;
      return Promise.resolve();
    },
    provide: () => undefined,
    getSegment(id) {
      const data = cache.get(id);
      return Promise.resolve(data === undefined ? undefined : { data: data.slice(0) });
    },
    getSettings: () => settings,
    getDetails: () => ({ peerId: "aa" }),
    destroy: () => Promise.resolve(),
  };
  const warn = (message: string): void => void warnings.push(message);
  const setDefault = (name: string, value: unknown): void =>
    void Object.assign(settings, { [name]: value });
  const playhead = () => ({ position: 0, rate: 1 });
  const stream = createPlayerStream({ loader, formats: [hls], playhead, warn });

  return {
    ...{ loader, stream, warnings, cache, warn, setDefault },
    queue: () => queue.map(({ url }) => url),
    arrive(url, bytes, method = "http") {
      emit("piece_bytes_downloaded", method, bytes, undefined, queued(url));
    },
    bring(url, data, { peerId, took = 100 } = {}) {
      const segment = queued(url);
      const source = peerId === undefined ? { responseUrl: `${url}#final` } : {};
      const loaded = Object.assign(segment, { ...source, data, downloadTime: took });
      emit("segment_loaded", loaded, peerId);
    },
    fail(url, error) {
      emit(
        "segment_error",
        queued(url),
        Object.assign(new Error(error.message ?? "failed"), error),
      );
    },
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    getConfig: () => {
      throw new Error("not part of this fake");
    },
    applyDynamicConfig: () => undefined,
    hasRequestSetup: () => false,
  };
}

export const base = "https://origin.example/v/";

/** A multivariant playlist with one variant, `media.m3u8`. */
export const multivariant = [
  "#EXTM3U",
  '#EXT-X-STREAM-INF:BANDWIDTH=800000,RESOLUTION=320x180,CODECS="avc1.4d400d,mp4a.40.2"',
  "media.m3u8",
  "",
].join("\n");

/** Segments of 2 s: `0.m4s`, `1.m4s`, … */
export function mediaPlaylist({ first = 0, count = 6, isLive = false } = {}): string {
  const numbers = Array.from({ length: count }, (_, index) => first + index);
  return [
    "#EXTM3U",
    "#EXT-X-VERSION:7",
    "#EXT-X-TARGETDURATION:2",
    `#EXT-X-MEDIA-SEQUENCE:${first}`,
    '#EXT-X-MAP:URI="init.mp4"',
    ...numbers.flatMap((number) => ["#EXTINF:2,", `${number}.m4s`]),
    ...(isLive ? [] : ["#EXT-X-ENDLIST"]),
    "",
  ].join("\n");
}

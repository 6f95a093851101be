/** A stream whose deliveries are up to the test, and an inner loader of hls.js that only remembers. */
import type { Delivery, PlayerStream, SegmentRequestOptions } from "@swarmlane/player";
import type {
  FragmentLoaderContext,
  HlsConfig,
  LoaderCallbacks,
  LoaderConfiguration,
  LoaderContext,
} from "hls.js";
import { vi } from "vitest";

export interface FakeRequest {
  readonly options: SegmentRequestOptions;
  readonly resolve: (delivery: Partial<Delivery>) => void;
  readonly reject: (error: Error) => void;
}

export function createFakeStream() {
  const requests: FakeRequest[] = [];
  const fallbacks: string[] = [];
  const found: { url: string; range: unknown }[] = [];
  const manifests: { url: string; body: unknown }[] = [];
  const adopted: { data: ArrayBuffer }[] = [];
  const stream = {
    canFind: true,
    /** False: the player is left alone. */
    isWilling: true,
    find: (request: { url: string; range: unknown }) => {
      found.push(request);
      return { type: stream.canFind ? "segment" : "unknown" };
    },
    canRequest: ({ type }: { type: string }) => stream.isWilling && type === "segment",
    adopt: (_match: unknown, response: { data: ArrayBuffer }) => adopted.push(response),
    request: (_match: unknown, options: SegmentRequestOptions) =>
      new Promise((resolve, reject) => {
        requests.push({ options, resolve: resolve, reject });
      }),
    noteFallback: (reason: string) => fallbacks.push(reason),
    addManifest: (manifest: { url: string; body: unknown }) => manifests.push(manifest),
  };
  return {
    stream: stream as unknown as PlayerStream,
    own: stream,
    requests,
    fallbacks,
    adopted,
    found,
    manifests,
  };
}

/** As hls.js's own: it can be used once, and throws if its statistics say that it was. */
export class FakeInnerLoader {
  static made: FakeInnerLoader[] = [];
  readonly stats = createStats();
  context: unknown = null;
  callbacks: LoaderCallbacks<LoaderContext> | undefined;
  readonly load = vi.fn(
    (context: unknown, _config: unknown, callbacks: LoaderCallbacks<LoaderContext>) => {
      if (this.stats.loading.start !== 0) throw new Error("Loader can only be used once.");
      this.context = context;
      this.callbacks = callbacks;
    },
  );
  readonly abort = vi.fn();
  readonly destroy = vi.fn();
  readonly getCacheAge = () => 7;
  readonly getResponseHeader = (name: string) => `${name} header`;

  constructor() {
    FakeInnerLoader.made.push(this);
  }
}

function createStats() {
  return {
    ...{ aborted: false, loaded: 0, retry: 0, total: 0, chunkCount: 0, bwEstimate: 0 },
    loading: { start: 0, first: 0, end: 0 },
    parsing: { start: 0, end: 0 },
    buffering: { start: 0, first: 0, end: 0 },
  };
}

export function hlsConfig(more: object = {}): HlsConfig {
  return { loader: FakeInnerLoader, ...more } as unknown as HlsConfig;
}

export const policy = {
  loadPolicy: { maxTimeToFirstByteMs: 10_000, maxLoadTimeMs: 120_000 },
} as LoaderConfiguration;

export function contextOf(more: object = {}): FragmentLoaderContext {
  return {
    ...{ url: "https://cdn.example/5.ts", responseType: "arraybuffer", part: null },
    ...{ rangeStart: 0, rangeEnd: 0, frag: { sn: 5, type: "main", start: 20 } },
    ...more,
  } as unknown as FragmentLoaderContext;
}

/**
 * A loader of hls.js for one request. Whole media segments go through the stream. Everything else, and segments that the
 * stream cannot deliver, go through the loader that hls.js would have used.
 */
import type { ByteRange, RequestMatch } from "@swarmlane/manifest";
import { DeliveryError, type Delivery, type PlayerStream } from "@swarmlane/player";
import type {
  FragmentLoaderContext,
  HlsConfig,
  Loader,
  LoaderCallbacks,
  LoaderConfiguration,
  LoaderContext,
  LoaderStats,
} from "hls.js";

export type FragmentLoaderClass = new (config: HlsConfig) => Loader<FragmentLoaderContext>;

const sharedTypes: ReadonlySet<string> = new Set(["main", "audio"]);

/** `stream` is undefined while the engine has none, and after it was destroyed. */
export function createFragmentLoaderClass(
  stream: () => PlayerStream | undefined,
): FragmentLoaderClass {
  return class FragmentLoader implements Loader<FragmentLoaderContext> {
    readonly #inner: Loader<LoaderContext>;
    readonly #standsAside: boolean;
    #isInner = false;
    #abort: AbortController | undefined;
    #timer: ReturnType<typeof setTimeout> | undefined;
    #callbacks: LoaderCallbacks<FragmentLoaderContext> | undefined;
    /** A byte came, from any source. */
    #hasByte = false;
    context: FragmentLoaderContext | null = null;
    /** That of the inner loader, because hls.js keeps a reference to it before it says what to load. */
    stats: LoaderStats;

    constructor(config: HlsConfig) {
      this.#inner = new config.loader(config);
      this.stats = this.#inner.stats;
      // Interstitials and trick play use separate players with the configuration of the main one.
      this.#standsAside = isSecondary(config);
    }

    load(
      context: FragmentLoaderContext,
      config: LoaderConfiguration,
      callbacks: LoaderCallbacks<FragmentLoaderContext>,
    ): void {
      this.context = context;
      this.#callbacks = callbacks;
      const match = this.#standsAside ? undefined : this.#find(context);
      const answer = match && this.#ask(context, match);
      if (answer === undefined) {
        this.#loadInner(context, config, match ? handOver(stream, match, callbacks) : callbacks);
        return;
      }
      this.#wait();
      this.#limitTime(context, config, callbacks);
      answer.then(
        (delivery) => this.#succeed(delivery, context),
        (error: unknown) => this.#fail(error, context, config),
      );
    }

    abort(): void {
      if (this.#isInner) {
        this.#inner.abort();
        return;
      }
      const callbacks = this.#stop();
      this.stats.aborted = true;
      const { context } = this;
      if (context !== null) callbacks?.onAbort?.(this.stats, context, null);
    }

    destroy(): void {
      this.#stop();
      this.#inner.destroy();
      this.context = null;
    }

    getCacheAge(): number | null {
      return this.#isInner ? (this.#inner.getCacheAge?.() ?? null) : null;
    }

    getResponseHeader(name: string): string | null {
      return this.#isInner ? (this.#inner.getResponseHeader?.(name) ?? null) : null;
    }

    /** Returns undefined if the request is not for a whole segment. */
    #find({ url, frag, part, rangeStart, rangeEnd }: FragmentLoaderContext) {
      if (part !== null || frag.sn === "initSegment" || !sharedTypes.has(frag.type))
        return undefined;
      const through = stream();
      try {
        return through?.find({ url, range: rangeOf(rangeStart, rangeEnd) }, true);
      } catch (cause) {
        through?.noteFallback("A request failed inside the engine.", cause);
        return undefined;
      }
    }

    /** Undefined for what is not ours to load. */
    #ask({ url, frag }: FragmentLoaderContext, match: RequestMatch) {
      const through = stream();
      if (through === undefined) return undefined;
      try {
        if (!through.canRequest(match)) return undefined;
        this.#abort = new AbortController();
        return through.request(match, {
          url,
          startTime: frag.start,
          signal: this.#abort.signal,
          onStart: (method) => this.#restart(method),
          onProgress: (loaded, method) => this.#progress(loaded, method),
        });
      } catch (cause) {
        through.noteFallback("A request failed inside the engine.", cause);
        return undefined;
      }
    }

    /**
     * Until the origin is asked, the request begins now whenever hls.js looks at it. Otherwise, waiting for peers or for a
     * slow one would look like a slow network, and hls.js would abort the request and choose a low quality.
     */
    #wait(): void {
      this.stats.loaded = 0;
      this.stats.loading = {
        get start() {
          return performance.now();
        },
        ...{ first: 0, end: 0 },
      };
    }

    /** From now on, hls.js measures, if it is the origin that was asked. */
    #restart(method: "http" | "p2p"): void {
      this.#wait();
      if (method === "http") {
        this.stats.loading = { start: performance.now(), first: 0, end: 0 };
      }
    }

    #progress(loaded: number, method: "http" | "p2p"): void {
      this.#hasByte = true;
      if (method === "p2p") return;
      const { stats } = this;
      if (stats.loading.first === 0) stats.loading.first = performance.now();
      // The total stays unknown. If it were equal to the loaded bytes, it would disable the emergency down-switch.
      stats.loaded = loaded;
    }

    /** In hls.js, the loader is responsible for timeouts. */
    #limitTime(
      context: FragmentLoaderContext,
      config: LoaderConfiguration,
      callbacks: LoaderCallbacks<FragmentLoaderContext>,
    ): void {
      const { maxTimeToFirstByteMs, maxLoadTimeMs } = config.loadPolicy;
      const onLimit = (): void => {
        this.#stop();
        callbacks.onTimeout(this.stats, context, null);
      };
      const onSilence = (): void => {
        if (this.#hasByte) {
          this.#timer = setTimeout(onLimit, maxLoadTimeMs - maxTimeToFirstByteMs);
          return;
        }
        // The stream would have reported a slow origin, so this is a failure of the engine.
        this.#stop();
        stream()?.noteFallback("No byte came within hls.js's time to the first byte.");
        this.#loadInner(context, config, callbacks);
      };
      const isFinite = Number.isFinite(maxTimeToFirstByteMs) && maxTimeToFirstByteMs > 0;
      if (isFinite) this.#timer = setTimeout(onSilence, maxTimeToFirstByteMs);
      else if (Number.isFinite(maxLoadTimeMs)) this.#timer = setTimeout(onLimit, maxLoadTimeMs);
    }

    #succeed({ data, timing, bandwidth, responseUrl }: Delivery, context: FragmentLoaderContext) {
      const callbacks = this.#stop();
      if (callbacks === undefined) return;
      const { stats } = this;
      stats.loading = { ...timing };
      stats.loaded = stats.total = data.byteLength;
      stats.bwEstimate = bandwidth;
      callbacks.onProgress?.(stats, context, data, null);
      const code = context.rangeEnd ? 206 : 200;
      callbacks.onSuccess({ url: responseUrl, data, code }, stats, context, null);
    }

    #fail(error: unknown, context: FragmentLoaderContext, config: LoaderConfiguration): void {
      const callbacks = this.#stop();
      if (callbacks === undefined) return;
      const failure = error instanceof DeliveryError ? error.failure : "unavailable";
      switch (failure) {
        case "http": {
          const { status, message } = error as DeliveryError;
          callbacks.onError({ code: status, text: message }, context, null, this.stats);
          break;
        }
        case "timeout":
          callbacks.onTimeout(this.stats, context, null);
          break;
        case "aborted":
          // hls.js did not abort the request, so the player left the stream.
          this.stats.aborted = true;
          callbacks.onAbort?.(this.stats, context, null);
          break;
        case "unavailable":
          stream()?.noteFallback("The engine could not load a segment.", error);
          this.#loadInner(context, config, callbacks);
          break;
      }
    }

    #loadInner(
      context: FragmentLoaderContext,
      config: LoaderConfiguration,
      callbacks: LoaderCallbacks<FragmentLoaderContext>,
    ): void {
      this.#isInner = true;
      this.stats.loading = { start: 0, first: 0, end: 0 };
      this.stats.loaded = 0;
      this.#inner.load(context, config, callbacks as LoaderCallbacks<LoaderContext>);
    }

    /** No callback follows. Returns the callbacks, once. */
    #stop(): LoaderCallbacks<FragmentLoaderContext> | undefined {
      const callbacks = this.#callbacks;
      this.#callbacks = undefined;
      clearTimeout(this.#timer);
      this.#abort?.abort();
      this.#abort = undefined;
      return callbacks;
    }
  };
}

/** What hls.js loads itself can be shared all the same. */
function handOver(
  stream: () => PlayerStream | undefined,
  match: RequestMatch,
  callbacks: LoaderCallbacks<FragmentLoaderContext>,
): LoaderCallbacks<FragmentLoaderContext> {
  return {
    ...callbacks,
    onSuccess(response, stats, context, networkDetails) {
      const { url: responseUrl, data } = response;
      const { start, end } = stats.loading;
      if (data instanceof ArrayBuffer) {
        const [downloadTime, startTime] = [Math.max(0, end - start), context.frag.start];
        stream()?.adopt(match, { data, responseUrl, downloadTime, startTime });
      }
      callbacks.onSuccess(response, stats, context, networkDetails);
    },
  };
}

export function isSecondary(config: object): boolean {
  return (config as { primarySessionId?: string }).primarySessionId !== undefined;
}

/** In hls.js the end of a range is exclusive, and 0 means the whole resource. */
function rangeOf(start: number | undefined, end: number | undefined): ByteRange | undefined {
  return end === undefined || end === 0 ? undefined : { start: start ?? 0, end: end - 1 };
}

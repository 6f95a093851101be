/** A loader of hls.js for one playlist. It wraps the loader that hls.js would have used, and reads the playlist. */
import type { PlayerStream } from "@swarmlane/player";
import type {
  HlsConfig,
  Loader,
  LoaderCallbacks,
  LoaderConfiguration,
  LoaderContext,
  PlaylistLoaderContext,
} from "hls.js";
import { isSecondary } from "./fragment-loader.ts";

export type PlaylistLoaderClass = new (config: HlsConfig) => Loader<PlaylistLoaderContext>;

export interface PlaylistLoaderOptions {
  readonly stream: () => PlayerStream | undefined;
  /** A multivariant playlist is requested, so the player has a new source. */
  readonly onSource: () => void;
  /** A playlist was read, before hls.js reads it. */
  readonly onPlaylist: () => void;
}

/** The parameters that hls.js adds to the address of a low-latency playlist. It is the same playlist. */
const directives = ["_HLS_msn", "_HLS_part", "_HLS_skip"];

export function createPlaylistLoaderClass(options: PlaylistLoaderOptions): PlaylistLoaderClass {
  const { stream, onSource, onPlaylist } = options;

  /** A failure here prevents sharing, but does not affect the playlist. */
  function overhear(step: () => void): void {
    try {
      step();
    } catch (cause) {
      stream()?.noteFallback("A playlist could not be read.", cause);
    }
  }

  return class PlaylistLoader implements Loader<PlaylistLoaderContext> {
    readonly #inner: Loader<LoaderContext>;
    readonly #standsAside: boolean;

    constructor(config: HlsConfig) {
      this.#inner = new config.loader(config);
      this.#standsAside = isSecondary(config);
    }

    get stats() {
      return this.#inner.stats;
    }

    get context() {
      return this.#inner.context as PlaylistLoaderContext | null;
    }

    load(
      context: PlaylistLoaderContext,
      config: LoaderConfiguration,
      callbacks: LoaderCallbacks<PlaylistLoaderContext>,
    ): void {
      const overheard = this.#standsAside ? callbacks : listenTo(context, callbacks);
      this.#inner.load(context, config, overheard as LoaderCallbacks<LoaderContext>);
    }

    abort(): void {
      this.#inner.abort();
    }

    destroy(): void {
      this.#inner.destroy();
    }

    getCacheAge(): number | null {
      return this.#inner.getCacheAge?.() ?? null;
    }

    getResponseHeader(name: string): string | null {
      return this.#inner.getResponseHeader?.(name) ?? null;
    }
  };

  function listenTo(
    { type, url }: PlaylistLoaderContext,
    callbacks: LoaderCallbacks<PlaylistLoaderContext>,
  ): LoaderCallbacks<PlaylistLoaderContext> {
    if ((type as string) === "manifest") overhear(onSource);
    return {
      ...callbacks,
      onSuccess(response, stats, context, networkDetails) {
        overhear(() => {
          const { data: body, url: responseUrl } = response;
          if (typeof body !== "string") return;
          stream()?.addManifest({ url: withoutDirectives(url), responseUrl, body });
          onPlaylist();
        });
        callbacks.onSuccess(response, stats, context, networkDetails);
      },
    };
  }
}

function withoutDirectives(address: string): string {
  if (!address.includes("_HLS_")) return address;
  const url = new URL(address);
  for (const name of directives) url.searchParams.delete(name);
  return url.href;
}

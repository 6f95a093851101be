/** The API of 0.6.2, on whatever page it is given. Page. What it does synchronously is done when it returns. */
import type { StoredAmount } from "@swarmlane/contract";
import type { InspectOptions } from "./inspection/inspect-options.ts";
import { createLoaderCore, type LoaderCore } from "./loader-core.ts";
import type { LoaderEnvironment } from "./loader-environment.ts";
import { Emitter, isolatedEmit } from "./loader-events.ts";
import type { Segment, SegmentFields, SegmentLike } from "./segments/segment.ts";
import { createLiveSettings, type LiveSettings } from "./settings/live-settings.ts";
import { limitsOf } from "./settings/merge-settings.ts";
import type { HybridLoaderOptions, HybridLoaderSettings } from "./settings/settings.ts";

/** What engines expect of a loader. */
export interface LoaderInterface {
  on(eventName: string, listener: (...params: never[]) => void): this;
  load(segments: SegmentFields[], streamSwarmId: string): Promise<void> | void;
  getSegment(id: string): Promise<SegmentFields | undefined>;
  getSettings(): unknown;
  getDetails(): unknown;
  destroy(): Promise<void>;
}

export interface LoaderDetails {
  /** 40 hex characters, or "" when `useP2P` is false. */
  peerId: string;
  /** With `indexedDBStorage()`: what is in its database, over all streams, once it is open, as of this tab's last write. */
  storage?: StoredAmount;
}

/** What the player got for a segment that it loaded itself. */
export interface ProvidedResponse {
  readonly data: ArrayBuffer;
  /** Address that answered, after redirects. */
  readonly responseUrl: string;
  /** ms that the download took. */
  readonly downloadTime: number;
}

/** What a `HybridLoader` is but for its page. Tests bring a page of their own. */
export class LoaderApi extends Emitter implements LoaderInterface {
  readonly #settings: LiveSettings;
  readonly #core: LoaderCore;

  /** @internal Throws a `TypeError` that names a setting of the wrong type. */
  constructor(settings: HybridLoaderOptions, environment: LoaderEnvironment) {
    super();
    this.#settings = createLiveSettings(settings, () => this.#core.applySettings());
    this.#core = createLoaderCore({
      settings: this.#settings,
      limits: limitsOf(this.#settings.inForce),
      environment,
      emit: isolatedEmit(this),
    });
  }

  /**
   * Replaces the queue. `SegmentAbort` is emitted inside the call for every segment that left it. Resolves when the
   * new queue is accepted, rejects with a `TypeError` that names a bad field; nothing has changed then.
   */
  async load(segments: readonly SegmentLike[], streamSwarmId: string): Promise<void> {
    this.#core.load(segments, streamSwarmId);
    return Promise.resolve();
  }

  /**
   * Addition: a segment that the player has loaded without the loader. If the next `load()` lists it, it is validated,
   * stored, shared and told of by `SegmentLoaded`, like any other. Otherwise its bytes are dropped. Takes ownership of
   * the bytes. Throws a `TypeError` that names a bad field.
   */
  provide(segment: Pick<SegmentLike, "id" | "range">, response: ProvidedResponse): void {
    this.#core.provide(segment, response);
  }

  /** A segment with data of its own, or undefined when it is not in the storage. Does not reject. */
  getSegment(id: string): Promise<Segment | undefined> {
    return this.#core.getSegment(id);
  }

  /**
   * The live settings, always the same object. While a stream is loaded, a changed field takes effect at the end of the
   * task, otherwise with the next `load()`. Changes inside of an array or object are noticed at the next `load()`.
   */
  getSettings(): HybridLoaderSettings {
    return this.#settings.live;
  }

  /** `getDetails()` of the 0.6.2 engines has it as `loader`. */
  getDetails(): LoaderDetails {
    const { peerId, stored } = this.#core;
    const details = { peerId: this.#settings.live.useP2P ? peerId : "" };
    return stored === undefined ? details : { ...details, storage: stored };
  }

  /** Turns inspection on, or adds a reader for `options.port`. Returns what turns it off. */
  inspect(options?: InspectOptions): () => void {
    return this.#core.inspect(options);
  }

  /**
   * Ends every download, connection, timer and thread and clears the storage. Emits `PeerClose`, but no
   * `SegmentAbort`. The same object may `load()` again.
   */
  destroy(): Promise<void> {
    return this.#core.destroy();
  }
}

/** The API of 0.6.2, for a real or a simulated page. Page. */
import type { StoredAmount } from "@swarmlane/contract";
import type { InspectOptions } from "./inspection/inspect-options.ts";
import { createLoaderCore, type LoaderCore } from "./loader-core.ts";
import type { LoaderEnvironment } from "./loader-environment.ts";
import { Emitter, isolatedEmit } from "./loader-events.ts";
import type { Segment, SegmentFields, SegmentLike } from "./segments/segment.ts";
import { createLiveSettings, type LiveSettings } from "./settings/live-settings.ts";
import { limitsOf } from "./settings/merge-settings.ts";
import type { HybridLoaderOptions, HybridLoaderSettings } from "./settings/settings.ts";

/** The interface that engines expect. */
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

/** The response for a segment that the player loaded itself. */
export interface ProvidedResponse {
  readonly data: ArrayBuffer;
  /** The address that answered, after redirects. */
  readonly responseUrl: string;
  /** Duration of the download, in ms. */
  readonly downloadTime: number;
}

/** The base of `HybridLoader`, without the page. Tests provide their own page. */
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
   * Replaces the queue. Emits `SegmentAbort` before it returns for every segment that was removed. Resolves when the new queue
   * has been accepted. Rejects with a `TypeError` that names an invalid field, without changing anything.
   */
  async load(segments: readonly SegmentLike[], streamSwarmId: string): Promise<void> {
    this.#core.load(segments, streamSwarmId);
    return Promise.resolve();
  }

  /**
   * Addition: adds a segment that the player has loaded without the loader. If the next `load()` lists the segment, it is
   * validated, stored, shared and reported with `SegmentLoaded`, like any other. Otherwise its bytes are dropped. Takes
   * ownership of the bytes. Throws a `TypeError` that names an invalid field.
   */
  provide(segment: Pick<SegmentLike, "id" | "range">, response: ProvidedResponse): void {
    this.#core.provide(segment, response);
  }

  /** Resolves to a segment with its own copy of the data, or to undefined if it is not in the storage. Does not reject. */
  getSegment(id: string): Promise<Segment | undefined> {
    return this.#core.getSegment(id);
  }

  /**
   * Returns the live settings, always the same object. While a stream is loaded, a changed field takes effect at the end of
   * the task, and otherwise with the next `load()`. Changes inside an array or object take effect with the next `load()`.
   */
  getSettings(): HybridLoaderSettings {
    return this.#settings.live;
  }

  /** `getDetails()` of the 0.6.2 engines returns this as `loader`. */
  getDetails(): LoaderDetails {
    const { peerId, stored } = this.#core;
    const details = { peerId: this.#settings.live.useP2P ? peerId : "" };
    return stored === undefined ? details : { ...details, storage: stored };
  }

  /** Turns inspection on, or adds a reader for `options.port`. Returns a function that turns it off. */
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

/** The settings of a `HybridLoader`: those of 0.6.2 with the same names, units and defaults, and some additions. Page. */
import type { EngineSettings, Limits, PeerSettings, StorageDescription } from "@swarmlane/contract";
import type { InspectOptions } from "../inspection/inspect-options.ts";
import type { SegmentFields } from "../segments/segment.ts";

/** Rejects if the data must not be played. The reason becomes the error of `SegmentError`. */
export type SegmentValidatorCallback = (
  segment: SegmentFields,
  method: "http" | "p2p",
  peerId?: string,
) => Promise<void>;

/** Called after `open()` and the Range header, before `send()`. */
export type XhrSetupCallback = (xhr: XMLHttpRequest, url: string) => void;

/** Called once for each HTTP attempt. */
export type SegmentUrlBuilder = (segment: SegmentFields) => string;

/** The caller's own storage for segments. Methods may be synchronous. */
export interface SegmentsStorage {
  storeSegment(segment: SegmentFields): Promise<void>;
  /** Only the metadata of `segment` is read. */
  getSegmentsMap(masterSwarmId: string): Promise<Map<string, { segment: SegmentFields }>>;
  getSegment(id: string, masterSwarmId: string): Promise<SegmentFields | undefined>;
  /**
   * Drops segments, but none for which the filter returns true. Resolves to false if it dropped nothing.
   */
  clean(masterSwarmId: string, lockedSegmentsFilter?: (id: string) => boolean): Promise<boolean>;
  destroy(): Promise<void>;
}

/** Addition: a storage that reports the segments that it dropped, so that it does not have to be listed again. */
export interface ReportingSegmentsStorage extends Omit<SegmentsStorage, "clean"> {
  /** As above. Resolves to false or to the ids of the segments that it dropped. */
  clean(
    masterSwarmId: string,
    lockedSegmentsFilter?: (id: string) => boolean,
  ): Promise<false | readonly string[]>;
}

export interface HybridLoaderSettings extends EngineSettings, Omit<PeerSettings, "rtcConfig"> {
  /** An RTCConfiguration. */
  rtcConfig: RTCConfiguration;
  segmentValidator?: SegmentValidatorCallback;
  xhrSetup?: XhrSetupCallback;
  segmentUrlBuilder?: SegmentUrlBuilder;
  /** Only read by the constructor. A description is kept as it was given. */
  segmentsStorage?: SegmentsStorage;
  /** Addition: false runs everything on the page. Default true. */
  worker: boolean;
  /** Addition: address of `dist/worker.js`, for pages whose CSP forbids workers from `blob:`. */
  workerUrl?: string | URL | undefined;
  /** Addition, for diagnosis: false relays peers' frames through the page. Default true. */
  transferChannels: boolean;
  /**
   * Addition: true starts the worker with the first `load()`, so that the constructor costs the page almost nothing.
   * Default false: the worker starts with the constructor and is ready when the first segment is requested. Read only at
   * construction.
   */
  startWithLoad: boolean;
  /**
   * Addition: true or options turn inspection on from the start. Undefined: inspection is on if the page's address contains
   * `?p2pml-inspect`. False: inspection is always off.
   */
  inspect?: boolean | InspectOptions | undefined;
  /** Addition: limits that differ from the defaults. */
  limits?: Partial<Limits> | undefined;
}

/** The settings for the constructor. `bufferedSegmentsCount` is the old name of two settings. */
export interface HybridLoaderOptions extends Omit<
  Partial<HybridLoaderSettings>,
  "segmentsStorage"
> {
  /** Your own, or what `indexedDBStorage()` returns. */
  segmentsStorage?:
    SegmentsStorage | ReportingSegmentsStorage | Readonly<StorageDescription> | undefined;
  bufferedSegmentsCount?: number | undefined;
}

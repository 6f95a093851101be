/** The public entry. */
export {
  Events,
  LoaderError,
  type ErrorCode,
  type SegmentState,
  type StoredAmount,
} from "@swarmlane/contract";
export { HybridLoader } from "./hybrid-loader.ts";
export type { InspectOptions } from "./inspection/inspect-options.ts";
export type { LoaderDetails, LoaderInterface, ProvidedResponse } from "./loader-api.ts";
export type { LoaderEventMap } from "./loader-events.ts";
export { Segment, type SegmentFields, type SegmentLike } from "./segments/segment.ts";
export type {
  HybridLoaderOptions,
  HybridLoaderSettings,
  ReportingSegmentsStorage,
  SegmentsStorage,
  SegmentUrlBuilder,
  SegmentValidatorCallback,
  XhrSetupCallback,
} from "./settings/settings.ts";
export { indexedDBStorage, type IndexedDBStorageOptions } from "./storage/indexeddb-storage.ts";
export { version } from "./version.ts";

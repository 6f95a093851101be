/** One stream in one player, on a `HybridLoader`. Page. */
export type {
  ByteRange,
  CommonCoreConfig,
  CoreConfig,
  DefinedCoreConfig,
  DynamicCoreConfig,
  DynamicStreamConfig,
  DynamicStreamProperties,
  StreamConfig,
  StreamType,
} from "./compat/config-types.ts";
export { createEngineCore } from "./compat/engine-core.ts";
export type { EngineConfig, EngineCore, EngineCoreOptions } from "./compat/engine-core.ts";
export { RequestError } from "./compat/event-types.ts";
export type {
  CoreEventMap,
  DownloadSource,
  PeerDetails,
  PeerErrorDetails,
  RequestErrorType,
  SegmentAbortDetails,
  SegmentDetails,
  SegmentErrorDetails,
  SegmentLoadDetails,
  SegmentStartDetails,
  TrackerErrorDetails,
  TrackerWarningDetails,
} from "./compat/event-types.ts";
export { DeliveryError } from "./stream/delivery.ts";
export type {
  Delivery,
  DeliveryFailure,
  DeliverySource,
  DeliveryTiming,
  SegmentMatch,
  SegmentRequestOptions,
} from "./stream/delivery.ts";
export { createPlayerStream } from "./stream/create-player-stream.ts";
export { playheadOf } from "./stream/playhead-of.ts";
export type { MediaElement } from "./stream/playhead-of.ts";
export { liveRoomOf } from "./stream/live-room.ts";
export type { LiveRoom } from "./stream/live-room.ts";
export type {
  Playhead,
  PlayerStatistics,
  PlayerStream,
  PlayerStreamOptions,
  SegmentInQueue,
} from "./stream/player-stream.ts";
export { affectsResponse, isPlainRequest } from "./compat/plain-request.ts";
export { createProgressReport } from "./stream/progress-report.ts";
export type { ProgressReport, ProgressUpdated } from "./stream/progress-report.ts";
export type {
  LoaderFailure,
  LoaderSegment,
  StreamLoader,
  StreamLoaderEvents,
  StreamLoaderSettings,
} from "./stream/stream-loader.ts";

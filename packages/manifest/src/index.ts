/** Manifests as renditions and segments, and the registry that tells a player's requests apart. Runs anywhere. */
export { parseByteRange, rangeHeader } from "./byte-range.ts";
export type { ByteRange } from "./byte-range.ts";
export { ManifestError, manifestErrorCodes } from "./errors.ts";
export type { ManifestErrorCode } from "./errors.ts";
export { dash } from "./dash/dash-stream.ts";
export { hls } from "./hls/hls-stream.ts";
export type { ManifestFormat } from "./format.ts";
export { createManifestRegistry } from "./registry.ts";
export type { IdentityScheme } from "./identity/stream-ids.ts";
export type { ManifestRegistry, RegistryOptions } from "./registry.ts";
export type { NotShared, Rendition, RenditionKind, RenditionTiming } from "./rendition.ts";
export type {
  IndexResponse,
  ManifestChange,
  ManifestOutcome,
  ManifestResponse,
  MediaRequest,
  RequestMatch,
} from "./request.ts";
export type { ManifestSegment } from "./segment.ts";

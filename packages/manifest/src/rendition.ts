/** A rendition: one quality, one audio track or one subtitle track. All viewers number its segments in the same way. */
import type { ManifestSegment } from "./segment.ts";

/**
 * `main`: video, or audio and video together, or the only audio of an audio stream's variants. `audio`: audio beside the
 * video. `text`, `trick` (I-frames, trick play) and `image` are known in order to exclude them.
 */
export type RenditionKind = "main" | "audio" | "text" | "trick" | "image";

/** Why nothing of a rendition is shared. */
export type NotShared =
  /** Its kind is neither `main` nor `audio`. */
  | "kind"
  /** The playlist is not listed in the multivariant playlist, so its properties are unknown. */
  | "unlisted";

export interface RenditionTiming {
  /** More segments may follow. */
  readonly isLive: boolean;
  /** Seconds: `EXT-X-TARGETDURATION`, or the longest segment. */
  readonly targetDuration: number;
  /** Start of the oldest segment that the manifest lists, in the terms of `ManifestSegment.startTime`. */
  readonly start: number;
  /** End of the newest segment that exists, which is the live edge of a live stream. `end - start` is the window. */
  readonly end: number;
  /** The manifest offers parts or chunks, which players may load instead of the newest segments. */
  readonly isLowLatency: boolean;
}

export interface Rendition {
  readonly kind: RenditionKind;
  /** See `ManifestSegment.streamId`. */
  readonly streamId: string | undefined;
  /** `swarmId[+streamId]`: what viewers of this rendition have in common. */
  readonly streamSwarmId: string;
  /** Undefined if segments of this rendition may be shared. */
  readonly notShared: NotShared | undefined;
  /** The properties in the manifest from which the id was made. For logs and tests. */
  readonly properties: Readonly<Record<string, string>>;
  /** Bits per second as last declared. It may change from load to load. */
  readonly bandwidth: number | undefined;
  /** Undefined until the playlist, or the index of a single file, was added. */
  timing(): RenditionTiming | undefined;
  /**
   * Up to `count` segments that exist, in order, beginning with the one that has this sequence or else with the first
   * after it. Gaps are included and marked. Segments that left the window are not.
   */
  segmentsFrom(sequence: string, count: number): readonly ManifestSegment[];
  /** The segment at a time, or the first after it. See `ManifestSegment.startTime`. */
  segmentAt(time: number): ManifestSegment | undefined;
}

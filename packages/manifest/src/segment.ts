/** A media segment, described in the same way for every viewer of the stream. */
import type { ByteRange } from "./byte-range.ts";

export interface ManifestSegment {
  /** `streamSwarmId+sequence`: the id that peers use, and `Segment.id` of `HybridLoader`. */
  readonly id: string;
  /** `masterSwarmId` of `HybridLoader`. */
  readonly swarmId: string;
  /** `streamId` of `HybridLoader`: the rendition. Undefined only with the identity of 0.6 and without variants. */
  readonly streamId: string | undefined;
  /** HLS: the media sequence number. DASH: the presentation time in milliseconds. */
  readonly sequence: string;
  /** The newest address from a manifest. Players may ask for another one: on another CDN or with another query. */
  readonly url: string;
  /** Exactly as the manifest has it; undefined for the whole resource. */
  readonly range: ByteRange | undefined;
  /**
   * Seconds. DASH, and HLS with an end: on the presentation timeline. Live HLS has no such timeline: seconds since the
   * first segment that the registry saw of this rendition, so compare it with the player's own timeline before use.
   */
  readonly startTime: number;
  /** Seconds, as declared. */
  readonly duration: number;
  /** Milliseconds since the epoch at the segment's start, where the manifest says so. */
  readonly programDateTime: number | undefined;
  /** HLS: the discontinuity sequence number. DASH: the number of the period. Segments of one number are continuous. */
  readonly discontinuity: number;
  /** The segment is missing (`EXT-X-GAP`): players do not request it, and it cannot be shared. */
  readonly isGap: boolean;
  /**
   * False if the same id could mean another segment, for example after a live stream was restarted and counts from
   * zero again. Such a segment is loaded without peers.
   */
  readonly isShared: boolean;
}

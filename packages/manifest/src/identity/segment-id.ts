/** Converts a format's description of a segment to the ids that the loader and the peers use. */
import type { ByteRange } from "../byte-range.ts";
import type { ManifestSegment } from "../segment.ts";

/** What the segments of a rendition have in common. */
export interface StreamIdentity {
  readonly swarmId: string;
  readonly streamId: string | undefined;
}

/** `swarmId[+streamId]`, as `HybridLoader` joins them. */
export function streamSwarmIdOf({ swarmId, streamId }: StreamIdentity): string {
  return streamId === undefined ? swarmId : `${swarmId}+${streamId}`;
}

export interface SegmentFacts {
  readonly sequence: string;
  readonly url: string;
  readonly range: ByteRange | undefined;
  readonly startTime: number;
  readonly duration: number;
  readonly programDateTime: number | undefined;
  readonly discontinuity: number;
  readonly isGap: boolean;
  readonly isShared: boolean;
}

export function toManifestSegment(identity: StreamIdentity, facts: SegmentFacts): ManifestSegment {
  const { swarmId, streamId } = identity;
  return {
    id: `${streamSwarmIdOf(identity)}+${facts.sequence}`,
    swarmId,
    streamId,
    sequence: facts.sequence,
    url: facts.url,
    range: facts.range,
    startTime: facts.startTime,
    duration: facts.duration,
    programDateTime: facts.programDateTime,
    discontinuity: facts.discontinuity,
    isGap: facts.isGap,
    isShared: facts.isShared,
  };
}

/** What a page with one of today's players tells: `window.playerReport`, plain data, grown while it plays. */
import type { PlaybackReport, SegmentRecord } from "../../harness/page/viewer-report.ts";

export interface PlayerReport {
  readonly playback: PlaybackReport;
  /** As the player got them, before it decrypted or changed anything. */
  readonly segments: SegmentRecord[];
  /** Of the engine. Undefined with the player alone. */
  readonly statistics: EngineStatistics | undefined;
  /** Names of the engine's events, and how often they came. */
  readonly events: Record<string, number>;
  /** Fatal errors of the player. */
  readonly errors: string[];
}

export interface EngineStatistics {
  readonly httpBytes: number;
  readonly p2pBytes: number;
  readonly uploadedBytes: number;
  readonly delivered: Readonly<Record<"http" | "p2p" | "cache", number>>;
  readonly peers: number;
  readonly unknownMediaRequests: number;
  readonly fallbacks: number;
  readonly bandwidth: number | undefined;
}

export function createPlayerReport(): PlayerReport {
  return {
    playback: {
      ...{ startPosition: undefined, startTime: undefined, position: 0, positionTime: 0 },
      ...{ stalls: [], stalledSince: undefined, height: 0 },
    },
    segments: [],
    statistics: undefined,
    events: {},
    errors: [],
  };
}

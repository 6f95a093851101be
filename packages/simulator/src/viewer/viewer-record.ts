/** What one viewer saw and did, over the whole run. Plain data. */
import type { Member } from "../scenario/audience.ts";
import type { ConnectionCounts } from "../tracker/sim-hub.ts";

/** Bytes are those on the network. */
export interface ViewerRecord {
  readonly name: string;
  readonly kind: Member["kind"];
  /** Bytes per millisecond. */
  readonly uplink: number;
  startedAt: number;
  /** ms from the start to the first picture. */
  startUp: number | undefined;
  /** ms of each. */
  readonly stalls: number[];
  skips: number;
  playedSegments: number;
  playedBytes: number;
  httpBytes: number;
  p2pBytes: number;
  uploadedBytes: number;
  /** Commands and maps that were sent. */
  controlBytes: number;
  errors: number;
  /** Segments with wrong bytes that the player got. */
  corruptSegments: number;
  leftAt: number | undefined;
  readonly connections: ConnectionCounts & { closed: number };
}

export function emptyRecord(
  name: string,
  kind: Member["kind"] = "usual",
  uplink = Infinity,
): ViewerRecord {
  return {
    ...{ name, kind, uplink },
    startedAt: 0,
    startUp: undefined,
    stalls: [],
    skips: 0,
    playedSegments: 0,
    playedBytes: 0,
    httpBytes: 0,
    p2pBytes: 0,
    uploadedBytes: 0,
    controlBytes: 0,
    errors: 0,
    corruptSegments: 0,
    leftAt: undefined,
    connections: { announces: 0, answers: 0, connected: 0, failed: 0, dropped: 0, closed: 0 },
  };
}

/** One master swarm in the database: how much of it there is, and its marks. Pure. */

export interface StreamRow {
  readonly masterSwarmId: string;
  /** Segments and assets. */
  bytes: number;
  segments: number;
  /** Neither evicted nor aged. */
  isPinned: boolean;
  /** Its window was seen moving. */
  isLive: boolean;
}

export function emptyRow(masterSwarmId: string): StreamRow {
  return { masterSwarmId, bytes: 0, segments: 0, isPinned: false, isLive: false };
}

/** Undefined for what is not a row. If a row's counters are invalid, they are read as 0. Listing the stream recounts it. */
export function parseRow(value: unknown): StreamRow | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { masterSwarmId, bytes, segments, isPinned, isLive } = value as Record<string, unknown>;
  if (typeof masterSwarmId !== "string") return undefined;
  return {
    masterSwarmId,
    ...(isCount(bytes) && isCount(segments) ? { bytes, segments } : { bytes: 0, segments: 0 }),
    isPinned: isPinned === true,
    isLive: isLive === true,
  };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

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

/** Undefined for what is no row. A number that is none is 0: sizes mend themselves as records go. */
export function parseRow(value: unknown): StreamRow | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { masterSwarmId, bytes, segments, isPinned, isLive } = value as Record<string, unknown>;
  if (typeof masterSwarmId !== "string") return undefined;
  return {
    masterSwarmId,
    bytes: count(bytes),
    segments: count(segments),
    isPinned: isPinned === true,
    isLive: isLive === true,
  };
}

function count(value: unknown): number {
  return typeof value === "number" && value >= 0 ? value : 0;
}

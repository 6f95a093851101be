/**
 * The memory store that takes over when the one that was given fails. Either thread.
 * Bounded like it: count, expiration and bytes; what the queue locks stays.
 */
import type { EngineSettings, Limits, LoadedSegment, SegmentStore } from "@swarmlane/contract";

interface Held {
  readonly segment: LoadedSegment;
  /** Last time the player read it, ms. */
  readAt: number;
}

export function createFallbackStore(
  settings: Readonly<EngineSettings>,
  limits: Limits,
  now: () => number,
): SegmentStore {
  const held = new Map<string, Held>();

  function isExpired(entry: Held): boolean {
    return now() - entry.readAt > settings.cachedSegmentExpiration;
  }

  return {
    store(segment) {
      held.set(segment.info.id, { segment, readAt: now() });
      return Promise.resolve();
    },
    list(masterSwarmId) {
      const infos = [...held.values()].map(({ segment }) => segment.info);
      return Promise.resolve(infos.filter((info) => info.masterSwarmId === masterSwarmId));
    },
    read(id, _masterSwarmId, reader) {
      const entry = held.get(id);
      if (entry !== undefined && reader === "player") entry.readAt = now();
      return Promise.resolve(entry?.segment);
    },
    clean(_masterSwarmId, isLocked) {
      const leastRecent = [...held.entries()].sort(([, a], [, b]) => a.readAt - b.readAt);
      let count = held.size;
      let bytes = leastRecent.reduce((sum, [, { segment }]) => sum + segment.data.byteLength, 0);
      for (const [id, entry] of leastRecent) {
        const isOver = count > settings.cachedSegmentsCount || bytes > limits.cacheBytes;
        if (isLocked(id) || !(isOver || isExpired(entry))) continue;
        held.delete(id);
        count -= 1;
        bytes -= entry.segment.data.byteLength;
      }
      return Promise.resolve(count < leastRecent.length);
    },
    destroy() {
      held.clear();
      return Promise.resolve();
    },
  };
}

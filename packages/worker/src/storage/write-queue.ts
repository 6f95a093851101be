/**
 * The segments that wait to be written, oldest first, with a limit in bytes. Either thread. They are shared with the memory in
 * front, and can be read here until they are on the disk.
 */
import type { LoadedSegment, SegmentInfo } from "@swarmlane/contract";

export interface WriteQueue {
  /** Bytes. */
  readonly size: number;
  /** If the limit is exceeded, the oldest segments are removed without being written. A segment that exceeds it alone is refused. */
  push(segment: LoadedSegment): void;
  /** Returns the oldest segments, up to this number of bytes and at least one. They stay in the queue until `done`. */
  peek(bytes: number): readonly LoadedSegment[];
  done(segments: readonly LoadedSegment[]): void;
  find(id: string, masterSwarmId: string): LoadedSegment | undefined;
  list(masterSwarmId: string): readonly SegmentInfo[];
  clear(): void;
}

export function createWriteQueue(bound: number): WriteQueue {
  const waiting = new Map<string, LoadedSegment>();
  let size = 0;

  function remove(name: string): void {
    size -= waiting.get(name)?.data.byteLength ?? 0;
    waiting.delete(name);
  }

  return {
    get size() {
      return size;
    },
    push(segment) {
      const { id, masterSwarmId } = segment.info;
      const name = nameOf(id, masterSwarmId);
      remove(name);
      waiting.set(name, segment);
      size += segment.data.byteLength;
      for (const oldest of waiting.keys()) {
        if (size > bound) remove(oldest);
      }
    },
    peek(bytes) {
      const batch: LoadedSegment[] = [];
      let sum = 0;
      for (const segment of waiting.values()) {
        sum += segment.data.byteLength;
        if (sum > bytes && batch.length > 0) break;
        batch.push(segment);
      }
      return batch;
    },
    done(segments) {
      for (const segment of segments) {
        const name = nameOf(segment.info.id, segment.info.masterSwarmId);
        // A newer one may have come meanwhile.
        if (waiting.get(name) === segment) remove(name);
      }
    },
    find: (id, masterSwarmId) => waiting.get(nameOf(id, masterSwarmId)),
    list(masterSwarmId) {
      const infos = Array.from(waiting.values(), ({ info }) => info);
      return infos.filter((info) => info.masterSwarmId === masterSwarmId);
    },
    clear() {
      waiting.clear();
      size = 0;
    },
  };
}

function nameOf(id: string, masterSwarmId: string): string {
  return JSON.stringify([masterSwarmId, id]);
}

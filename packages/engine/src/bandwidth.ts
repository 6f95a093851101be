/**
 * Estimates bandwidth, in bytes per millisecond: the highest one-second byte sum of the last 60 s. Either thread.
 * Bounded: one bucket for each 100 ms of the last minute, however many samples arrive.
 */

export interface Bandwidth {
  /** `now` in ms, never falling. */
  add(bytes: number, now: number): void;
  /** Bytes per millisecond. */
  estimate(now: number): number;
}

const bucketMs = 100;
const secondMs = 1000;
const memoryMs = 60_000;
const bucketsPerSecond = secondMs / bucketMs;
const bucketCount = memoryMs / bucketMs;

export function createBandwidth(): Bandwidth {
  const sums = new Float64Array(bucketCount);
  /** Which bucket of all time a slot holds; a slot with an older one counts as empty. */
  const holds = new Float64Array(bucketCount).fill(-1);

  function bytesIn(bucket: number): number {
    const slot = bucket % bucketCount;
    return holds[slot] === bucket ? (sums[slot] ?? 0) : 0;
  }

  return {
    add(bytes, now) {
      const bucket = Math.floor(now / bucketMs);
      const slot = bucket % bucketCount;
      sums[slot] = bytesIn(bucket) + bytes;
      holds[slot] = bucket;
    },
    estimate(now) {
      const newest = Math.floor(now / bucketMs);
      const oldest = Math.max(0, newest - bucketCount + 1);
      let second = 0;
      let highest = 0;
      for (let bucket = oldest; bucket <= newest; bucket += 1) {
        second += bytesIn(bucket);
        if (bucket - bucketsPerSecond >= oldest) second -= bytesIn(bucket - bucketsPerSecond);
        highest = Math.max(highest, second);
      }
      return highest / secondMs;
    },
  };
}

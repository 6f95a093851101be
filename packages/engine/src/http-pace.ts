/**
 * How long a segment takes over HTTP, as far as it was measured: smoothed mean and deviation, as TCP keeps them for its
 * round trips (RFC 6298). Either thread.
 */

export interface HttpPace {
  /** A segment of so many bytes came from the origin, and that took so many ms. */
  note(ms: number, bytes: number): void;
  /** Bytes of the last segment; undefined before the first. */
  readonly segmentBytes: number | undefined;
  /** ms that few segments exceed. */
  readonly expected: number;
}

/** ms, while nothing was measured. The segment that the player waits for is on its way by then, and will tell. */
const unmeasured = 500;

export function createHttpPace(): HttpPace {
  let mean: number | undefined;
  let deviation = 0;
  let segmentBytes: number | undefined;
  return {
    get segmentBytes() {
      return segmentBytes;
    },
    note(ms, bytes) {
      segmentBytes = bytes;
      if (mean === undefined) {
        mean = ms;
        deviation = ms / 2;
        return;
      }
      deviation += (Math.abs(ms - mean) - deviation) / 4;
      mean += (ms - mean) / 8;
    },
    get expected() {
      return mean === undefined ? unmeasured : mean + 4 * deviation;
    },
  };
}

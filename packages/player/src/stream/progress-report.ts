/**
 * What a player that samples the progress of its requests (Shaka, dash.js) is told of a segment while it arrives, so that
 * its estimate of the bandwidth is that of the network. Pure.
 *
 * The player takes a sample at each call of `progressUpdated`. Only bytes that come over HTTP are timed, and other downloads
 * that share the link are taken into account, so a drop is noticed while a segment is under way. All other bytes are
 * reported with the times of the delivery: a cache is not infinitely fast, and a slow peer is not a slow network.
 */
import type { Delivery } from "./delivery.ts";
import type { PlayerStatistics } from "./player-stream.ts";

/** `bytes` that took `ms`, since the last call, and how many are still to come. */
export type ProgressUpdated = (ms: number, bytes: number, remaining: number) => unknown;

export interface ProgressReportOptions {
  readonly progressUpdated: ProgressUpdated;
  readonly statistics: () => Pick<PlayerStatistics, "httpBytes" | "p2pBytes" | "bandwidth">;
  /** Bytes, by the manifest. Undefined if unknown. */
  readonly expectedSize: number | undefined;
  /** ms. */
  readonly now: () => number;
}

export interface ProgressReport {
  /** A source was asked. What came before was waiting for peers. */
  started(): void;
  /** `loaded` bytes of the segment so far. It starts at zero again when another source is asked. */
  arrived(loaded: number, method: "http" | "p2p"): void;
  /** Returns whether the player took a sample. If not, nothing is known about the network. */
  finished(delivery: Pick<Delivery, "data" | "timing">): boolean;
}

/** ms between two reports, and the bytes that make one worthwhile: as in Shaka's own plugin for HTTP. */
const interval = 100;
const fewestBytes = 16_000;

export function createProgressReport(options: ProgressReportOptions): ProgressReport {
  const { progressUpdated, statistics, expectedSize, now } = options;
  let loadedBefore = 0;
  let sampled = 0;
  /** When the bytes that are counted now began to arrive. */
  let since = now();
  let ofThis = 0;
  let ofAllBefore = 0;

  function ofAll(): number {
    const { httpBytes, p2pBytes } = statistics();
    return httpBytes + p2pBytes;
  }

  /** At least 1: zero would mean that the download is over. */
  function remaining(): number {
    return Math.max(1, (expectedSize ?? 0) - loadedBefore);
  }

  function measureFromNow(): void {
    since = now();
    ofThis = 0;
    ofAllBefore = ofAll();
  }

  measureFromNow();

  return {
    started: measureFromNow,
    arrived(loaded, method) {
      const bytes = loaded >= loadedBefore ? loaded - loadedBefore : loaded;
      loadedBefore = loaded;
      if (method === "http") ofThis += bytes;
      const ms = now() - since;
      if (ms < interval) return;
      if (method === "p2p") {
        // A sign of life, for the player's timeouts. It is no sample.
        progressUpdated(0, 0, remaining());
      } else {
        if (ofThis < fewestBytes) return;
        sampled += ofThis;
        const share = ofThis / Math.max(ofThis, ofAll() - ofAllBefore);
        progressUpdated(ms * share, ofThis, remaining());
      }
      measureFromNow();
    },
    finished({ data, timing }) {
      const size = data.byteLength;
      const rest = Math.max(0, size - sampled);
      const isMeasured = statistics().bandwidth !== undefined;
      const ms = size === 0 ? 0 : ((timing.end - timing.start) * rest) / size;
      if (isMeasured) progressUpdated(ms, rest, 0);
      return isMeasured || sampled > 0;
    },
  };
}

/**
 * Measures the speed of the network, by which players choose the quality. It measures downloads from the origin: a peer may be
 * faster than the origin, which has to replace it if it leaves, and a slow peer says nothing about the viewer's link. Transfers
 * from peers only count if nothing was loaded over HTTP for a while. Pure, apart from the clock.
 */

export interface Download {
  readonly method: "http" | "p2p";
  readonly bytes: number;
  /** ms that its source took. */
  readonly took: number;
  /** ms of these until the first byte, if known. */
  readonly firstByte: number | undefined;
}

export interface NetworkMeter {
  /** Bytes that just arrived, of any segment. */
  arrived(bytes: number): void;
  /** A whole segment just arrived. Returns the speed of the network during its download, in bits per second. */
  loaded(download: Download): number;
  /** Bits per second while the last segment came over HTTP. */
  readonly last: number | undefined;
  /** Bits per second; undefined before the first segment. */
  readonly estimate: number | undefined;
  /** ms from a request to the first byte, as it was over HTTP lately. */
  readonly firstByte: number;
}

interface Sample {
  readonly at: number;
  readonly bitsPerSecond: number;
}

/** ms for which samples count. */
const memory = 60_000;
const fewSamples = 2;
const manySamples = 8;
/** For shorter times (ms), the clock and the batching of messages have more influence than the network. */
const shortest = 5;
/** ms. The duration of a request to a nearby server. */
const usualFirstByte = 30;

export function createNetworkMeter(now: () => number): NetworkMeter {
  let arrivals: { at: number; bytes: number }[] = [];
  const samples: Record<"http" | "p2p", Sample[]> = { http: [], p2p: [] };
  let firstByte = usualFirstByte;

  /** What all downloads together brought within the last `ms`. */
  function arrivedWithin(ms: number): number {
    const since = now() - ms;
    return arrivals.reduce((sum, { at, bytes }) => (at >= since ? sum + bytes : sum), 0);
  }

  function speedOf({ bytes, took, firstByte }: Download): number {
    const transfer = took - (firstByte ?? 0);
    const ms = Math.max(1, transfer >= shortest ? transfer : took);
    // Several downloads share the link: alone, this one would have had what all of them had.
    return (Math.max(bytes, arrivedWithin(ms)) * 8000) / ms;
  }

  /** The lower one of a short and a long average, so that it follows a drop faster than a rise. */
  function average(list: readonly Sample[]): number | undefined {
    const fresh = list.filter(({ at }) => now() - at <= memory);
    if (fresh.length === 0) return undefined;
    const mean = (count: number): number => {
      const last = fresh.slice(-count);
      return last.reduce((sum, { bitsPerSecond }) => sum + bitsPerSecond, 0) / last.length;
    };
    return Math.min(mean(fewSamples), mean(manySamples));
  }

  return {
    arrived(bytes) {
      const since = now() - memory;
      if ((arrivals[0]?.at ?? since) < since) arrivals = arrivals.filter(({ at }) => at >= since);
      arrivals.push({ at: now(), bytes });
    },
    loaded(download) {
      const bitsPerSecond = speedOf(download);
      const list = samples[download.method];
      list.push({ at: now(), bitsPerSecond });
      if (list.length > manySamples) list.shift();
      if (download.firstByte !== undefined) firstByte = download.firstByte;
      return bitsPerSecond;
    },
    get last() {
      return samples.http.at(-1)?.bitsPerSecond;
    },
    get estimate() {
      return average(samples.http) ?? average(samples.p2p);
    },
    get firstByte() {
      return firstByte;
    },
  };
}

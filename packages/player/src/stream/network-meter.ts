/**
 * Measures the speed of the network, by which players choose the quality. It measures downloads from the origin: a peer may be
 * faster than the origin, which has to replace it if it leaves, and a slow peer says nothing about the viewer's link. Transfers
 * from peers only count if nothing was loaded over HTTP for a while. Pure, apart from the clock.
 */

export interface Bytes {
  /** The id of the segment. */
  readonly id: string | undefined;
  readonly method: "http" | "p2p";
  readonly bytes: number;
}

export interface Download extends Bytes {
  /** ms that its source took. */
  readonly took: number;
  /** ms of these until the first byte, if known. */
  readonly firstByte: number | undefined;
}

export interface NetworkMeter {
  /** A source was asked for the segment. */
  started(id: string): void;
  /** Bytes that arrived since the last call for the same segment, or since it was started. */
  arrived(bytes: Bytes): void;
  /** A whole segment just arrived. Returns the speed of the network during its download, in bits per second. */
  loaded(download: Download): number;
  /** Bits per second while the last segment came over HTTP. */
  readonly last: number | undefined;
  /** Bits per second; undefined before the first segment. */
  readonly estimate: number | undefined;
  /** ms from a request to the first byte, as it was over HTTP lately. */
  readonly firstByte: number;
}

interface Arrival extends Bytes {
  /** The bytes came evenly between these two times, in ms. */
  readonly from: number;
  readonly at: number;
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
/** ms for which the loader collects bytes before it reports them: the default of its limit `byteCountInterval`. */
const collecting = 200;
/** While only peers deliver, the estimate may rise to this multiple of the speed that was last measured over HTTP. */
const mostRise = 2;

export function createNetworkMeter(now: () => number): NetworkMeter {
  let arrivals: Arrival[] = [];
  /** By segment: up to when its bytes have been reported. */
  const reported = new Map<string | undefined, number>();
  const samples: Record<"http" | "p2p", Sample[]> = { http: [], p2p: [] };
  let firstByte = usualFirstByte;

  /** Bytes of other downloads within the last `ms`. */
  function othersWithin(ms: number, own: string | undefined, method: "http" | "p2p"): number {
    const since = now() - ms;
    return arrivals.reduce((sum, arrival) => {
      const { from, at, bytes } = arrival;
      if (at < since || arrival.id === own || arrival.method !== method) return sum;
      return sum + (from >= since ? bytes : (bytes * (at - since)) / (at - from));
    }, 0);
  }

  function speedOf({ id, method, bytes, took, firstByte }: Download): number {
    const transfer = took - (firstByte ?? 0);
    const ms = Math.max(1, transfer >= shortest ? transfer : took);
    const toSpeed = (count: number): number => (count * 8000) / ms;
    // Several downloads share the link: alone, this one would have had what all of them had.
    const fromOrigin = bytes + othersWithin(ms, id, "http");
    const fromPeers = othersWithin(ms, id, "p2p");
    if (method === "p2p") return toSpeed(fromOrigin + fromPeers);
    // Peers may be in the same house or behind the same link. So the speed is between the two, if not where it was before.
    const known = average(samples.http) ?? 0;
    return Math.min(Math.max(known, toSpeed(fromOrigin)), toSpeed(fromOrigin + fromPeers));
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
    started(id) {
      reported.set(id, now());
    },
    arrived(bytes) {
      const at = now();
      const since = at - memory;
      if ((arrivals[0]?.at ?? since) < since) {
        arrivals = arrivals.filter((arrival) => arrival.at >= since);
        for (const [id, time] of reported) if (time < since) reported.delete(id);
      }
      const from = Math.max(reported.get(bytes.id) ?? 0, at - collecting);
      reported.set(bytes.id, at);
      arrivals.push({ ...bytes, from, at });
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
      const peers = average(samples.p2p);
      const { last } = this;
      if (peers === undefined || last === undefined) return average(samples.http) ?? last ?? peers;
      return average(samples.http) ?? Math.min(peers, mostRise * last);
    },
    get firstByte() {
      return firstByte;
    },
  };
}

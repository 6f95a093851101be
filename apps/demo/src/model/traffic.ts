/** Counts bytes over HTTP, from peers and to peers: totals, per peer, and per second of the last two minutes. Pure. */
import type { DownloadMethod } from "@swarmlane/contract";

/** Length of the history, in seconds. */
export const historySeconds = 120;

export interface PeerTraffic {
  readonly id: string;
  readonly address: string;
  downloaded: number;
  uploaded: number;
}

/** Bytes of one second. */
export interface Second {
  http: number;
  p2p: number;
}

export interface TrafficTotals {
  readonly http: number;
  readonly p2p: number;
  readonly uploaded: number;
  /** The share of the download that the origin did not have to send, 0…1. */
  readonly saved: number;
  /** Bytes sent to peers per byte received from peers. 0 before the first byte. */
  readonly shareRatio: number;
}

export interface Traffic {
  download(method: DownloadMethod, bytes: number, peerId?: string): void;
  upload(bytes: number, peerId: string): void;
  connect(id: string, address: string): void;
  disconnect(id: string): void;
  /** Ends the seconds that have passed; call it about once a second. `now` in ms, monotonic. */
  tick(now: number): void;
  totals(): TrafficTotals;
  /** Connected now, in the order in which they came. */
  peers(): readonly PeerTraffic[];
  /** Oldest first, `historySeconds` long: seconds before the start are empty. */
  history(): readonly Readonly<Second>[];
}

export function createTraffic(start: number): Traffic {
  const peers = new Map<string, PeerTraffic>();
  const seconds: Second[] = Array.from({ length: historySeconds }, () => ({ http: 0, p2p: 0 }));
  const sum = { http: 0, p2p: 0, uploaded: 0 };
  let running: Second = { http: 0, p2p: 0 };
  let ended = start;

  return {
    download: (method, bytes, peerId) => {
      sum[method] += bytes;
      running[method] += bytes;
      const peer = peerId === undefined ? undefined : peers.get(peerId);
      if (peer !== undefined) peer.downloaded += bytes;
    },
    upload: (bytes, peerId) => {
      sum.uploaded += bytes;
      const peer = peers.get(peerId);
      if (peer !== undefined) peer.uploaded += bytes;
    },
    connect: (id, address) => peers.set(id, { id, address, downloaded: 0, uploaded: 0 }),
    disconnect: (id) => peers.delete(id),
    tick: (now) => {
      // Timers of a hidden tab are late, so the missed seconds are added.
      const missed = Math.min(Math.floor((now - ended) / 1000), historySeconds);
      for (let count = 0; count < missed; count++) {
        seconds.push(running);
        seconds.shift();
        running = { http: 0, p2p: 0 };
      }
      if (missed > 0) ended = missed === historySeconds ? now : ended + missed * 1000;
    },
    totals: () => ({
      ...sum,
      saved: sum.p2p === 0 ? 0 : sum.p2p / (sum.http + sum.p2p),
      shareRatio: sum.p2p === 0 ? 0 : sum.uploaded / sum.p2p,
    }),
    peers: () => [...peers.values()],
    history: () => seconds,
  };
}

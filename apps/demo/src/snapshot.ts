/** The page's figures as data, for tests and scripts: `window.viewer.snapshot()`. */
import type { Playback } from "./model/playback.ts";
import type { Traffic } from "./model/traffic.ts";

export interface ViewerSnapshot extends Pick<Playback, "state" | "position" | "buffer" | "stalls"> {
  readonly http: number;
  readonly p2p: number;
  readonly uploaded: number;
  readonly peers: number;
  readonly warnings: number;
}

export interface Viewer {
  snapshot(): ViewerSnapshot;
}

export function takeSnapshot(
  { state, position, buffer, stalls }: Playback,
  traffic: Traffic,
  warnings: number,
): ViewerSnapshot {
  const { http, p2p, uploaded } = traffic.totals();
  const peers = traffic.peers().length;
  return { state, position, buffer, stalls, http, p2p, uploaded, peers, warnings };
}

declare global {
  interface Window {
    /** Undefined until the player has started. */
    viewer?: Viewer;
  }
}

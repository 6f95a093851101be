/** What every loader's page offers as `window.bench`, so that a workload treats all alike. Plain data in and out. */
import type { SegmentSet } from "../stage/segment-files.ts";

/** `http`: no peers. `seeder`: HTTP, and gives to peers. `downloader`: from peers alone. */
export type Role = "http" | "seeder" | "downloader";

export interface PeerOptions {
  readonly role: Role;
  readonly tracker: string;
  readonly swarm: string;
  readonly segments: SegmentSet;
  /** Downloads at a time, over HTTP or from peers. */
  readonly parallel: number;
  /** For loaders that can be told more: laid over the settings that the page makes of the above. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** ms of the page's clock. */
export interface LoadReport {
  /** From the call to the last segment. */
  readonly total: number;
  /** From the call to the first segment. */
  readonly first: number;
  /** Of all segments, as the caller got them. */
  readonly bytes: number;
}

export interface BenchPage {
  /** Makes the loader. Once. */
  open(options: PeerOptions): void;
  /** Loads the segments from index `from` to `to - 1` and resolves when the caller has got every one of them. */
  load(from: number, to: number): Promise<LoadReport>;
  /** Connected peers by the loader's own events. */
  peerCount(): number;
  destroy(): Promise<void>;
}

declare global {
  interface Window {
    /** Comes with the page's script, or a little later where that loads a module. */
    bench?: BenchPage;
  }
}

/** What every loader's page offers as `window.bench`, so that workloads treat all loaders in the same way. Plain data in and out. */
import type { SegmentSet } from "../stage/segment-files.ts";

/** `http`: no peers. `seeder`: loads over HTTP and uploads to peers. `downloader`: loads from peers only. */
export type Role = "http" | "seeder" | "downloader";

export interface PeerOptions {
  readonly role: Role;
  readonly tracker: string;
  readonly swarm: string;
  readonly segments: SegmentSet;
  /** Downloads at a time, over HTTP or from peers. */
  readonly parallel: number;
  /** Further settings of the loader. They override those that the page derives from the above. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** ms of the page's clock. */
export interface LoadReport {
  /** From the call to the last segment. */
  readonly total: number;
  /** From the call to the first segment. */
  readonly first: number;
  /** Bytes of all segments that the caller received. */
  readonly bytes: number;
}

export interface BenchPage {
  /** Creates the loader. Call it once. */
  open(options: PeerOptions): void;
  /** Loads the segments from index `from` to `to - 1` and resolves when the caller has received all of them. */
  load(from: number, to: number): Promise<LoadReport>;
  /** Connected peers by the loader's own events. */
  peerCount(): number;
  destroy(): Promise<void>;
}

declare global {
  interface Window {
    /** Set by the page's script, or a little later if the script loads a module. */
    bench?: BenchPage;
  }
}

/** What a viewer's page offers as `window.viewer`, whichever player and loader it has. Plain data in and out. */

export interface ViewerOptions {
  /** Absolute address of the master playlist. */
  readonly stream: string;
  readonly tracker: string;
  /** Viewers of the same name meet. */
  readonly swarm: string;
}

/** A segment as the loader delivered it, a change of its state, or a peer that connected. */
export interface ViewerNote {
  /** ms of the page's clock since `start`. */
  readonly at: number;
  /** File name of the segment, or "". */
  readonly segment: string;
  /** "http" or "p2p" for a delivered one, "→ state", "peer", or "error" for one that the player recovered from. */
  readonly what: string;
  /** A loader's reason in words, or "". */
  readonly reason: string;
}

export interface ViewerReport {
  /** ms from `start` to the first picture that moved; undefined until then. */
  readonly startUp: number | undefined;
  /** s of the stream. */
  readonly position: number;
  readonly ended: boolean;
  /** ms of each, the one that lasts included. */
  readonly stalls: readonly number[];
  /** Of the segments that playback has reached. */
  readonly playedBytes: number;
  /** By the loader's events. */
  readonly bytes: Readonly<Record<"http" | "p2p", number>>;
  /** In the order of time. */
  readonly notes: readonly ViewerNote[];
  /** What the player could not survive. */
  readonly errors: readonly string[];
}

export interface ViewerPage {
  /** Once: makes loader and player, and plays. */
  start(options: ViewerOptions): void;
  report(): ViewerReport;
}

declare global {
  interface Window {
    viewer?: ViewerPage;
  }
}

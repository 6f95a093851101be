/** What a viewer's page offers as `window.viewer`, whichever player and loader it has. Plain data in and out. */

export interface ViewerOptions {
  /** Absolute address of the master playlist. */
  readonly stream: string;
  readonly tracker: string;
  /** Viewers with the same name share segments. */
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
  /** ms from `start` to the first moving picture; undefined until then. */
  readonly startUp: number | undefined;
  /** s of the stream. */
  readonly position: number;
  readonly ended: boolean;
  /** ms of each, including one that is not over. */
  readonly stalls: readonly number[];
  /** File names of the segments that playback has reached. */
  readonly played: readonly string[];
  /** According to the loader's events. */
  readonly bytes: Readonly<Record<"http" | "p2p", number>>;
  /** In chronological order. */
  readonly notes: readonly ViewerNote[];
  /** Errors that the player could not recover from. */
  readonly errors: readonly string[];
}

export interface ViewerPage {
  /** Creates loader and player, and plays. Call it once. */
  start(options: ViewerOptions): void;
  report(): ViewerReport;
}

declare global {
  interface Window {
    viewer?: ViewerPage;
  }
}

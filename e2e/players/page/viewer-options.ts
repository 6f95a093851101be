/** What a page with one of today's players is told, as JSON in its address (`?options=`). */

export interface PlayerViewerOptions {
  /** Absolute address of the manifest. */
  readonly stream: string;
  /** The engine's options by the names of 2.x; absent: the player alone. */
  readonly core?: Readonly<Record<string, unknown>>;
  /** The player's own options. */
  readonly player?: Readonly<Record<string, unknown>>;
  /** Plays the first quality, and the second from this second of the stream on. Absent: the first. */
  readonly switchQualityAt?: number;
  /** Playback rate. Default: 1. */
  readonly speed?: number;
  /** Where the engine's code comes from. */
  readonly build: "module" | "script";
}

/** What a viewer page is told, as JSON in its address (`?options=`). Both sides of a journey import it. */

export interface ViewerOptions {
  /** Absolute address of the manifest. */
  readonly stream: string;
  /** Settings of the loader; trackers and ICE servers among them. */
  readonly loader: Readonly<Record<string, unknown>>;
  /** Settings of the adapter's segment manager: `swarmId`, say. */
  readonly segments?: Readonly<Record<string, unknown>>;
  /** Playback rate. 1 is normal speed. */
  readonly speed: number;
  /** hls.js only: plays the first quality, and the second from this second of the stream on. Absent: the first. */
  readonly switchQualityAt?: number;
  /** hls.js only: whether it demuxes in a worker of its own, as it does by default. */
  readonly playerWorker?: boolean;
  /** The built-in storage for segments, and for the engine's assets, in the database of this name. */
  readonly storage?: { readonly name: string };
  /** Keeps the page's thread busy: so many ms of every so many. */
  readonly block?: { readonly busy: number; readonly every: number };
  /** With a validator, which turns the next segment down when `window.rejection` says with which words. */
  readonly validated?: boolean;
}

/** The part of dash.js 5 that this package uses, as structural types, because the site passes the player. */

/** A `FragmentRequest` of dash.js. */
export interface DashRequest {
  /** `MPD`, `MediaSegment`, `IndexSegment`, … */
  readonly type: string | null;
  readonly mediaType?: string | null;
  /** Seconds, on the timeline of the media element. */
  readonly startTime?: number;
  /** Written by dash.js when a request ends. */
  startDate: Date | null;
  firstByteDate: Date | null;
}

export interface ProgressLike {
  readonly loaded: number;
  readonly total: number;
  readonly lengthComputable: boolean;
  /** ms since the event before. */
  readonly time?: number;
  /** The entry is not a sample of the throughput. */
  readonly noTrace?: boolean;
}

export interface CommonMediaRequest {
  readonly url: string;
  readonly method: string;
  readonly headers?: { readonly [name: string]: string } | null;
  readonly credentials?: string | null;
  /** ms; 0 is none. */
  readonly timeout: number;
  readonly customData: {
    readonly request: DashRequest;
    onloadend?: (() => void) | undefined;
    onprogress?: ((event: ProgressLike) => void) | undefined;
    onabort?: (() => void) | undefined;
    ontimeout?: ((event: ProgressLike) => void) | undefined;
    abort?: (() => void) | undefined;
  };
}

/** Filled in by the loader before it calls `onloadend`. */
export interface CommonMediaResponse {
  url?: string;
  status?: number;
  statusText?: string;
  headers?: Record<string, string>;
  data?: unknown;
}

export interface XhrLoader {
  readonly load: (request: CommonMediaRequest, response: CommonMediaResponse) => boolean;
  readonly abort: () => void;
  readonly reset: () => void;
  readonly resetInitialSettings: () => void;
}

/** dash.js calls it with the loader that it extends as `this.parent`. */
export type XhrLoaderExtension = (this: { readonly parent: XhrLoader }) => XhrLoader;

export interface DashSettings {
  readonly streaming?: {
    readonly delay?: {
      readonly liveDelay?: number;
      readonly liveDelayFragmentCount?: number | null;
    };
    readonly buffer?: Readonly<Partial<Record<BufferSetting, number>>>;
  };
}

export type BufferSetting =
  "bufferTimeDefault" | "bufferTimeAtTopQuality" | "bufferTimeAtTopQualityLongForm";

/** `dashjs.MediaPlayerClass`. */
export interface DashPlayer {
  extend(name: string, extension: object, override: boolean): void;
  on(type: "streamTeardownComplete", listener: () => void): void;
  off(type: "streamTeardownComplete", listener: () => void): void;
  /** Throws while there is none. */
  getVideoElement(): HTMLMediaElement;
  getSettings(): DashSettings;
  updateSettings(settings: object): void;
  isReady(): boolean;
}

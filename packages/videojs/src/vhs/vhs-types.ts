/** As much of video.js 8 and of its streaming engine (VHS 3) as is used here. Neither has types for all of this. */

/** A player of video.js 8. */
export interface VideoJsPlayer {
  on(type: string, listener: (event: never) => void): unknown;
  off(type: string, listener: (event: never) => void): unknown;
  /** Any argument: the caller knows that the tech is no public thing. */
  tech(safety?: unknown): unknown;
  currentTime(seconds?: number): number | undefined;
  playbackRate(): number | undefined;
  buffered(): { readonly length: number };
  seekable(): { readonly length: number; end(index: number): number };
  isDisposed(): boolean;
}

/** The library. */
export interface VideoJs {
  registerPlugin(name: string, plugin: (this: VideoJsPlayer, options?: never) => unknown): unknown;
}

/** What VHS asks for. A hook gets it, and returns it or another one. */
export interface VhsRequest {
  readonly uri: string;
  /** Since VHS 3.12. Missing where VHS looks at the beginning of a file to learn its container. */
  readonly requestType?: string | undefined;
  readonly responseType?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** ms; 0 for none. */
  readonly timeout?: number | undefined;
  readonly method?: string | undefined;
  readonly withCredentials?: boolean | undefined;
  readonly beforeSend?: ((xhr: XMLHttpRequest) => void) | undefined;
  /** What is used in place of a new one. */
  readonly xhr?: unknown;
}

/** Returns the request or another one. Nothing, if it changed the request in place. */
export type RequestHook = (request: VhsRequest) => VhsRequest | undefined;

export interface VhsXhr {
  onRequest(hook: RequestHook): void;
  offRequest(hook: RequestHook): void;
  /** The hooks of this player. While there is one, those of the library are not called. */
  readonly _requestCallbackSet?: ReadonlySet<RequestHook> | undefined;
}

export interface VhsSegmentLoader {
  /** Seconds of buffer that it fills. */
  goalBufferLength_: () => number;
}

/** One source in one player. */
export interface Vhs {
  readonly xhr: VhsXhr;
  readonly playlists?:
    | {
        readonly main?: { suggestedPresentationDelay?: number | undefined } | undefined;
        media(): { readonly start?: unknown } | undefined;
      }
    | undefined;
  readonly playlistController_?:
    | {
        readonly mainSegmentLoader_?: VhsSegmentLoader;
        readonly audioSegmentLoader_?: VhsSegmentLoader;
        /** Reckons anew what is seekable. */
        onSyncInfoUpdate_?(): void;
      }
    | undefined;
}

/** An event `segmentloadstart`: VHS is about to send a request for this segment. */
export interface SegmentLoadStart {
  readonly metadata?: {
    readonly segmentInfo?: { readonly uri?: string; readonly start?: number | null } | undefined;
  };
}

/** What plays the current source, if that is VHS. */
export function vhsOf(player: VideoJsPlayer): Vhs | undefined {
  const tech = player.tech(true) as { readonly vhs?: Vhs } | null | undefined;
  return tech?.vhs;
}

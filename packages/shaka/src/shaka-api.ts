/**
 * The part of Shaka Player's API that this package uses, as structural types, because the site passes the library. All versions
 * from 4.7 on have it.
 */

import type { ProgressUpdated } from "@swarmlane/player";

export type Headers = { [name: string]: string };

export interface ShakaRequest {
  readonly uris: string[];
  readonly method: string;
  readonly headers: Headers;
  readonly allowCrossSiteCredentials?: boolean;
  readonly retryParameters: { readonly timeout: number };
  /** Set for chunks of low-latency streams, which are appended while they arrive. */
  readonly streamDataCallback?: unknown;
}

export interface ShakaResponse {
  uri: string;
  originalUri: string;
  data: ArrayBuffer | ArrayBufferView;
  headers: Headers;
  originalRequest: ShakaRequest;
  status?: number;
  /** Shaka takes no bandwidth sample. */
  fromCache?: boolean;
  /** ms. */
  timeMs?: number;
}

export interface RequestContext {
  readonly type?: number;
  readonly segment?: { getStartTime(): number } | null;
  /** Shaka 4.9 and later. */
  readonly isPreload?: boolean;
}

export interface Operation<T> {
  readonly promise: Promise<T>;
  abort(): Promise<unknown>;
  finally(onFinal: (isOk: boolean) => unknown): Operation<T>;
}

/** Versions before 4.16 pass no `config`. */
export type SchemePlugin = (
  uri: string,
  request: ShakaRequest,
  requestType: number,
  progressUpdated: ProgressUpdated,
  headersReceived: (headers: Headers) => unknown,
  config: { minBytesForProgressEvents?: number },
) => Operation<ShakaResponse>;

export type RequestFilter = (
  requestType: number,
  request: ShakaRequest,
  context?: RequestContext,
) => unknown;

/** Shaka's own plugin. */
export interface HttpPlugin {
  parse(...args: Parameters<SchemePlugin>): Operation<ShakaResponse>;
}

/** `typeof shaka`. */
export interface ShakaLibrary {
  readonly net: {
    readonly NetworkingEngine: {
      registerScheme(
        scheme: string,
        plugin: SchemePlugin,
        priority?: number,
        progressSupport?: boolean,
      ): void;
      unregisterScheme(scheme: string): void;
      readonly RequestType: { readonly MANIFEST: number; readonly SEGMENT: number };
      readonly AdvancedRequestType: {
        readonly INIT_SEGMENT: number;
        readonly MASTER_PLAYLIST: number;
        readonly MEDIA_PLAYLIST: number;
        readonly MPD: number;
        /** Shaka 4.8 and later. */
        readonly MPD_PATCH?: number;
      };
      readonly PluginPriority: { readonly PREFERRED: number; readonly APPLICATION: number };
    };
    readonly HttpFetchPlugin: HttpPlugin & { isSupported(): boolean };
    readonly HttpXHRPlugin: HttpPlugin;
  };
  readonly util: {
    readonly AbortableOperation: new <T>(
      promise: Promise<T>,
      onAbort: () => Promise<void>,
    ) => Operation<T>;
    readonly Error: {
      new (severity: number, category: number, code: number, ...data: unknown[]): object;
      readonly Severity: { readonly RECOVERABLE: number; readonly CRITICAL: number };
      readonly Category: { readonly NETWORK: number };
      readonly Code: {
        readonly BAD_HTTP_STATUS: number;
        readonly HTTP_ERROR: number;
        readonly TIMEOUT: number;
        readonly OPERATION_ABORTED: number;
      };
    };
  };
}

export interface PresentationTimeline {
  isLive(): boolean;
  getDelay(): number;
  setDelay(seconds: number): void;
  getSegmentAvailabilityStart(): number;
  getSegmentAvailabilityEnd(): number;
}

export interface ShakaNetworkingEngine {
  registerRequestFilter(filter: RequestFilter): void;
  unregisterRequestFilter(filter: RequestFilter): void;
}

/** `shaka.Player`. */
export interface ShakaPlayer {
  getNetworkingEngine(): ShakaNetworkingEngine | null;
  getMediaElement(): HTMLMediaElement | null;
  getAssetUri(): string | null;
  getManifest(): { readonly presentationTimeline: PresentationTimeline } | null;
  getConfiguration(): ShakaConfiguration;
  configure(name: string, value: unknown): boolean;
  addEventListener(type: string, listener: (event: Event) => void): void;
  removeEventListener(type: string, listener: (event: Event) => void): void;
}

export interface ShakaConfiguration {
  readonly manifest: { readonly defaultPresentationDelay: number };
  readonly streaming: {
    /** Seconds. */
    readonly bufferingGoal: number;
    readonly lowLatencyMode?: boolean;
    /** Before Shaka 5. */
    readonly useNativeHlsOnSafari?: boolean;
  };
}

/** The interface of a loader that this package needs. `HybridLoader` implements it; tests use a fake. */

/** A segment as the loader accepts and returns it. The loader fills in the object that was queued. */
export interface LoaderSegment {
  readonly id: string;
  readonly url: string;
  readonly masterSwarmId: string;
  readonly masterManifestUri: string;
  readonly streamId: string | undefined;
  readonly sequence: string;
  readonly range: string | undefined;
  /** Seconds until the player needs it. */
  readonly priority: number;
  data?: ArrayBuffer;
  /** ms that its source took to deliver it. */
  downloadTime?: number;
  /** ms of these until the first byte, over HTTP. */
  firstByteTime?: number;
  responseUrl?: string;
}

/** Arguments of the events of `HybridLoader`, by their names there. */
export interface StreamLoaderEvents {
  segment_loaded: [segment: LoaderSegment & { data: ArrayBuffer }, peerId?: string];
  segment_error: [segment: LoaderSegment, error: LoaderFailure, peerId?: string];
  segment_abort: [segment: LoaderSegment];
  segment_state_change: [segment: LoaderSegment, state: string, reason: string];
  peer_connect: [peer: { readonly id: string; readonly remoteAddress: string }];
  peer_close: [peerId: string];
  piece_bytes_downloaded: [
    method: "http" | "p2p",
    bytes: number,
    peerId?: string,
    segment?: LoaderSegment,
  ];
  piece_bytes_uploaded: [method: "p2p", bytes: number, peerId: string];
  warning: [error: LoaderFailure];
}

/** `LoaderError`, or the error with which a validator rejected. */
export interface LoaderFailure extends Error {
  readonly code?: string;
  /** HTTP status, with the code `HTTP_STATUS`. */
  readonly status?: number | undefined;
}

/** The live settings that this package reads and writes. Priorities are seconds until the player needs a segment. */
export interface StreamLoaderSettings {
  useP2P: boolean;
  requiredSegmentsPriority: number;
  httpDownloadMaxPriority: number;
  p2pDownloadMaxPriority: number;
  trackerAnnounce: string[];
}

export interface StreamLoader {
  on<E extends keyof StreamLoaderEvents>(
    event: E,
    listener: (...args: StreamLoaderEvents[E]) => void,
  ): unknown;
  off(event: string, listener: (...args: never[]) => void): unknown;
  load(segments: readonly LoaderSegment[], streamSwarmId: string): Promise<void>;
  provide(
    segment: Pick<LoaderSegment, "id" | "range">,
    response: { data: ArrayBuffer; responseUrl: string; downloadTime: number },
  ): void;
  getSegment(id: string): Promise<{ readonly data?: ArrayBuffer } | undefined>;
  getSettings(): StreamLoaderSettings;
  getDetails(): { readonly peerId: string };
  destroy(): Promise<void>;
}

/** The interfaces to the platform that the engine needs. The adapters are in `worker`, the fakes in `testkit`. */
import type { BanRecord } from "./bans.ts";
import type { ConnectionId, PeerId, SegmentKey } from "./ids.ts";
import type { DownloadMethod, LoadedSegment, SegmentInfo, SegmentState } from "./segment.ts";
import type { ErrorInfo } from "./errors.ts";
import type { Limits } from "./limits.ts";
import type { Reason } from "./reasons.ts";

/** Time. Compatible with XState's `clock` option. `now` is monotonic, in ms. */
export interface Clock {
  now(): number;
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(id: unknown): void;
}

/** A number in [0, 1). */
export type Random = () => number;

/** The part of an AbortSignal that ports use (this package compiles without DOM types). */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

export interface HttpRequest {
  readonly segment: SegmentInfo;
  readonly url: string;
  /** The segment's own Range header value. */
  readonly range: string | undefined;
  /** The first bytes, which peers have already delivered. Only the rest is requested. These bytes are not changed. */
  readonly partial: Uint8Array | undefined;
  /**
   * The size in bytes that a peer announced. It helps to detect a truncated body. If the origin's response does not agree
   * with it, the origin is asked once more without it, within the same `get`.
   */
  readonly expectedSize: number | undefined;
}

export interface HttpResponse {
  /** The whole segment, `partial` included. The caller owns it. */
  readonly data: ArrayBuffer;
  readonly responseUrl: string;
}

/** Gets one segment from the origin. Rejects with a `LoaderError` whose code starts with `HTTP_`. */
export interface HttpPort {
  /** `onBytes` is called with each chunk's length; an abort rejects and stops the request. */
  get(
    request: HttpRequest,
    onBytes: (bytes: number) => void,
    signal: AbortSignalLike,
  ): Promise<HttpResponse>;
}

/** Stores segments. A store other than memory may reject or hang, so the engine sets a deadline for each call. */
export interface SegmentStore {
  /** Takes ownership of `segment.data`. */
  store(segment: LoadedSegment): Promise<void>;
  /** Returns the metadata of the stored segments of a master swarm, without reading payloads. */
  list(masterSwarmId: string): Promise<readonly SegmentInfo[]>;
  /** The stored object itself: `data` must not be changed or transferred. A peer's read does not refresh the LRU. */
  read(
    id: string,
    masterSwarmId: string,
    reader: "player" | "peer",
  ): Promise<LoadedSegment | undefined>;
  /**
   * Drops segments that exceed the limits, but never locked ones. Resolves to the ids of that master swarm that the store no
   * longer has, or to "unknown" if it does not know. In that case it has to be listed again.
   */
  clean(
    masterSwarmId: string,
    isLocked: (id: string) => boolean,
  ): Promise<readonly string[] | "unknown">;
  destroy(): Promise<void>;
}

export interface PeerChannelListener {
  /** The listener owns `frame`. */
  onFrame(frame: Uint8Array): void;
  /** `bufferedAmount` fell to `limits.bufferedLow`. */
  onBufferedLow(): void;
  /** Called once, whichever side closed the channel. No other call follows. */
  onClose(): void;
}

/** A data channel that is open or opening, in either thread. */
export interface PeerChannel {
  readonly bufferedAmount: number;
  /**
   * Sends one message. Bytes are copied or handed to the platform before it returns. Returns false when the platform's
   * queue is full: wait for `onBufferedLow` and send again. Throws `P2P_CLOSED`.
   */
  send(frame: Uint8Array): boolean;
  listen(listener: PeerChannelListener): void;
  close(): void;
}

/** The caller's functions, which run on the page. Each call has the deadline `limits.callback`. */
export interface PageCallbacks {
  /** Undefined if the caller set none. Gets a copy of the data. A rejection means that the copy is invalid. */
  readonly validate:
    | ((segment: LoadedSegment, method: DownloadMethod, peerId?: PeerId) => Promise<void>)
    | undefined;
  readonly buildUrl: ((segment: SegmentInfo) => Promise<string>) | undefined;
}

/** A message of the engine to the page. `data` is a private copy that may be transferred. */
export type EngineEvent =
  | { type: "segment/loaded"; key: SegmentKey; segment: LoadedSegment; peerId?: PeerId }
  | { type: "segment/error"; key: SegmentKey; error: ErrorInfo; peerId?: PeerId }
  | { type: "segment/state"; key: SegmentKey; state: SegmentState; reason: Reason }
  /** `key`: the segment that the bytes belong to. */
  | {
      type: "bytes/downloaded";
      method: DownloadMethod;
      bytes: number;
      peerId?: PeerId;
      key?: SegmentKey;
    }
  | { type: "bytes/uploaded"; bytes: number; peerId: PeerId }
  | { type: "peer/connected"; peerId: PeerId; remoteAddress: string }
  | { type: "peer/closed"; peerId: PeerId }
  | { type: "connection/drop"; connectionId: ConnectionId; error: ErrorInfo }
  /** Whether another connection would be useful. False while every slot is taken and none would yield to a new peer. */
  | { type: "connection/room"; hasRoom: boolean }
  /** Kept by the page for the next host. */
  | { type: "peer/banned"; record: BanRecord }
  | { type: "warning"; error: ErrorInfo };

/** A logger for one namespace of `debug`, e.g. `p2pml:hybrid-loader`. Build arguments only when `enabled`. */
export interface Log {
  readonly enabled: boolean;
  (...args: unknown[]): void;
}

export interface EnginePorts {
  readonly http: HttpPort;
  /** The caller's own storage. If it is undefined or fails, the engine keeps segments in memory. */
  readonly store: SegmentStore | undefined;
  readonly callbacks: PageCallbacks;
  readonly clock: Clock;
  readonly random: Random;
  /** SHA-256 as hex. Undefined if the platform does not provide it (insecure pages), in which case pollution cannot be proven. */
  readonly digest: ((bytes: Uint8Array<ArrayBuffer>) => Promise<string>) | undefined;
  readonly limits: Limits;
  /** Calls leave in the order they were made. Never throws. */
  readonly emit: (event: EngineEvent) => void;
  readonly log: (namespace: string) => Log;
}

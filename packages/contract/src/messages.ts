/**
 * The messages between the threads. They use one MessagePort, the lane, which keeps the order in both directions.
 *
 * Comlink also runs over the lane, as messages of type `control` (the page calls the worker) and `callback`
 * (the worker calls the page), so a reply can never overtake an event that was sent before it.
 * A host collects the messages of a task in one array. A Comlink reply always ends its array,
 * so that the page's promise continuations run before the next event.
 */
import type { BanRecord } from "./bans.ts";
import type { ConnectionId, PeerId, SegmentKey } from "./ids.ts";
import type { DownloadMethod, LoadedSegment, ProvidedSegment, SegmentInfo } from "./segment.ts";
import type { InspectMessage } from "./inspection.ts";
import type { QueueChange } from "./queue-change.ts";
import type { EngineEvent } from "./ports.ts";
import type { EngineSettings } from "./settings.ts";
import type { Limits } from "./limits.ts";
import type { StorageDescription, StoredAmount } from "./storage-description.ts";

/** Increased when a change makes a page and a worker of different builds incompatible. */
export const laneVersion = 2;

/** First message to a worker, with the lane's port transferred. */
export interface HostInit {
  readonly type: "p2pml/init";
  readonly version: typeof laneVersion;
}

export interface HostOptions {
  readonly settings: EngineSettings;
  readonly limits: Limits;
  /** Our own. */
  readonly peerId: PeerId;
  /** The page's `document.baseURI`: a Blob worker cannot resolve a relative segment address itself. */
  readonly baseUrl: string;
  /** Which of the caller's callbacks exist; they are called through `PageApi`. */
  readonly callbacks: {
    readonly validate: boolean;
    readonly buildUrl: boolean;
    readonly xhr: boolean;
    readonly storage: boolean;
  };
  /** The built-in storage, if it is used. The caller's own storage is one of the callbacks. */
  readonly storage?: StorageDescription;
  /** The page's `localStorage.debug`; "" when off. */
  readonly debug: string;
  /** Bans that earlier hosts of this page have imposed. */
  readonly bans: readonly BanRecord[];
  /** An `inspect/start` will follow. The host records events for it until then. */
  readonly inspect?: boolean;
}

export interface HostLoad {
  readonly queue: readonly SegmentInfo[];
  readonly streamSwarmId: string;
  /** Trackers are asked for peers of this swarm: some may connect soon. */
  readonly expectsPeers: boolean;
  /** After a host was replaced: the segments that the player already has. They are only downloaded again if `getSegment` asks. */
  readonly delivered: readonly SegmentKey[];
  /** Segments of the queue that the player has loaded itself. Each is told once: its bytes are transferred. */
  readonly provided?: readonly ProvidedSegment[];
}

/** A load on its way to the host. */
export interface LoadCall extends Omit<HostLoad, "queue"> {
  readonly change: QueueChange;
}

/** Returns `unknown base` and does nothing if the host does not know the queue that the change refers to. */
export type LoadAnswer = "loaded" | "unknown base";

/** The calls of the page to the host, through Comlink. Each call has the deadline `limits.rpc`. */
export interface HostApi {
  /** The handshake. It is called once, before anything else. */
  start(options: HostOptions): Promise<void>;
  load(load: LoadCall): Promise<LoadAnswer>;
  configure(settings: Partial<EngineSettings>): Promise<void>;
  /** The reply's `data` is a private copy. */
  getSegment(id: string): Promise<LoadedSegment | undefined>;
  /** Restarts running downloads after the page was frozen or offline. */
  resume(reason: string): Promise<void>;
  ping(): Promise<void>;
  destroy(): Promise<void>;
}

/** The calls of the host to the page, through Comlink, because the caller's functions and objects exist only there. */
export interface PageApi {
  validate(
    segment: LoadedSegment,
    method: DownloadMethod,
    peerId: PeerId | undefined,
  ): Promise<void>;
  buildUrl(segment: SegmentInfo): Promise<string>;
  /** Sends a real XMLHttpRequest, prepared by the caller's `xhrSetup`. Progress is reported as `xhr/progress`. */
  xhr(request: XhrRequest): Promise<XhrResponse>;
  storeSegment(segment: LoadedSegment): Promise<void>;
  listSegments(masterSwarmId: string): Promise<SegmentInfo[]>;
  readSegment(id: string, masterSwarmId: string): Promise<LoadedSegment | undefined>;
  /** The lock filter is the page's own queue. See `SegmentStore.clean`. */
  cleanSegments(masterSwarmId: string): Promise<readonly string[] | "unknown">;
  destroyStorage(): Promise<void>;
  /** The address of the module with the built-in storage, which is not bundled. */
  storeUrl(): Promise<string>;
}

export interface XhrRequest {
  readonly requestId: number;
  readonly segment: SegmentInfo;
  readonly url: string;
  readonly rangeHeader: string | undefined;
}

/** Any HTTP status is a response; a rejection is a network or CORS failure, or a throwing `xhrSetup`. */
export interface XhrResponse {
  readonly status: number;
  readonly contentRange: string | null;
  readonly responseUrl: string;
  readonly data: ArrayBuffer;
}

/** A transferred RTCDataChannel (`unknown` because this package has no DOM types). */
export type TransferredChannel = unknown;

export type PageMessage =
  | { type: "control"; message: unknown }
  | { type: "callback"; message: unknown }
  /** A channel was created, in the same task. Without `channel`, the page relays its frames. */
  | {
      type: "connection/opened";
      connectionId: ConnectionId;
      /** Whether this viewer made the offer. */
      initiator: boolean;
      channel?: TransferredChannel;
    }
  /** ICE and the channel are ready, and the tracker has reported the peer's id. */
  | {
      type: "connection/admit";
      connectionId: ConnectionId;
      peerId: PeerId;
      /** "" when it is not known. */
      remoteAddress: string;
      /** SHA-256 fingerprint of the DTLS certificate that the peer proved to own, in lower-case hex; "" when not known. */
      certificate: string;
    }
  | { type: "connection/closed"; connectionId: ConnectionId }
  | { type: "relay/frame"; connectionId: ConnectionId; frame: ArrayBuffer }
  /**
   * The `bufferedAmount` of the channel after a send or a `bufferedamountlow`. `taken` is the total of bytes from
   * `relay/send` that the page has passed to the channel so far. Any other bytes are still in transit on the lane.
   */
  | { type: "relay/buffered"; connectionId: ConnectionId; bufferedAmount: number; taken: number }
  /** `incomplete`: leeches that a tracker knows, ourselves included. */
  | { type: "tracker/update"; complete: number; incomplete: number }
  /** `bytes`: received since the previous progress. */
  | { type: "xhr/progress"; requestId: number; bytes: number }
  | InspectMessage;

export type HostMessage =
  | EngineEvent
  | { type: "control"; message: unknown }
  | { type: "callback"; message: unknown }
  /** For the stand-in channel that simple-peer holds: what happened to the real one. */
  | { type: "channel/open"; connectionId: ConnectionId }
  | { type: "channel/closed"; connectionId: ConnectionId }
  | { type: "relay/send"; connectionId: ConnectionId; frame: ArrayBuffer }
  | { type: "relay/close"; connectionId: ConnectionId }
  | { type: "xhr/abort"; requestId: number }
  /** The contents of the built-in storage, as of this tab's last write. Sent rarely. */
  | { type: "storage/amount"; amount: StoredAmount }
  | { type: "log"; namespace: string; args: unknown[] };

export type HostBatch = readonly HostMessage[];

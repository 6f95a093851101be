/**
 * What crosses between the threads: one MessagePort, the lane, in order both ways.
 *
 * Comlink runs over the lane too, as messages of type `control` (page calls worker) and `callback`
 * (worker calls page): so a reply can never overtake an event that was sent before it.
 * A host batches the messages of a task into one array; a Comlink reply always ends its batch,
 * so that the page's promise continuations run before the event that follows.
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

/** Raised when a page and a worker of different builds cannot talk. */
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
  /** The built-in storage, if it is one; the caller's own is among the callbacks. */
  readonly storage?: StorageDescription;
  /** The page's `localStorage.debug`; "" when off. */
  readonly debug: string;
  /** Bans that earlier hosts of this page have imposed. */
  readonly bans: readonly BanRecord[];
  /** An `inspect/start` will follow: what happens until then is remembered for it. */
  readonly inspect?: boolean;
}

export interface HostLoad {
  readonly queue: readonly SegmentInfo[];
  readonly streamSwarmId: string;
  /** Trackers are asked for peers of this swarm: some may connect soon. */
  readonly expectsPeers: boolean;
  /** After a host was replaced: what the player has already. It is downloaded again only if `getSegment` asks for it. */
  readonly delivered: readonly SegmentKey[];
  /** Segments of the queue that the player has loaded itself. Each is told once: its bytes are transferred. */
  readonly provided?: readonly ProvidedSegment[];
}

/** A load on its way to the host. */
export interface LoadCall extends Omit<HostLoad, "queue"> {
  readonly change: QueueChange;
}

/** `unknown base`: nothing was done, because the host does not know the queue that the change refers to. */
export type LoadAnswer = "loaded" | "unknown base";

/** What the page asks of the host, through Comlink, each call under `limits.rpc`. */
export interface HostApi {
  /** The handshake. Once, before anything else. */
  start(options: HostOptions): Promise<void>;
  load(load: LoadCall): Promise<LoadAnswer>;
  configure(settings: Partial<EngineSettings>): Promise<void>;
  /** The reply's `data` is a private copy. */
  getSegment(id: string): Promise<LoadedSegment | undefined>;
  /** After a freeze or an offline spell: starts again what was in flight. */
  resume(reason: string): Promise<void>;
  ping(): Promise<void>;
  destroy(): Promise<void>;
}

/** What the host asks of the page, through Comlink: the caller's functions and objects live there. */
export interface PageApi {
  validate(
    segment: LoadedSegment,
    method: DownloadMethod,
    peerId: PeerId | undefined,
  ): Promise<void>;
  buildUrl(segment: SegmentInfo): Promise<string>;
  /** One real XMLHttpRequest, prepared by the caller's `xhrSetup`. Progress comes as `xhr/progress`. */
  xhr(request: XhrRequest): Promise<XhrResponse>;
  storeSegment(segment: LoadedSegment): Promise<void>;
  listSegments(masterSwarmId: string): Promise<SegmentInfo[]>;
  readSegment(id: string, masterSwarmId: string): Promise<LoadedSegment | undefined>;
  /** The lock filter is the page's own queue. See `SegmentStore.clean`. */
  cleanSegments(masterSwarmId: string): Promise<readonly string[] | "unknown">;
  destroyStorage(): Promise<void>;
  /** Address of the module with the built-in storage: it is in no bundle. */
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
  /** A channel exists, in the task of its creation. Without `channel` its frames are relayed by the page. */
  | {
      type: "connection/opened";
      connectionId: ConnectionId;
      /** Whether the offer was ours. */
      initiator: boolean;
      channel?: TransferredChannel;
    }
  /** ICE and channel are up, and the tracker told the peer's id. */
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
   * The channel's fill after a send or a `bufferedamountlow`. `taken`: bytes of `relay/send` that the page
   * has handed to the channel so far, in all; what was sent beyond them is still under way on the lane.
   */
  | { type: "relay/buffered"; connectionId: ConnectionId; bufferedAmount: number; taken: number }
  /** `incomplete`: leeches that a tracker knows, ourselves included. */
  | { type: "tracker/update"; complete: number; incomplete: number }
  /** `bytes`: received since the progress before. */
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
  /** What the built-in storage holds, as of this tab's last write; seldom. */
  | { type: "storage/amount"; amount: StoredAmount }
  | { type: "log"; namespace: string; args: unknown[] };

export type HostBatch = readonly HostMessage[];

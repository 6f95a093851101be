/**
 * The configuration of `p2p-media-loader` 2.x with the same names, so that code written for it compiles. `map-config.ts`
 * maps the options to settings.
 */

export type StreamType = "main" | "secondary";

/** Both ends are inclusive. */
export type ByteRange = { start: number; end: number };

/** Options of a stream: for both at the top level, or for one in `mainStream` or `secondaryStream`. */
export type StreamConfig = {
  /** Never upload. Becomes `consumeOnly`. */
  isP2PUploadDisabled: boolean;
  /** No peers at all. Becomes `useP2P: false`. */
  isP2PDisabled: boolean;
  /** Seconds before it is needed at which a segment is requested from the origin. Default: adapted to the measurements. */
  highDemandTimeWindow: number;
  /** Seconds ahead of the playhead that may be loaded over HTTP for other viewers. */
  httpDownloadTimeWindow: number;
  /** ms at the start during which only peers are asked. */
  httpDownloadInitialTimeoutMs: number;
  /** Seconds ahead of the playhead that are loaded from peers. */
  p2pDownloadTimeWindow: number;
  simultaneousHttpDownloads: number;
  simultaneousP2PDownloads: number;
  /** Bytes. */
  webRtcMaxMessageSize: number;
  /** ms of silence within a transfer from a peer. */
  p2pNotReceivingBytesTimeoutMs: number;
  /** ms for which the peers of a former stream stay connected. */
  p2pInactiveLoaderDestroyTimeoutMs: number;
  /** ms of silence within an HTTP download. */
  httpNotReceivingBytesTimeoutMs: number;
  /** Not used: the player retries, as it is configured to. */
  httpErrorRetries: number;
  /** Not used: another peer or the origin is asked. */
  p2pErrorRetries: number;
  announceTrackers: string[];
  rtcConfig: RTCConfiguration;
  /** Not used. */
  trackerClientVersionPrefix: string;
  /** Default: the address of the manifest, without its query. */
  swarmId?: string;
  /** Resolves to false for data that must not be played. */
  validateP2PSegment?: (
    url: string,
    byteRange: ByteRange | undefined,
    data: ArrayBuffer,
  ) => Promise<boolean>;
  validateHTTPSegment?: (
    url: string,
    byteRange: ByteRange | undefined,
    data: ArrayBuffer,
  ) => Promise<boolean>;
  /** The address, the headers and the credentials mode of the resulting request are used. */
  httpRequestSetup?: (
    segmentUrl: string,
    segmentByteRange: ByteRange | undefined,
    requestAbortSignal: AbortSignal,
    requestByteRange: { start: number; end?: number } | undefined,
  ) => Promise<Request | undefined | null>;
};

export type CommonCoreConfig = {
  /** MiB. Default: by device. */
  segmentMemoryStorageLimit: number | undefined;
  /** Not used: `loader.segmentsStorage` takes a storage of this loader's kind. */
  customSegmentStorageFactory?: (isLive: boolean) => unknown;
};

export type CoreConfig = Partial<StreamConfig> &
  Partial<CommonCoreConfig> & {
    mainStream?: Partial<StreamConfig>;
    secondaryStream?: Partial<StreamConfig>;
  };

export type DefinedCoreConfig = CommonCoreConfig & {
  mainStream: StreamConfig;
  secondaryStream: StreamConfig;
};

/** The configuration that can be changed at run time. */
export type DynamicStreamProperties =
  | "highDemandTimeWindow"
  | "httpDownloadInitialTimeoutMs"
  | "httpDownloadTimeWindow"
  | "p2pDownloadTimeWindow"
  | "simultaneousHttpDownloads"
  | "simultaneousP2PDownloads"
  | "webRtcMaxMessageSize"
  | "p2pNotReceivingBytesTimeoutMs"
  | "p2pInactiveLoaderDestroyTimeoutMs"
  | "httpNotReceivingBytesTimeoutMs"
  | "httpErrorRetries"
  | "p2pErrorRetries"
  | "validateP2PSegment"
  | "httpRequestSetup"
  | "isP2PDisabled"
  | "isP2PUploadDisabled";

export type DynamicStreamConfig = Partial<Pick<StreamConfig, DynamicStreamProperties>>;

export type DynamicCoreConfig = Partial<Pick<CoreConfig, DynamicStreamProperties>> &
  Partial<CommonCoreConfig> & {
    mainStream?: DynamicStreamConfig;
    secondaryStream?: DynamicStreamConfig;
  };

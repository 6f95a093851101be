type IdentityScheme = "swarmlane-1" | "p2p-media-loader-0.6";
type StreamType = "main" | "secondary";
type ByteRange = {
    start: number;
    end: number;
};
type StreamConfig = {
    isP2PUploadDisabled: boolean;
    isP2PDisabled: boolean;
    highDemandTimeWindow: number;
    httpDownloadTimeWindow: number;
    httpDownloadInitialTimeoutMs: number;
    p2pDownloadTimeWindow: number;
    simultaneousHttpDownloads: number;
    simultaneousP2PDownloads: number;
    webRtcMaxMessageSize: number;
    p2pNotReceivingBytesTimeoutMs: number;
    p2pInactiveLoaderDestroyTimeoutMs: number;
    httpNotReceivingBytesTimeoutMs: number;
    httpErrorRetries: number;
    p2pErrorRetries: number;
    announceTrackers: string[];
    rtcConfig: RTCConfiguration;
    trackerClientVersionPrefix: string;
    swarmId?: string;
    validateP2PSegment?: (url: string, byteRange: ByteRange | undefined, data: ArrayBuffer) => Promise<boolean>;
    validateHTTPSegment?: (url: string, byteRange: ByteRange | undefined, data: ArrayBuffer) => Promise<boolean>;
    httpRequestSetup?: (segmentUrl: string, segmentByteRange: ByteRange | undefined, requestAbortSignal: AbortSignal, requestByteRange: {
        start: number;
        end?: number;
    } | undefined) => Promise<Request | undefined | null>;
};
type CommonCoreConfig = {
    segmentMemoryStorageLimit: number | undefined;
    customSegmentStorageFactory?: (isLive: boolean) => unknown;
};
type CoreConfig = Partial<StreamConfig> & Partial<CommonCoreConfig> & {
    mainStream?: Partial<StreamConfig>;
    secondaryStream?: Partial<StreamConfig>;
};
type DefinedCoreConfig = CommonCoreConfig & {
    mainStream: StreamConfig;
    secondaryStream: StreamConfig;
};
type DynamicStreamProperties = "highDemandTimeWindow" | "httpDownloadInitialTimeoutMs" | "httpDownloadTimeWindow" | "p2pDownloadTimeWindow" | "simultaneousHttpDownloads" | "simultaneousP2PDownloads" | "webRtcMaxMessageSize" | "p2pNotReceivingBytesTimeoutMs" | "p2pInactiveLoaderDestroyTimeoutMs" | "httpNotReceivingBytesTimeoutMs" | "httpErrorRetries" | "p2pErrorRetries" | "validateP2PSegment" | "httpRequestSetup" | "isP2PDisabled" | "isP2PUploadDisabled";
type DynamicStreamConfig = Partial<Pick<StreamConfig, DynamicStreamProperties>>;
type DynamicCoreConfig = Partial<Pick<CoreConfig, DynamicStreamProperties>> & Partial<CommonCoreConfig> & {
    mainStream?: DynamicStreamConfig;
    secondaryStream?: DynamicStreamConfig;
};
interface PlayerStatistics {
    readonly httpBytes: number;
    readonly p2pBytes: number;
    readonly uploadedBytes: number;
    readonly delivered: Readonly<Record<"http" | "p2p" | "cache", number>>;
    readonly peers: number;
    readonly unknownMediaRequests: number;
    readonly fallbacks: number;
    readonly bandwidth: number | undefined;
}
type DownloadSource = "http" | "p2p";
type SegmentDetails = {
    readonly runtimeId: string;
    readonly externalId: number;
    readonly url: string;
    readonly byteRange?: ByteRange;
    readonly startTime: number;
    readonly endTime: number;
};
type SegmentStartDetails = {
    segment: SegmentDetails;
    downloadSource: DownloadSource;
    peerId: string | undefined;
};
type SegmentErrorDetails = {
    error: RequestError;
    segment: SegmentDetails;
    downloadSource: DownloadSource;
    peerId: string | undefined;
    streamType: StreamType;
};
type SegmentAbortDetails = {
    segment: SegmentDetails;
    downloadSource: DownloadSource | undefined;
    peerId: string | undefined;
    streamType: StreamType;
};
type SegmentLoadDetails = {
    segmentUrl: string;
    bytesLength: number;
    downloadSource: DownloadSource;
    peerId: string | undefined;
    streamType: StreamType;
};
type PeerDetails = {
    peerId: string;
    streamType: StreamType;
};
type PeerErrorDetails = {
    peerId: string;
    streamType: StreamType;
    error: Error;
};
type TrackerErrorDetails = {
    streamType: StreamType;
    error: unknown;
};
type TrackerWarningDetails = {
    streamType: StreamType;
    warning: unknown;
};
type CoreEventMap = {
    onSegmentLoaded: (params: SegmentLoadDetails) => void;
    onSegmentError: (params: SegmentErrorDetails) => void;
    onSegmentAbort: (params: SegmentAbortDetails) => void;
    onSegmentStart: (params: SegmentStartDetails) => void;
    onPeerConnect: (params: PeerDetails) => void;
    onPeerClose: (params: PeerDetails) => void;
    onPeerError: (params: PeerErrorDetails) => void;
    onChunkDownloaded: (bytesLength: number, downloadSource: DownloadSource, peerId?: string) => void;
    onChunkUploaded: (bytesLength: number, peerId: string) => void;
    onTrackerError: (params: TrackerErrorDetails) => void;
    onTrackerWarning: (params: TrackerWarningDetails) => void;
};
type RequestErrorType = "abort" | "bytes-receiving-timeout" | "peer-response-bytes-length-mismatch" | "peer-protocol-violation" | "peer-segment-absent" | "peer-closed" | "p2p-segment-validation-failed" | "http-error" | "http-bytes-mismatch" | "http-unexpected-status-code" | "http-segment-validation-failed";
declare class RequestError<T extends RequestErrorType = RequestErrorType> extends Error {
    readonly type: T;
    readonly timestamp: number;
    constructor(type: T, message?: string);
}
type ProgressUpdated = (ms: number, bytes: number, remaining: number) => unknown;
declare const errorCodes: readonly [
    "HTTP_STATUS",
    "HTTP_NOT_YET",
    "HTTP_TIMEOUT",
    "HTTP_ERROR",
    "HTTP_EMPTY",
    "HTTP_BAD_RANGE",
    "HTTP_TRUNCATED",
    "HTTP_TOO_LARGE",
    "HTTP_VALIDATION_FAILED",
    "P2P_ABSENT",
    "P2P_BUSY",
    "P2P_OTHER_COPY",
    "P2P_CLOSED",
    "P2P_CANCELLED",
    "P2P_EXPIRED",
    "P2P_NOT_SENT",
    "P2P_NO_MEMORY",
    "P2P_UNAVAILABLE",
    "P2P_DUPLICATE",
    "P2P_YIELDED",
    "P2P_INTERRUPTED",
    "P2P_TOO_SLOW",
    "P2P_NOT_READING",
    "P2P_TIMEOUT",
    "P2P_STALLED",
    "P2P_SILENT",
    "P2P_FALSE_SIZE",
    "P2P_PROTOCOL_ERROR",
    "P2P_LIMIT_EXCEEDED",
    "P2P_VALIDATION_FAILED",
    "P2P_SPLICE_REJECTED",
    "P2P_POLLUTED",
    "P2P_BANNED",
    "TRACKER_BAD_MESSAGE",
    "TRACKER_ERROR",
    "ICE_SERVER_INVALID",
    "PEER_BUDGET_EXCEEDED",
    "CALLBACK_FAILED",
    "CALLBACK_TIMEOUT",
    "STORAGE_DEGRADED",
    "INSPECT_FAILED",
    "INSPECT_BAD_DATA",
    "INSPECT_VERSION",
    "WORKER_UNAVAILABLE",
    "WORKER_LOST",
    "RPC_TIMEOUT",
    "DESTROYED",
    "INTERNAL"
];
type ErrorCode = (typeof errorCodes)[number];
interface ErrorInfo {
    readonly code: ErrorCode;
    readonly message: string;
    readonly status?: number;
    readonly cause?: unknown;
}
declare class LoaderError extends Error {
    readonly code: ErrorCode;
    readonly status: number | undefined;
    constructor(code: ErrorCode, message: string, details?: {
        status?: number;
        cause?: unknown;
    });
    static from(info: ErrorInfo): LoaderError;
}
declare const Events: {
    readonly SegmentLoaded: "segment_loaded";
    readonly SegmentError: "segment_error";
    readonly SegmentAbort: "segment_abort";
    readonly PeerConnect: "peer_connect";
    readonly PeerClose: "peer_close";
    readonly PieceBytesDownloaded: "piece_bytes_downloaded";
    readonly PieceBytesUploaded: "piece_bytes_uploaded";
    readonly SegmentStateChange: "segment_state_change";
    readonly Warning: "warning";
};
type Events = (typeof Events)[keyof typeof Events];
declare const segmentStates: readonly [
    "queued",
    "http",
    "p2p",
    "validating",
    "cached",
    "failed",
    "aborted"
];
type SegmentState = (typeof segmentStates)[number];
interface Limits {
    connectedPeers: number;
    pendingPeers: number;
    connectionsPerMinute: number;
    connectionsBurst: number;
    connectTimeout: number;
    iceGathering: number;
    offersPerAnnounce: number;
    announceIntervalMin: number;
    announceIntervalMax: number;
    trackerReconnectMin: number;
    trackerReconnectMax: number;
    trackerFrameBytes: number;
    sdpLength: number;
    trackerOffersPerSecond: number;
    trackerOffersBurst: number;
    commandBytes: number;
    mapBytesIn: number;
    mapBytesOut: number;
    segmentsPerMap: number;
    swarmsPerMap: number;
    idLength: number;
    costPerSecond: number;
    costBurst: number;
    frameCost: number;
    entryCost: number;
    mapInterval: number;
    resendsPerSecond: number;
    resendsBurst: number;
    announceCoalesce: number;
    segmentBytes: number;
    receiveBytes: number;
    receiveStartBytes: number;
    uploadsPerPeerQueued: number;
    requestsInFlight: number;
    uploadsActive: number;
    uploadSlotWait: number;
    pieceBytes: number;
    requestsPerSecond: number;
    requestsBurst: number;
    sameSegmentPerMinute: number;
    bufferedHigh: number;
    bufferedLow: number;
    uploadStuck: number;
    uploadStuckBytes: number;
    preAdmissionFrames: number;
    preAdmissionBytes: number;
    p2pIdle: number;
    p2pIdleBytes: number;
    outageSpread: number;
    cancelQuiet: number;
    progressInterval: number;
    byteCountInterval: number;
    absentBackoff: number;
    shortBackoff: number;
    glareGrace: number;
    firstJoin: number;
    swarmLinger: number;
    httpFirstByte: number;
    httpIdle: number;
    httpIdleBytes: number;
    retrySpacing: number;
    notFoundRest: number;
    usualSegment: number;
    playMargin: number;
    electionPeers: number;
    electedViewers: number;
    electionStep: number;
    swarmJoining: number;
    p2pNearlyDone: number;
    strikes: number;
    strikeWindow: number;
    bans: number;
    addressShare: number;
    addressBanMin: number;
    addressBanMax: number;
    silentPeer: number;
    valueWindow: number;
    slowTransfer: number;
    slowTransferAfter: number;
    cacheBytes: number;
    cacheBytesSmall: number;
    callback: number;
    storageTransaction: number;
    storageCleanRest: number;
    storageBytes: number;
    storageAge: number;
    storageLiveAge: number;
    storageQuotaShare: number;
    storageCeiling: number;
    storageSlack: number;
    storageQueueBytes: number;
    storageBatchBytes: number;
    storagePause: number;
    storageHoldUp: number;
    storageDisk: number;
    storageListWait: number;
    storageRelist: number;
    storageRetryMin: number;
    storageRetryMax: number;
    storageLease: number;
    storageTouch: number;
    storageAmountInterval: number;
    storageProbe: number;
    warningCoalesce: number;
    workerHandshake: number;
    heartbeat: number;
    heartbeatMisses: number;
    rpc: number;
    workerRestarts: number;
    workerRestartWindow: number;
    workerRetry: number;
}
interface EngineSettings {
    cachedSegmentExpiration: number;
    cachedSegmentsCount: number;
    useP2P: boolean;
    consumeOnly: boolean;
    prioritiesInSeconds: boolean;
    requiredSegmentsPriority: number;
    simultaneousHttpDownloads: number;
    httpDownloadProbability: number;
    httpDownloadProbabilityInterval: number;
    httpDownloadProbabilitySkipIfNoPeers: boolean;
    httpFailedSegmentTimeout: number;
    httpDownloadMaxPriority: number;
    httpDownloadInitialTimeout: number;
    httpDownloadInitialTimeoutPerSegment: number;
    httpUseRanges: boolean;
    simultaneousP2PDownloads: number;
    p2pDownloadMaxPriority: number;
    p2pSegmentDownloadTimeout: number;
    webRtcMaxMessageSize: number;
}
interface PeerSettings {
    useP2P: boolean;
    trackerAnnounce: string[];
    peerRequestsPerAnnounce: number;
    rtcConfig: unknown;
}
interface StorageDescription {
    readonly type: "indexeddb";
    readonly name: string;
    readonly maxBytes: number;
    readonly maxAge: number;
    readonly persist: boolean;
    readonly storeUrl?: string | undefined;
}
interface StoredAmount {
    readonly bytes: number;
    readonly segments: number;
    readonly streams: number;
}
interface InspectOptions {
    redact?: "none" | "tokens" | "all";
    relay?: string;
    port?: MessagePort;
    feedUrl?: string;
}
interface SegmentFields {
    readonly id: string;
    readonly url: string;
    readonly masterSwarmId: string;
    readonly masterManifestUri: string;
    readonly streamId: string | undefined;
    readonly sequence: string;
    readonly range: string | undefined;
    readonly priority: number;
    data?: ArrayBuffer;
    downloadBandwidth?: number;
    downloadSpeed?: number;
    downloadTime?: number;
    firstByteTime?: number;
    requestUrl?: string;
    responseUrl?: string;
}
type SegmentLike = Pick<SegmentFields, "id" | "url"> & {
    [Field in keyof SegmentFields]?: SegmentFields[Field] | undefined;
};
type LongForm = [
    masterSwarmId: string,
    masterManifestUri: string,
    streamId: string | undefined,
    sequence: string,
    range?: string | undefined,
    priority?: number | undefined,
    data?: ArrayBuffer | undefined,
    downloadBandwidth?: number | undefined,
    requestUrl?: string | undefined,
    responseUrl?: string | undefined
];
declare class Segment implements SegmentFields {
    readonly id: string;
    readonly url: string;
    readonly masterSwarmId: string;
    readonly masterManifestUri: string;
    readonly streamId: string | undefined;
    readonly sequence: string;
    readonly range: string | undefined;
    readonly priority: number;
    data?: ArrayBuffer;
    downloadBandwidth?: number;
    downloadSpeed?: number;
    downloadTime?: number;
    firstByteTime?: number;
    requestUrl?: string;
    responseUrl?: string;
    constructor(id: string, url: string, range?: string, priority?: number);
    constructor(id: string, url: string, ...rest: LongForm);
}
type SegmentWithData = SegmentFields & {
    data: ArrayBuffer;
};
interface LoaderEventMap {
    [Events.SegmentLoaded]: [
        segment: SegmentWithData,
        peerId?: string
    ];
    [Events.SegmentError]: [
        segment: SegmentFields,
        error: Error & Partial<LoaderError>,
        peerId?: string
    ];
    [Events.SegmentAbort]: [
        segment: SegmentFields
    ];
    [Events.PeerConnect]: [
        peer: {
            readonly id: string;
            readonly remoteAddress: string;
        }
    ];
    [Events.PeerClose]: [
        peerId: string
    ];
    [Events.PieceBytesDownloaded]: [
        method: "http" | "p2p",
        bytes: number,
        peerId?: string,
        segment?: SegmentFields
    ];
    [Events.PieceBytesUploaded]: [
        method: "p2p",
        bytes: number,
        peerId: string
    ];
    [Events.SegmentStateChange]: [
        segment: SegmentFields,
        state: SegmentState,
        reason: string
    ];
    [Events.Warning]: [
        error: LoaderError
    ];
}
type Listener<Arguments extends unknown[]> = (...args: Arguments) => void;
type AnyListener = Listener<never[]>;
interface LoaderEmitter {
    on<E extends keyof LoaderEventMap>(event: E, listener: Listener<LoaderEventMap[E]>): this;
    on(event: string | symbol, listener: AnyListener): this;
    once<E extends keyof LoaderEventMap>(event: E, listener: Listener<LoaderEventMap[E]>): this;
    once(event: string | symbol, listener: AnyListener): this;
    addListener<E extends keyof LoaderEventMap>(event: E, listener: Listener<LoaderEventMap[E]>): this;
    addListener(event: string | symbol, listener: AnyListener): this;
    prependListener(event: string | symbol, listener: AnyListener): this;
    prependOnceListener(event: string | symbol, listener: AnyListener): this;
    off(event: string | symbol, listener: AnyListener): this;
    removeListener(event: string | symbol, listener: AnyListener): this;
    removeAllListeners(event?: string | symbol): this;
    emit(event: string | symbol, ...args: unknown[]): boolean;
    listenerCount(event: string | symbol): number;
    listeners(event: string | symbol): AnyListener[];
    rawListeners(event: string | symbol): AnyListener[];
    eventNames(): (string | symbol)[];
    setMaxListeners(count: number): this;
    getMaxListeners(): number;
}
declare const Emitter: new () => LoaderEmitter;
type SegmentValidatorCallback = (segment: SegmentFields, method: "http" | "p2p", peerId?: string) => Promise<void>;
type XhrSetupCallback = (xhr: XMLHttpRequest, url: string) => void;
type SegmentUrlBuilder = (segment: SegmentFields) => string;
interface SegmentsStorage {
    storeSegment(segment: SegmentFields): Promise<void>;
    getSegmentsMap(masterSwarmId: string): Promise<Map<string, {
        segment: SegmentFields;
    }>>;
    getSegment(id: string, masterSwarmId: string): Promise<SegmentFields | undefined>;
    clean(masterSwarmId: string, lockedSegmentsFilter?: (id: string) => boolean): Promise<boolean>;
    destroy(): Promise<void>;
}
interface ReportingSegmentsStorage extends Omit<SegmentsStorage, "clean"> {
    clean(masterSwarmId: string, lockedSegmentsFilter?: (id: string) => boolean): Promise<false | readonly string[]>;
}
interface HybridLoaderSettings extends EngineSettings, Omit<PeerSettings, "rtcConfig"> {
    rtcConfig: RTCConfiguration;
    segmentValidator?: SegmentValidatorCallback;
    xhrSetup?: XhrSetupCallback;
    segmentUrlBuilder?: SegmentUrlBuilder;
    segmentsStorage?: SegmentsStorage;
    worker: boolean;
    workerUrl?: string | URL | undefined;
    transferChannels: boolean;
    startWithLoad: boolean;
    inspect?: boolean | InspectOptions | undefined;
    limits?: Partial<Limits> | undefined;
}
interface HybridLoaderOptions extends Omit<Partial<HybridLoaderSettings>, "segmentsStorage"> {
    segmentsStorage?: SegmentsStorage | ReportingSegmentsStorage | Readonly<StorageDescription> | undefined;
    bufferedSegmentsCount?: number | undefined;
}
interface LoaderInterface {
    on(eventName: string, listener: (...params: never[]) => void): this;
    load(segments: SegmentFields[], streamSwarmId: string): Promise<void> | void;
    getSegment(id: string): Promise<SegmentFields | undefined>;
    getSettings(): unknown;
    getDetails(): unknown;
    destroy(): Promise<void>;
}
interface LoaderDetails {
    peerId: string;
    storage?: StoredAmount;
}
interface ProvidedResponse {
    readonly data: ArrayBuffer;
    readonly responseUrl: string;
    readonly downloadTime: number;
}
declare class LoaderApi extends Emitter implements LoaderInterface {
    #private;
    load(segments: readonly SegmentLike[], streamSwarmId: string): Promise<void>;
    provide(segment: Pick<SegmentLike, "id" | "range">, response: ProvidedResponse): void;
    getSegment(id: string): Promise<Segment | undefined>;
    getSettings(): HybridLoaderSettings;
    getDetails(): LoaderDetails;
    inspect(options?: InspectOptions): () => void;
    destroy(): Promise<void>;
}
declare class HybridLoader extends LoaderApi {
    static isSupported(): boolean;
    constructor(settings?: HybridLoaderOptions);
}
type ShakaP2PEngineConfig = {
    core: DefinedCoreConfig;
    loader?: HybridLoaderOptions;
    identity?: IdentityScheme;
};
type PartialShakaEngineConfig = Partial<Omit<ShakaP2PEngineConfig, "core">> & {
    core?: Partial<CoreConfig>;
};
type DynamicShakaP2PEngineConfig = {
    core?: DynamicCoreConfig;
};
type Headers = {
    [name: string]: string;
};
interface ShakaRequest {
    readonly uris: string[];
    readonly method: string;
    readonly headers: Headers;
    readonly allowCrossSiteCredentials?: boolean;
    readonly retryParameters: {
        readonly timeout: number;
    };
    readonly streamDataCallback?: unknown;
}
interface ShakaResponse {
    uri: string;
    originalUri: string;
    data: ArrayBuffer | ArrayBufferView;
    headers: Headers;
    originalRequest: ShakaRequest;
    status?: number;
    fromCache?: boolean;
    timeMs?: number;
}
interface RequestContext {
    readonly type?: number;
    readonly segment?: {
        getStartTime(): number;
    } | null;
    readonly isPreload?: boolean;
}
interface Operation<T> {
    readonly promise: Promise<T>;
    abort(): Promise<unknown>;
    finally(onFinal: (isOk: boolean) => unknown): Operation<T>;
}
type SchemePlugin = (uri: string, request: ShakaRequest, requestType: number, progressUpdated: ProgressUpdated, headersReceived: (headers: Headers) => unknown, config: {
    minBytesForProgressEvents?: number;
}) => Operation<ShakaResponse>;
type RequestFilter = (requestType: number, request: ShakaRequest, context?: RequestContext) => unknown;
interface HttpPlugin {
    parse(...args: Parameters<SchemePlugin>): Operation<ShakaResponse>;
}
interface ShakaLibrary {
    readonly net: {
        readonly NetworkingEngine: {
            registerScheme(scheme: string, plugin: SchemePlugin, priority?: number, progressSupport?: boolean): void;
            unregisterScheme(scheme: string): void;
            readonly RequestType: {
                readonly MANIFEST: number;
                readonly SEGMENT: number;
            };
            readonly AdvancedRequestType: {
                readonly INIT_SEGMENT: number;
                readonly MASTER_PLAYLIST: number;
                readonly MEDIA_PLAYLIST: number;
                readonly MPD: number;
                readonly MPD_PATCH?: number;
            };
            readonly PluginPriority: {
                readonly PREFERRED: number;
                readonly APPLICATION: number;
            };
        };
        readonly HttpFetchPlugin: HttpPlugin & {
            isSupported(): boolean;
        };
        readonly HttpXHRPlugin: HttpPlugin;
    };
    readonly util: {
        readonly AbortableOperation: new <T>(promise: Promise<T>, onAbort: () => Promise<void>) => Operation<T>;
        readonly Error: {
            new (severity: number, category: number, code: number, ...data: unknown[]): object;
            readonly Severity: {
                readonly RECOVERABLE: number;
                readonly CRITICAL: number;
            };
            readonly Category: {
                readonly NETWORK: number;
            };
            readonly Code: {
                readonly BAD_HTTP_STATUS: number;
                readonly HTTP_ERROR: number;
                readonly TIMEOUT: number;
                readonly OPERATION_ABORTED: number;
            };
        };
    };
}
interface PresentationTimeline {
    isLive(): boolean;
    getDelay(): number;
    setDelay(seconds: number): void;
    getSegmentAvailabilityStart(): number;
    getSegmentAvailabilityEnd(): number;
}
interface ShakaNetworkingEngine {
    registerRequestFilter(filter: RequestFilter): void;
    unregisterRequestFilter(filter: RequestFilter): void;
}
interface ShakaPlayer {
    getNetworkingEngine(): ShakaNetworkingEngine | null;
    getMediaElement(): HTMLMediaElement | null;
    getAssetUri(): string | null;
    getManifest(): {
        readonly presentationTimeline: PresentationTimeline;
    } | null;
    getConfiguration(): ShakaConfiguration;
    configure(name: string, value: unknown): boolean;
    addEventListener(type: string, listener: (event: Event) => void): void;
    removeEventListener(type: string, listener: (event: Event) => void): void;
}
interface ShakaConfiguration {
    readonly manifest: {
        readonly defaultPresentationDelay: number;
    };
    readonly streaming: {
        readonly bufferingGoal: number;
        readonly lowLatencyMode?: boolean;
        readonly useNativeHlsOnSafari?: boolean;
    };
}
declare class ShakaP2PEngine {
    #private;
    static registerPlugins(shaka?: ShakaLibrary | undefined): void;
    static unregisterPlugins(shaka?: ShakaLibrary | undefined): void;
    constructor(config?: PartialShakaEngineConfig, shaka?: ShakaLibrary | undefined);
    bindShakaPlayer(player: ShakaPlayer): void;
    addEventListener<K extends keyof CoreEventMap>(eventName: K, listener: CoreEventMap[K]): void;
    removeEventListener<K extends keyof CoreEventMap>(eventName: K, listener: CoreEventMap[K]): void;
    getConfig(): ShakaP2PEngineConfig;
    applyDynamicConfig({ core }: DynamicShakaP2PEngineConfig): void;
    get loader(): HybridLoader | undefined;
    getStatistics(): PlayerStatistics | undefined;
    readonly destroy: () => void;
}
export { RequestError, ShakaP2PEngine };
export type { CoreConfig, CoreEventMap, DefinedCoreConfig, DynamicCoreConfig, DynamicShakaP2PEngineConfig, HybridLoaderOptions, PartialShakaEngineConfig, PlayerStatistics, ShakaLibrary, ShakaP2PEngineConfig, ShakaPlayer, StreamConfig };

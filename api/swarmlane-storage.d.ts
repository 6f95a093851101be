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
interface StorageDescription {
    readonly type: "indexeddb";
    readonly name: string;
    readonly maxBytes: number;
    readonly maxAge: number;
    readonly persist: boolean;
    readonly storeUrl?: string | undefined;
}
interface Asset {
    masterSwarmId: string;
    masterManifestUri: string;
    requestUri: string;
    requestRange?: string | undefined;
    responseUri: string;
    data: ArrayBuffer | string;
}
interface AssetsStorage {
    storeAsset(asset: Asset): Promise<void>;
    getAsset(requestUri: string, requestRange: string | undefined, masterSwarmId: string): Promise<Asset | undefined>;
    destroy(): Promise<void>;
}
interface StoredStream {
    readonly masterSwarmId: string;
    readonly bytes: number;
    readonly segments: number;
    readonly isPinned: boolean;
    readonly isLive: boolean;
}
interface StorageUsage {
    readonly bytes: number;
    readonly segments: number;
    readonly streams: number;
    readonly originBytes: number | undefined;
    readonly quota: number | undefined;
}
interface StorageCatalog {
    streams(): Promise<StoredStream[]>;
    usage(): Promise<StorageUsage>;
    remove(masterSwarmId: string): Promise<void>;
    clear(): Promise<void>;
    pin(masterSwarmId: string): Promise<void>;
    unpin(masterSwarmId: string): Promise<void>;
    close(): void;
}
declare function askToPersist(): Promise<boolean>;
interface IndexedDBStorageOptions {
    name?: string | undefined;
    maxBytes?: number | undefined;
    maxAge?: number | undefined;
    persist?: boolean | undefined;
    storeUrl?: string | undefined;
}
declare function indexedDBStorage(options?: IndexedDBStorageOptions): Readonly<StorageDescription>;
declare function indexedDBAssetsStorage(options?: IndexedDBStorageOptions): AssetsStorage;
declare function openStorageCatalog(options?: Pick<IndexedDBStorageOptions, "name">): StorageCatalog;
export { LoaderError, askToPersist, indexedDBAssetsStorage, indexedDBStorage, openStorageCatalog };
export type { Asset, AssetsStorage, ErrorCode, IndexedDBStorageOptions, StorageCatalog, StorageUsage, StoredStream };

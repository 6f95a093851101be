/** Playlists, keys and initialization segments, in the form of the 0.6.2 engines and in the form on the disk. Pure. */
import { LoaderError } from "@swarmlane/contract";
import {
  checkPayload,
  damaged,
  parseHead,
  toHead,
  type RecordHead,
  type RecordKey,
} from "./record.ts";

/** The 0.6.2 engines' own shape. */
export interface Asset {
  masterSwarmId: string;
  masterManifestUri: string;
  requestUri: string;
  /** A Range header's value. */
  requestRange?: string | undefined;
  responseUri: string;
  data: ArrayBuffer | string;
}

interface AssetRecord extends RecordHead {
  readonly masterManifestUri: string;
  readonly responseUri: string;
  readonly isText: boolean;
}

export function assetKey(
  masterSwarmId: string,
  requestUri: string,
  requestRange: string | undefined,
): RecordKey {
  return [masterSwarmId, [requestRange ?? "", requestUri]];
}

/** Undefined if the value is not an asset. */
export function toAssetRecord(
  value: unknown,
  now: number,
): { record: AssetRecord; payload: ArrayBuffer } | undefined {
  const { masterSwarmId, masterManifestUri, requestUri, requestRange, responseUri, data } = {
    ...(value as Partial<Asset> | undefined),
  };
  if (typeof masterSwarmId !== "string" || typeof requestUri !== "string") return undefined;
  if (typeof data !== "string" && !(data instanceof ArrayBuffer)) return undefined;
  const payload = typeof data === "string" ? new TextEncoder().encode(data).buffer : data;
  const [, id] = assetKey(masterSwarmId, requestUri, requestRange);
  const record = {
    ...toHead(masterSwarmId, id, payload, now),
    masterManifestUri: typeof masterManifestUri === "string" ? masterManifestUri : requestUri,
    responseUri: typeof responseUri === "string" ? responseUri : requestUri,
    isText: typeof data === "string",
  };
  return { record, payload };
}

/** Returns the asset if it is intact, or an error that says what is wrong with it. */
export function parseAsset(value: unknown, payload: unknown): (Asset & RecordHead) | LoaderError {
  const head = parseHead(value);
  const { masterManifestUri, responseUri, isText } = value as Partial<AssetRecord>;
  if (head === undefined || typeof head.id === "string") return damaged("is not a valid asset");
  if (typeof masterManifestUri !== "string" || typeof responseUri !== "string") {
    return damaged("is not a valid asset");
  }
  const data = checkPayload(head, payload);
  if (data instanceof LoaderError) return data;
  const [requestRange, requestUri] = head.id;
  return {
    ...head,
    ...{ masterManifestUri, requestUri, responseUri },
    ...(requestRange === "" ? {} : { requestRange }),
    data: isText === true ? new TextDecoder().decode(data) : data,
  };
}

/** A playlist may have changed. All other assets at an address stay the same. */
export function isPlaylist({ data }: Pick<Asset, "data">): boolean {
  const start =
    typeof data === "string"
      ? data.slice(0, playlistStart)
      : new TextDecoder().decode(new Uint8Array(data, 0, Math.min(playlistStart, data.byteLength)));
  return /^\s*\uFEFF?\s*(#EXTM3U|<\?xml|<MPD|<!--)/.test(start);
}

/** The number of bytes that are checked to recognize a playlist. */
const playlistStart = 64;

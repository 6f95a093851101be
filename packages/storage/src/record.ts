/** The records in the database, and their parsers. Pure. Data from the disk is untrusted. */
import {
  LoaderError,
  type LoadedSegment,
  type SegmentInfo,
  type SegmentOrigin,
} from "@swarmlane/contract";
import { checksum } from "./checksum.ts";
import { parseSegmentInfo } from "./parse-segment.ts";

/** A segment by its id; an asset by its range and address. In IndexedDB's order strings come before arrays. */
export type RecordId = string | [range: string, address: string];
export type RecordKey = [masterSwarmId: string, id: RecordId];
/** Of a page of the list of a stream's segments. */
export type PageKey = [masterSwarmId: string, page: number];

export interface RecordHead {
  readonly masterSwarmId: string;
  readonly id: RecordId;
  /** Of the payload. */
  readonly bytes: number;
  readonly checksum: number;
  /** ms since 1970, as all times on the disk. */
  readonly storedAt: number;
  /** Stored, or last read by the player. */
  readonly accessedAt: number;
}

export interface SegmentRecord extends SegmentInfo, SegmentOrigin, RecordHead {
  readonly id: string;
}

export function toSegmentRecord(segment: LoadedSegment, now: number): SegmentRecord {
  const { info, data, requestUrl, responseUrl, downloadBandwidth } = segment;
  const origin = { requestUrl, responseUrl, downloadBandwidth };
  return { ...info, ...origin, ...toHead(info.masterSwarmId, info.id, data, now) };
}

export function toHead<Id extends RecordId>(
  masterSwarmId: string,
  id: Id,
  data: ArrayBuffer,
  now: number,
) {
  const bytes = data.byteLength;
  return { masterSwarmId, id, bytes, checksum: checksum(data), storedAt: now, accessedAt: now };
}

export function parseHead(value: unknown): RecordHead | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { masterSwarmId, id, bytes, checksum, storedAt, accessedAt } = value as Record<
    string,
    unknown
  >;
  if (typeof masterSwarmId !== "string" || !isRecordId(id)) return undefined;
  if (!isCount(bytes) || !isCount(checksum)) return undefined;
  if (!isCount(storedAt) || !isCount(accessedAt)) return undefined;
  return { masterSwarmId, id, bytes, checksum, storedAt, accessedAt };
}

/** A segment's record as it is listed. */
export function parseSegmentRecord(value: unknown): SegmentRecord | undefined {
  const head = parseHead(value);
  const info = parseSegmentInfo(value);
  if (head === undefined || info === undefined) return undefined;
  const { requestUrl, responseUrl, downloadBandwidth } = value as Partial<SegmentRecord>;
  return {
    ...head,
    ...info,
    requestUrl: typeof requestUrl === "string" ? requestUrl : undefined,
    responseUrl: typeof responseUrl === "string" ? responseUrl : undefined,
    downloadBandwidth: typeof downloadBandwidth === "number" ? downloadBandwidth : 0,
  };
}

export function toInfo(record: SegmentRecord): SegmentInfo {
  const { id, url, masterSwarmId, masterManifestUri, streamId, sequence, range, priority } = record;
  return { id, url, masterSwarmId, masterManifestUri, streamId, sequence, range, priority };
}

/** Returns the payload if it is intact, or an error that says what is wrong with it. */
export function checkPayload(head: RecordHead, payload: unknown): ArrayBuffer | LoaderError {
  if (!(payload instanceof ArrayBuffer)) return damaged("has no payload");
  if (payload.byteLength !== head.bytes) return damaged("is truncated");
  return checksum(payload) === head.checksum ? payload : damaged("has a wrong checksum");
}

export function damaged(what: string): LoaderError {
  return new LoaderError("STORAGE_DEGRADED", `a stored record ${what} and was deleted`);
}

function isRecordId(value: unknown): value is RecordId {
  if (typeof value === "string") return true;
  return (
    Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === "string")
  );
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value < Infinity;
}

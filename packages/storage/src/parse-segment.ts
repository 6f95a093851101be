/** Parses segments from a caller's storage. Returns undefined for any other value, because callers may return anything. */
import type { LoadedSegment, SegmentInfo } from "@swarmlane/contract";

export function parseSegmentInfo(value: unknown): SegmentInfo | undefined {
  if (!isRecord(value)) return undefined;
  const { id, url, masterSwarmId, masterManifestUri = "", sequence, priority } = value;
  const streamId = value["streamId"] ?? undefined;
  const range = value["range"] ?? undefined;
  if (typeof id !== "string" || id === "" || typeof url !== "string") return undefined;
  if (typeof masterSwarmId !== "string" || typeof masterManifestUri !== "string") return undefined;
  if (typeof sequence !== "string" || !isOptionalString(streamId) || !isOptionalString(range)) {
    return undefined;
  }
  return {
    id,
    url,
    masterSwarmId,
    masterManifestUri,
    streamId,
    sequence,
    range,
    priority: typeof priority === "number" && Number.isFinite(priority) ? priority : 0,
  };
}

export function parseLoadedSegment(value: unknown): LoadedSegment | undefined {
  if (!isRecord(value)) return undefined;
  const info = parseSegmentInfo(value["info"]);
  const { data, requestUrl, responseUrl, downloadBandwidth } = value;
  if (info === undefined || !(data instanceof ArrayBuffer) || data.byteLength === 0) {
    return undefined;
  }
  return {
    info,
    data,
    requestUrl: typeof requestUrl === "string" ? requestUrl : undefined,
    responseUrl: typeof responseUrl === "string" ? responseUrl : undefined,
    downloadBandwidth: typeof downloadBandwidth === "number" ? downloadBandwidth : 0,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isOptionalString(value: unknown): value is string | undefined {
  return value === undefined || typeof value === "string";
}

/** Calls the caller's own storage in the way that 0.6.2 calls it, and checks what it returns. Page only. */
import { transfer } from "comlink";
import { LoaderError, type LoadedSegment, type SegmentInfo } from "@swarmlane/contract";
import { parseSegment } from "../segments/parse-queue.ts";
import { segmentOf, type SegmentFields } from "../segments/segment.ts";
import type { SegmentsStorage } from "../settings/settings.ts";

export interface PageStorage {
  /** The storage gets an object and a buffer of its own. */
  store(segment: LoadedSegment): Promise<void>;
  /** Rejects with `STORAGE_DEGRADED` if the result is not a Map. Entries that are not segments are skipped. */
  list(masterSwarmId: string): Promise<SegmentInfo[]>;
  /** Returns a copy, marked for transfer. Rejects with `STORAGE_DEGRADED` if the result is not a segment with data. */
  read(id: string, masterSwarmId: string): Promise<LoadedSegment | undefined>;
  /**
   * Returns the ids that the storage dropped: none if the storage returned false, or the ids that it returned. 0.6.2 accepts
   * any other return value, including none. The result is "unknown" then.
   */
  clean(masterSwarmId: string): Promise<readonly string[] | "unknown">;
}

export function createPageStorage(
  storage: SegmentsStorage,
  isLocked: (id: string) => boolean,
): PageStorage {
  return {
    async store(segment) {
      await storage.storeSegment(segmentOf(segment.info, segment));
    },
    async list(masterSwarmId) {
      const map: unknown = await storage.getSegmentsMap(masterSwarmId);
      if (!(map instanceof Map)) throw unusable("getSegmentsMap", "a Map");
      return [...map.values()].flatMap((item: unknown) => {
        const segment = (item as { segment?: unknown } | null | undefined)?.segment;
        const info = readInfo(segment, masterSwarmId);
        return info === undefined ? [] : [info];
      });
    },
    async read(id, masterSwarmId) {
      const found: unknown = await storage.getSegment(id, masterSwarmId);
      if (found === undefined || found === null) return undefined;
      const info = readInfo(found, masterSwarmId);
      const { data, requestUrl, responseUrl, downloadBandwidth } = found as Partial<SegmentFields>;
      if (info === undefined || !(data instanceof ArrayBuffer))
        throw unusable("getSegment", "a segment with data");
      const copy = data.slice(0);
      const loaded: LoadedSegment = {
        info,
        data: copy,
        requestUrl,
        responseUrl,
        downloadBandwidth: downloadBandwidth ?? 0,
      };
      return transfer(loaded, [copy]);
    },
    async clean(masterSwarmId) {
      const dropped: unknown = await storage.clean(masterSwarmId, isLocked);
      if (dropped === false) return [];
      return isListOfIds(dropped) ? [...dropped] : "unknown";
    },
  };
}

function readInfo(segment: unknown, masterSwarmId: string): SegmentInfo | undefined {
  try {
    return parseSegment(segment, masterSwarmId, "stored segment");
  } catch {
    return undefined;
  }
}

function isListOfIds(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((id) => typeof id === "string");
}

function unusable(method: string, wanted: string): LoaderError {
  return new LoaderError("STORAGE_DEGRADED", `segmentsStorage.${method} did not return ${wanted}.`);
}

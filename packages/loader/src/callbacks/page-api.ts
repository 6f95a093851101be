/** The functions that the host may call on the page. The caller's functions use the page's state, so they run here. */
import {
  isStorageDescription,
  LoaderError,
  segmentKey,
  type PageApi,
  type SegmentInfo,
} from "@swarmlane/contract";
import type { FindPart } from "../host/host-part.ts";
import { fillSegment, segmentOf, type SegmentFields } from "../segments/segment.ts";
import type { SegmentQueue } from "../segments/segment-queue.ts";
import type { HybridLoaderSettings } from "../settings/settings.ts";
import { asErrorInfo } from "./callback-error.ts";
import { createPageStorage } from "./page-storage.ts";
import type { PageXhr } from "./page-xhr.ts";
import type { Rejections } from "./rejections.ts";

export interface PageApiOptions {
  /** Changed in place: callbacks are read at each call. */
  readonly settings: HybridLoaderSettings;
  readonly queue: SegmentQueue;
  readonly xhr: PageXhr;
  readonly rejections: Rejections;
  readonly findPart: FindPart;
}

/** Rejections are plain `ErrorInfo`. Deadlines are the host's. */
export function createPageApi(options: PageApiOptions): PageApi {
  const { settings, queue, xhr, rejections, findPart } = options;
  const { segmentsStorage } = settings;
  const builtIn = isStorageDescription(segmentsStorage) ? segmentsStorage : undefined;
  const custom =
    segmentsStorage === undefined || builtIn !== undefined
      ? undefined
      : createPageStorage(segmentsStorage, (id) => queue.findById(id) !== undefined);

  function storage(): NonNullable<typeof custom> {
    if (custom === undefined) {
      throw new LoaderError("STORAGE_DEGRADED", "No segmentsStorage is set on the page.");
    }
    return custom;
  }

  return {
    validate: (loaded, method, peerId) =>
      asErrorInfo(
        method === "http" ? "HTTP_VALIDATION_FAILED" : "P2P_VALIDATION_FAILED",
        async () => {
          try {
            const segment = { ...callersObject(loaded.info) };
            fillSegment(segment, loaded);
            await settings.segmentValidator?.(segment, method, peerId);
          } catch (reason) {
            rejections.note(segmentKey(loaded.info), reason);
            throw reason;
          }
        },
      ),
    buildUrl: (info) =>
      asErrorInfo("CALLBACK_FAILED", async () => {
        const build = settings.segmentUrlBuilder;
        const built: unknown = build === undefined ? info.url : build(callersObject(info));
        // Some callers return a promise: its rejection must be handled here, like a throw.
        const url = await built;
        if (typeof url === "string") return url;
        throw new LoaderError("CALLBACK_FAILED", "segmentUrlBuilder did not return a string.");
      }),
    xhr: (request) => asErrorInfo("HTTP_ERROR", () => xhr.send(request)),
    storeSegment: (segment) => asErrorInfo("STORAGE_DEGRADED", () => storage().store(segment)),
    listSegments: (swarm) => asErrorInfo("STORAGE_DEGRADED", () => storage().list(swarm)),
    readSegment: (id, swarm) => asErrorInfo("STORAGE_DEGRADED", () => storage().read(id, swarm)),
    cleanSegments: (swarm) => asErrorInfo("STORAGE_DEGRADED", () => storage().clean(swarm)),
    // The page destroys the caller's storage at the end, so that this happens exactly once, even if the host hangs.
    destroyStorage: () => Promise.resolve(),
    storeUrl: () =>
      asErrorInfo("STORAGE_DEGRADED", () => findPart("indexeddb-store", builtIn?.storeUrl)),
  };

  /** 0.6.2 passes the queued object itself to the URL builder, and a copy of it to the validator. */
  function callersObject(info: SegmentInfo): SegmentFields {
    return (queue.get(segmentKey(info))?.segment ?? segmentOf(info)) as SegmentFields;
  }
}

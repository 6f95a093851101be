/** The caller's own storage on the page. All of its failures become `STORAGE_DEGRADED`. */
import { LoaderError, type PageApi, type SegmentStore } from "@swarmlane/contract";
import { loaderErrorOf } from "../loader-error-of.ts";
import { withDataMoved } from "../data-transfer.ts";
import { parseLoadedSegment, parseSegmentInfo } from "@swarmlane/storage";

/** The calls of `PageApi` that concern storage. */
export type StoragePage = Pick<
  PageApi,
  "storeSegment" | "listSegments" | "readSegment" | "cleanSegments" | "destroyStorage"
>;

/** Bytes are transferred to the page and back, so that each copy has one owner. */
export function createPageStore(page: StoragePage): SegmentStore {
  return {
    store: (segment) => degraded(page.storeSegment(withDataMoved(segment))),

    async list(masterSwarmId) {
      const listed: unknown = await degraded(page.listSegments(masterSwarmId));
      if (!Array.isArray(listed)) throw garbage("the list of segments");
      return listed.map((one: unknown) => parseSegmentInfo(one) ?? fail("a listed segment"));
    },

    async read(id, masterSwarmId) {
      const found: unknown = await degraded(page.readSegment(id, masterSwarmId));
      if (found === undefined || found === null) return undefined;
      const segment = parseLoadedSegment(found);
      return segment?.info.id === id ? segment : fail("a stored segment");
    },

    /** The page decides which segments are locked, because its queue is newer than ours. */
    async clean(masterSwarmId) {
      const dropped: unknown = await degraded(page.cleanSegments(masterSwarmId));
      return Array.isArray(dropped) && dropped.every(isString) ? dropped : "unknown";
    },

    destroy: () => degraded(page.destroyStorage()),
  };
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}

async function degraded<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (thrown) {
    throw loaderErrorOf(thrown, "STORAGE_DEGRADED");
  }
}

function fail(what: string): never {
  throw garbage(what);
}

function garbage(what: string): LoaderError {
  return new LoaderError(
    "STORAGE_DEGRADED",
    `the custom storage returned an invalid value for ${what}`,
  );
}

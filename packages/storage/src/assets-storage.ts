/**
 * The `assetsStorage` of the 0.6.2 engines, in the database of the segments. Page. Never rejects, because the engines do not
 * handle rejections. Playlists come from the origin while it responds, and otherwise from the database.
 */
import { defaultLimits, LoaderError, type StorageDescription } from "@swarmlane/contract";
import { assetKey, isPlaylist, parseAsset, toAssetRecord, type Asset } from "./asset.ts";
import { createBudget } from "./budget.ts";
import { openConnection, type DatabaseConnection } from "./database-connection.ts";
import { isFresh, isYoung } from "./freshness.ts";
import { createOriginProbe, type Fetch } from "./origin-probe.ts";
import { readBoth } from "./read-records.ts";
import type { RecordHead, RecordKey } from "./record.ts";
import { createStoragePlatform, type StoragePlatform } from "./storage-platform.ts";
import { parseRow } from "./stream-row.ts";
import { writeRecords, type Item } from "./write-records.ts";

/** The 0.6.2 engines' own interface. */
export interface AssetsStorage {
  storeAsset(asset: Asset): Promise<void>;
  getAsset(
    requestUri: string,
    requestRange: string | undefined,
    masterSwarmId: string,
  ): Promise<Asset | undefined>;
  /** Closes the database and keeps its content. The next call opens it again. */
  destroy(): Promise<void>;
}

export interface AssetsStorageParts {
  readonly platform?: StoragePlatform;
  readonly fetch?: Fetch;
}

export function createAssetsStorage(
  description: StorageDescription,
  parts: AssetsStorageParts = {},
): AssetsStorage {
  const { platform = createStoragePlatform() } = parts;
  const fetch: Fetch = parts.fetch ?? ((address, init) => globalThis.fetch(address, init));
  const { now } = platform;
  const limits = defaultLimits;
  const ages = { maxAge: description.maxAge, liveAge: limits.storageLiveAge };
  const budget = createBudget(description.maxBytes, limits, platform);
  const probe = createOriginProbe(fetch, now, limits);
  let connection: DatabaseConnection | undefined;

  const open = () => (connection ??= openConnection(description.name, () => undefined)).get();

  async function write(items: readonly Item[], drop: readonly RecordKey[]): Promise<void> {
    await budget.refresh();
    await writeRecords(await open(), {
      ...{ items, drop, rebuild: [], touch: [], live: [], lease: undefined },
      ...{ now: now(), maxAge: ages.maxAge, slack: limits.storageSlack },
      budget: (total) => budget.of(total),
      isLocked: () => false,
    });
  }

  /** Undefined if there is none, or if it is damaged or too old. */
  async function read(key: RecordKey): Promise<Asset | undefined> {
    const at = now();
    const isOld = (head: RecordHead): boolean => !isYoung(head, ages, at);
    const { value, payload, row } = await readBoth(await open(), key, isOld);
    if (value === undefined) return undefined;
    const asset = parseAsset(value, payload);
    if (asset instanceof LoaderError) {
      await write([], [key]);
      return undefined;
    }
    return isFresh(asset, parseRow(row), ages, at) ? asset : undefined;
  }

  return {
    async storeAsset(asset) {
      const item = toAssetRecord(asset, now());
      if (item === undefined) return;
      probe.noteLoaded(asset.requestUri);
      await write([item], []).catch(() => undefined);
    },
    async getAsset(requestUri, requestRange, masterSwarmId) {
      const asset = await read(assetKey(masterSwarmId, requestUri, requestRange)).catch(
        () => undefined,
      );
      if (asset === undefined || !isPlaylist(asset)) return asset;
      return (await probe.isThere(requestUri)) ? undefined : asset;
    },
    destroy() {
      connection?.close();
      connection = undefined;
      return Promise.resolve();
    },
  };
}

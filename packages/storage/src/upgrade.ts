/** How the database came to be: from each version to the next. Either thread. Runs within the upgrade's transaction. */
import type { LoaderError } from "@swarmlane/contract";
import type { IDBPTransaction } from "idb";
import { rebuildPages } from "./pages.ts";
import { parseHead } from "./record.ts";
import { storeNames, type Database, type Schema, type StoreName } from "./schema.ts";
import { storageError } from "./storage-error.ts";
import { emptyRow } from "./stream-row.ts";

type Upgrade = IDBPTransaction<Schema, StoreName[], "versionchange">;

/** 1: records and payloads. 2: the order of eviction, lists in pages, sizes by stream, leases. 3: neighbours share a page. */
export const schemaVersion = 3;

/** The database is somebody else's, and stays as it is. */
export function foreignSchema(): LoaderError {
  return storageError("the database has a foreign schema");
}

/** A rejection must abort the transaction. */
export async function upgradeSchema(db: Database, from: number, upgrade: Upgrade): Promise<void> {
  const former: readonly StoreName[] =
    from < 1 ? [] : from < 2 ? ["records", "payloads"] : storeNames;
  if (!former.every((name) => db.objectStoreNames.contains(name))) throw foreignSchema();
  if (from < 1) {
    db.createObjectStore("records", { keyPath: ["masterSwarmId", "id"] });
    db.createObjectStore("payloads");
  }
  if (from < 2) {
    upgrade.objectStore("records").createIndex("byAccess", "accessedAt");
    db.createObjectStore("streams", { keyPath: "masterSwarmId" });
    db.createObjectStore("pages");
    db.createObjectStore("leases", { keyPath: "owner" });
    await countStreams(upgrade);
  } else if (from < 3) {
    for (const masterSwarmId of await upgrade.objectStore("streams").getAllKeys())
      await rebuildPages(upgrade, masterSwarmId, ignoreAnswer);
  }
}

async function countStreams(upgrade: Upgrade): Promise<void> {
  const rows = new Map<string, ReturnType<typeof emptyRow>>();
  let cursor = await upgrade.objectStore("records").openCursor();
  while (cursor !== null) {
    const head = parseHead(cursor.value);
    if (head !== undefined) {
      const row = rows.get(head.masterSwarmId) ?? emptyRow(head.masterSwarmId);
      row.bytes += head.bytes;
      row.segments += typeof head.id === "string" ? 1 : 0;
      rows.set(head.masterSwarmId, row);
    }
    cursor = await cursor.continue();
  }
  for (const row of rows.values()) {
    await upgrade.objectStore("streams").put(row);
    await rebuildPages(upgrade, row.masterSwarmId, ignoreAnswer);
  }
}

/** A request that fails aborts the upgrade by itself. */
function ignoreAnswer(request: Promise<unknown>): void {
  request.catch(() => undefined);
}

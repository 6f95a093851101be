/** Creates the schema, and upgrades it from each version to the next, within the upgrade's transaction. Either thread. */
import type { LoaderError } from "@swarmlane/contract";
import type { IDBPTransaction } from "idb";
import { parseHead } from "./record.ts";
import type { Database, Schema, StoreName } from "./schema.ts";
import { storageError } from "./storage-error.ts";
import { emptyRow } from "./stream-row.ts";

type Upgrade = IDBPTransaction<Schema, StoreName[], "versionchange">;

/** 1: records and payloads. 2: the order of eviction, lists in pages, sizes by stream, leases. 3: neighbours share a page. */
export const schemaVersion = 3;

/** The database belongs to other code and is not changed. */
export function foreignSchema(): LoaderError {
  return storageError("the database has an unknown schema");
}

/** A rejection must abort the transaction. */
export async function upgradeSchema(db: Database, from: number, upgrade: Upgrade): Promise<void> {
  if (!storesOf(from).every((name) => db.objectStoreNames.contains(name))) throw foreignSchema();
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
  }
  // Only deleted: a database over its quota could not be opened if that wrote. Listing a stream rebuilds its pages.
  if (from < 3) await upgrade.objectStore("pages").clear();
}

/** What each version left behind. */
function storesOf(version: number): readonly StoreName[] {
  if (version < 1) return [];
  if (version < 2) return ["records", "payloads"];
  return ["records", "payloads", "streams", "pages", "leases"];
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
  for (const row of rows.values()) await upgrade.objectStore("streams").put(row);
}

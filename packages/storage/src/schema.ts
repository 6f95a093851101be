/**
 * The shape of the database. Either thread.
 * Values are `unknown` on purpose, so that everything from the disk goes through a parser.
 */
import type { DBSchema, IDBPDatabase } from "idb";
import type { PageKey, RecordKey } from "./record.ts";

export interface Schema extends DBSchema {
  /** The records of segments and assets, without their bytes. Key path: master swarm and id. */
  records: { key: RecordKey; value: unknown; indexes: { byAccess: number } };
  /** The list of a stream's segments, by master swarm and number. */
  pages: { key: PageKey; value: unknown };
  /** Bytes, by the key of their record. */
  payloads: { key: RecordKey; value: unknown };
  /** Sizes and marks of each master swarm. */
  streams: { key: string; value: unknown };
  /** The leases: the segments that each tab's queue needs. */
  leases: { key: string; value: unknown };
}

export type Database = IDBPDatabase<Schema>;
export const storeNames = ["records", "pages", "payloads", "streams", "leases"] as const;
export type StoreName = (typeof storeNames)[number];

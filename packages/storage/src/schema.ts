/**
 * The shape of the database. Either thread.
 * Values are `unknown` on purpose: a disk is read by parsers, whatever we believe we wrote.
 */
import type { DBSchema, IDBPDatabase } from "idb";
import type { PageKey, RecordKey } from "./record.ts";

export interface Schema extends DBSchema {
  /** What is known of a segment or asset, without its bytes. Key path: master swarm and id. */
  records: { key: RecordKey; value: unknown; indexes: { byAccess: number } };
  /** The list of a stream's segments, by master swarm and number. */
  pages: { key: PageKey; value: unknown };
  /** Bytes, by the key of their record. */
  payloads: { key: RecordKey; value: unknown };
  /** Sizes and marks of each master swarm. */
  streams: { key: string; value: unknown };
  /** What the queue of each tab needs. */
  leases: { key: string; value: unknown };
}

export type Database = IDBPDatabase<Schema>;
export const storeNames = ["records", "pages", "payloads", "streams", "leases"] as const;
export type StoreName = (typeof storeNames)[number];

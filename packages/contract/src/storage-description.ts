/** A built-in storage as plain data: the page describes it, the host turns it into a store. */

export interface StorageDescription {
  readonly type: "indexeddb";
  /** The name of the database. All loaders of an origin that use the same name share it. */
  readonly name: string;
  /** The maximum number of bytes in the database, over all streams of the origin. */
  readonly maxBytes: number;
  /** ms since it was stored, after which a segment is no longer used. Pinned streams do not age. */
  readonly maxAge: number;
  /** Asks the browser not to clear the origin's data when the disk runs full. */
  readonly persist: boolean;
  /** The address of the store's code, if it differs from the build's default. */
  readonly storeUrl?: string | undefined;
}

/** The contents of the database, over all streams of the origin. */
export interface StoredAmount {
  /** Segments, playlists and other assets. */
  readonly bytes: number;
  readonly segments: number;
  readonly streams: number;
}

/** Whether `value` is a description. Its fields were checked when it was created. */
export function isStorageDescription(value: unknown): value is StorageDescription {
  return (
    typeof value === "object" && value !== null && "type" in value && value.type === "indexeddb"
  );
}

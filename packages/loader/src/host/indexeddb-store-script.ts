/** The text of the database's code, in a chunk of its own (`host-part.ts`). The build puts it here. */
declare const __SWARMLANE_INDEXEDDB_STORE__: string;

export const partScript: string = __SWARMLANE_INDEXEDDB_STORE__;

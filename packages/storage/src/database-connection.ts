/**
 * One connection to the database, which is opened when it is needed and again when it was lost. Either thread.
 * It never blocks another tab, because it closes at once on `versionchange`.
 */
import { openDB } from "idb";
import { storeNames, type Database, type Schema } from "./schema.ts";
import { storageError } from "./storage-error.ts";
import { foreignSchema, schemaVersion, upgradeSchema } from "./upgrade.ts";

export interface DatabaseConnection {
  /** Rejects with `STORAGE_DEGRADED`. May hang if the browser hangs, so callers need a deadline. */
  get(): Promise<Database>;
  close(): void;
}

/** `onLost` is called with the reason when an open connection is lost. */
export function openConnection(name: string, onLost: (error: Error) => void): DatabaseConnection {
  let current: Promise<Database> | undefined;
  let isClosed = false;

  function lose(why: string): void {
    current = undefined;
    if (!isClosed) onLost(storageError(why));
  }

  function open(): Promise<Database> {
    // A blocked request continues. Waiting calls fail now, and later calls use the connection once it is open.
    let block: (error: Error) => void = () => undefined;
    const blocked = new Promise<never>((_, reject) => (block = reject));
    const opening = request(name, {
      onBlocked: () => block(storageError("another tab has an older version of the database open")),
      onLost: lose,
    }).then((db) => {
      if (isClosed) db.close();
      else current = Promise.resolve(db);
      return db;
    });
    opening.catch(() => {
      current = undefined;
    });
    const first = Promise.race([opening, blocked]);
    first.catch(() => undefined);
    return first;
  }

  return {
    get() {
      if (isClosed) return Promise.reject(storageError("the storage was closed"));
      return (current ??= open());
    },
    close() {
      isClosed = true;
      void current?.then(
        (db) => db.close(),
        () => undefined,
      );
      current = undefined;
    },
  };
}

interface Listeners {
  readonly onBlocked: () => void;
  readonly onLost: (why: string) => void;
}

async function request(name: string, { onBlocked, onLost }: Listeners): Promise<Database> {
  /** Why an upgrade was aborted, rather than that it was. */
  let refusal: unknown;
  try {
    const opened = await openDB<Schema>(name, schemaVersion, {
      upgrade(db, from, _to, upgrade) {
        // Nothing waits for it, because `openDB` itself reports the abort.
        upgrade.done.catch(() => (refusal ??= upgrade.error ?? undefined));
        // Without the abort, an incomplete schema would be committed.
        upgradeSchema(db, from, upgrade).catch((thrown: unknown) => {
          refusal = thrown;
          abort(upgrade);
        });
      },
      blocked: onBlocked,
      blocking(_from, _to, event) {
        (event.target as IDBDatabase).close();
        onLost("another tab upgrades or deletes the database (versionchange)");
      },
      terminated: () => onLost("the browser closed the database"),
    });
    if (storeNames.every((store) => opened.objectStoreNames.contains(store))) return opened;
    opened.close();
  } catch (thrown) {
    throw storageError("the database cannot be opened", refusal ?? thrown);
  }
  throw foreignSchema();
}

function abort(upgrade: { abort(): void }): void {
  try {
    upgrade.abort();
  } catch {
    // It has aborted by itself.
  }
}

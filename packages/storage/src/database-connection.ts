/**
 * One connection to the database, opened when it is needed and again when it was lost. Either thread.
 * It never stands in another tab's way: at `versionchange` it closes at once.
 */
import { openDB } from "idb";
import { storeNames, type Database, type Schema } from "./schema.ts";
import { storageError } from "./storage-error.ts";
import { foreignSchema, schemaVersion, upgradeSchema } from "./upgrade.ts";

export interface DatabaseConnection {
  /** Rejects with `STORAGE_DEGRADED`. May hang as the browser does: callers bring a deadline. */
  get(): Promise<Database>;
  close(): void;
}

/** `onLost` is called when an open connection is no more, and why. */
export function openConnection(name: string, onLost: (error: Error) => void): DatabaseConnection {
  let current: Promise<Database> | undefined;
  let isClosed = false;

  function lose(why: string): void {
    current = undefined;
    if (!isClosed) onLost(storageError(why));
  }

  function open(): Promise<Database> {
    // A request that is blocked stays: what waits is told, and finds it when it is through.
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
        // Nobody waits for it; `openDB` itself tells of the abort.
        upgrade.done.catch(() => (refusal ??= upgrade.error ?? undefined));
        // Without the abort a half-made schema would be committed.
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

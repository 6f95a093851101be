import "fake-indexeddb/auto";
import { forceCloseDatabase } from "fake-indexeddb";
import { deleteDB, openDB, unwrap } from "idb";
import { expect, onTestFinished, test, vi } from "vitest";
import { openConnection } from "./database-connection.ts";
import {
  createFormer,
  createStoreScene,
  dump,
  formerIds,
  loaded,
  swarm,
} from "./idb-store.fake.ts";
import { schemaVersion } from "./upgrade.ts";

let count = 0;
const fresh = (): string => `connection ${++count}`;

function connect(name: string) {
  const lost: string[] = [];
  const connection = openConnection(name, ({ message }) => lost.push(message));
  onTestFinished(() => connection.close());
  return { connection, lost };
}

const degraded = (part: string): unknown =>
  expect.objectContaining({
    code: "STORAGE_DEGRADED",
    message: expect.stringContaining(part) as string,
  });

test.each([1, 2])(
  "a database of version %i is taken over, with everything in it",
  async (version) => {
    const name = fresh();
    await createFormer(version, name);
    const { store, damage } = createStoreScene({
      name,
      maxBytes: 300,
      limits: { storageSlack: 0 },
    });
    const ids = async () => (await store.list(swarm)).map(({ id }) => id).sort();
    expect(await ids()).toEqual(formerIds);
    expect(await store.read("s65", swarm, "player")).toEqual(loaded("s65"));
    expect(await dump(name, "streams")).toEqual([
      expect.objectContaining({ masterSwarmId: swarm, bytes: 300, segments: 3 }),
    ]);
    await store.storeAll([]);
    // Neighbours share a page.
    expect(await dump(name, "pages")).toHaveLength(2);
    await store.storeAll([loaded("s66")]);
    await store.probe();
    // What is evicted is found on its page.
    expect(await ids()).toEqual(["s65", "s66", "s70"]);
    expect(damage).toEqual([]);
  },
);

test("a blocked upgrade is reported at once, and the database is available when it is done", async () => {
  const name = fresh();
  await createFormer(1, name);
  const older = await openDB(name, 1);
  const { connection } = connect(name);
  await expect(connection.get()).rejects.toEqual(degraded("older version of the database"));
  older.close();
  await expect.poll(async () => (await connection.get()).version).toBe(schemaVersion);
});

test("a newer database is left alone", async () => {
  const name = fresh();
  (await openDB(name, schemaVersion + 1)).close();
  await expect(connect(name).connection.get()).rejects.toEqual(degraded("VersionError"));
});

test.each([1, 2, schemaVersion])(
  "a database of other code (version %i) is not changed",
  async (version) => {
    const name = fresh();
    const theirs = await openDB(name, version, {
      upgrade: (db) => void db.createObjectStore("theirs"),
    });
    await theirs.put("theirs", "precious", 1);
    theirs.close();
    await expect(connect(name).connection.get()).rejects.toEqual(degraded("unknown schema"));
    const after = await openDB(name);
    onTestFinished(() => after.close());
    expect([after.version, ...after.objectStoreNames]).toEqual([version, "theirs"]);
    expect(await after.get("theirs", 1)).toBe("precious");
  },
);

test("it does not block a deletion, which is reported, and the next call opens the database again", async () => {
  const name = fresh();
  const { connection, lost } = connect(name);
  await connection.get();
  await deleteDB(name);
  expect(lost).toEqual(["another tab upgrades or deletes the database (versionchange)"]);
  expect((await connection.get()).version).toBe(schemaVersion);
});

test("a connection that the browser drops is told, and the next call opens anew", async () => {
  const name = fresh();
  const { connection, lost } = connect(name);
  const db = await connection.get();
  forceCloseDatabase(unwrap(db) as never);
  expect(lost).toEqual(["the browser closed the database"]);
  expect(await connection.get()).not.toBe(db);
});

test("where there is no IndexedDB, or it may not be used, a name is given to that", async () => {
  onTestFinished(() => void vi.unstubAllGlobals());
  vi.stubGlobal("indexedDB", undefined);
  await expect(connect("none").connection.get()).rejects.toEqual(degraded("cannot be opened"));
  const open = (): never => {
    throw new DOMException("not here", "SecurityError");
  };
  vi.stubGlobal("indexedDB", { open });
  await expect(connect("none").connection.get()).rejects.toEqual(degraded("SecurityError"));
});

test("a closed one opens nothing", async () => {
  const { connection, lost } = connect(fresh());
  const opening = connection.get();
  connection.close();
  await opening;
  await expect(connection.get()).rejects.toEqual(degraded("closed"));
  expect(lost).toEqual([]);
});

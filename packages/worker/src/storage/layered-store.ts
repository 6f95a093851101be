/**
 * Memory in front, a disk behind. Either thread. Never rejects and never waits long: a segment is stored when memory has
 * it, and written after it was delivered. While the disk is out, memory is alone; what fits into the queue is written later.
 */
import {
  toErrorInfo,
  type Clock,
  type ErrorInfo,
  type Limits,
  type SegmentInfo,
  type SegmentStore,
} from "@swarmlane/contract";
import type { IdbStore } from "@swarmlane/storage";
import { createGate } from "./gate.ts";
import { createWriteQueue } from "./write-queue.ts";

export interface LayeredStore extends SegmentStore {
  /** Resolves when nothing waits to be written any more, or the disk does not take it. */
  flush(): Promise<void>;
  /** The connection was lost. */
  lose(error: Error): void;
  noteDamage(error: Error): void;
}

export interface LayeredStoreOptions {
  readonly memory: SegmentStore;
  readonly disk: Omit<IdbStore, "noteLive">;
  readonly clock: Clock;
  readonly limits: Limits;
  /** One for each degradation. */
  readonly warn: (error: ErrorInfo) => void;
}

export function createLayeredStore(options: LayeredStoreOptions): LayeredStore {
  const { memory, disk, clock, limits, warn } = options;
  const queue = createWriteQueue(limits.storageQueueBytes);
  const shared = { clock, limits, onShut: degrade, onOpen: recover };
  const reads = createGate({ ...shared, retry: () => disk.probe() });
  const writes = createGate({ ...shared, retry: () => writeOnce() });
  let isDegraded = false;
  let hasRoom = true;
  let damageToldAt = -Infinity;
  /** One at a time: what hangs is not asked again. */
  let writing: Promise<void> | undefined;
  let flushing: Promise<void> | undefined;
  let flushTimer: unknown;
  let renewalTimer: unknown;
  let isListLate = false;
  let isDestroyed = false;

  function degrade(error: unknown): void {
    if (!isDegraded) tell(`${toErrorInfo(error).message}; memory takes over`, error);
    isDegraded = true;
  }

  function recover(): void {
    isDegraded = !reads.isOpen || !writes.isOpen;
    schedule();
  }

  function tell(message: string, error: unknown): void {
    if (isDestroyed) return;
    const cause: unknown =
      error instanceof Error && error.cause !== undefined ? error.cause : error;
    warn({ code: "STORAGE_DEGRADED", message, cause });
  }

  function writeOnce(): Promise<void> {
    return (writing ??= writeBatch().finally(() => (writing = undefined)));
  }

  async function writeBatch(): Promise<void> {
    const batch = queue.peek(limits.storageBatchBytes);
    const { stored, refused } = await disk.storeAll(batch);
    queue.done(batch);
    if (refused.length > 0 && hasRoom) {
      const message =
        "the storage is full of what is pinned or in use: new segments are in memory only";
      tell(message, undefined);
    }
    if (refused.length > 0) hasRoom = false;
    else if (stored.length > 0) hasRoom = true;
  }

  async function writeAll(): Promise<void> {
    while (writes.isOpen && (queue.size > 0 || disk.isDirty)) {
      await writes.run("write", () => writeOnce());
    }
  }

  function flush(): Promise<void> {
    return (flushing ??= writeAll().finally(() => (flushing = undefined)));
  }

  /** After this task, in which what was stored is delivered. */
  function schedule(): void {
    if (isDestroyed) return;
    flushTimer ??= clock.setTimeout(() => {
      flushTimer = undefined;
      void flush();
    }, 0);
  }

  function renew(): void {
    renewalTimer = clock.setTimeout(() => {
      schedule();
      renew();
    }, limits.storageLease / 2);
  }

  /** What the disk lists, if it does within a time that nobody notices. */
  async function listDisk(masterSwarmId: string): Promise<readonly SegmentInfo[]> {
    let timer: unknown;
    const late = new Promise<"late">((resolve) => {
      timer = clock.setTimeout(() => resolve("late"), limits.storageListWait);
    });
    const listed = await Promise.race([reads.run("list", () => disk.list(masterSwarmId)), late]);
    clock.clearTimeout(timer);
    isListLate = listed === undefined || listed === "late";
    return listed === undefined || listed === "late" ? [] : listed;
  }

  renew();
  // Whether it works at all is found out before it is needed.
  void reads.run("opening", () => disk.probe());

  return {
    flush,
    async store(segment) {
      await memory.store(segment);
      if (isDestroyed) return;
      queue.push(segment);
      schedule();
    },
    async list(masterSwarmId) {
      const onDisk = await listDisk(masterSwarmId);
      const byId = new Map(onDisk.map((info) => [info.id, info]));
      for (const info of queue.list(masterSwarmId)) byId.set(info.id, info);
      for (const info of await memory.list(masterSwarmId)) byId.set(info.id, info);
      return [...byId.values()];
    },
    async read(id, masterSwarmId, reader) {
      const near = (await memory.read(id, masterSwarmId, reader)) ?? queue.find(id, masterSwarmId);
      if (near !== undefined) {
        if (reader === "player") disk.touch(id, masterSwarmId);
        return near;
      }
      const found = await reads.run("read", () => disk.read(id, masterSwarmId, reader));
      // What the player wants again soon, a seek back say, need not be read again.
      if (found !== undefined && reader === "player" && !isDestroyed) await memory.store(found);
      return found;
    },
    /** True also when the disk was not listed and now can be: it is worth asking again. */
    async clean(masterSwarmId, isLocked) {
      const hasDropped = await memory.clean(masterSwarmId, isLocked);
      await reads.run("clean", () => disk.clean(masterSwarmId, isLocked));
      if (disk.isDirty) schedule();
      return hasDropped || (isListLate && reads.isOpen);
    },
    async destroy() {
      if (writes.isOpen) await flush();
      isDestroyed = true;
      clock.clearTimeout(flushTimer);
      clock.clearTimeout(renewalTimer);
      reads.stop();
      writes.stop();
      queue.clear();
      await memory.destroy();
      await disk.destroy();
    },
    lose(error) {
      reads.shut(error);
      writes.shut(error);
    },
    noteDamage(error) {
      schedule();
      if (clock.now() - damageToldAt < limits.warningCoalesce) return;
      damageToldAt = clock.now();
      tell(error.message, error);
    },
  };
}

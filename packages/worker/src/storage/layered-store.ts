/**
 * A store with memory in front of a disk. Either thread. It never rejects and never waits long. A segment counts as stored once
 * it is in memory, and is written in a pause after it was delivered. While the disk does not work, only memory is used, and the
 * segments that fit into the queue are written later.
 */
import {
  toErrorInfo,
  type Clock,
  type ErrorInfo,
  type Limits,
  type SegmentInfo,
  type SegmentStore,
  type StoredAmount,
} from "@swarmlane/contract";
import type { IdbStore } from "@swarmlane/storage";
import { createAmountNotice } from "./amount-notice.ts";
import { createGate } from "./gate.ts";
import { createLeftIds, type Place } from "./left-ids.ts";
import { createWritePace } from "./write-pace.ts";
import { createWriteQueue } from "./write-queue.ts";

export interface LayeredStore extends SegmentStore {
  /** Resolves when nothing waits to be written, or when the disk refuses it. */
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
  /** What the database holds, as of the last write: seldom, and only when it changed. */
  readonly tellAmount: (amount: StoredAmount) => void;
  /** A previous list did not include the disk, which can be listed now. */
  readonly onListable: () => void;
}

export function createLayeredStore(options: LayeredStoreOptions): LayeredStore {
  const { memory, disk, clock, limits, warn, tellAmount, onListable } = options;
  const queue = createWriteQueue(limits.storageQueueBytes);
  const left = createLeftIds();
  const shared = { clock, limits, onShut: degrade, onOpen: recover };
  const reads = createGate({ ...shared, retry: () => probe() });
  const writes = createGate({ ...shared, retry: () => writeOnce() });
  const amounts = createAmountNotice(clock, limits, tellAmount);
  const isUrgent = (): boolean => queue.size > limits.storageQueueBytes / 2;
  const pace = createWritePace({ clock, limits, isUrgent, write: () => void writeSome() });
  let isDegraded = false;
  let hasRoom = true;
  let damageToldAt = -Infinity;
  /** Only one write at a time: if it hangs, no further write is started. */
  let writing: Promise<void> | undefined;
  let flushing: Promise<void> | undefined;
  let renewalTimer: unknown;
  let isListLate = false;
  let isDestroyed = false;

  function degrade(error: unknown): void {
    if (!isDegraded) tell(`${toErrorInfo(error).message}; segments are kept in memory`, error);
    isDegraded = true;
    // If there is still no room after recovery, a warning has already been sent.
    hasRoom = false;
  }

  function recover(): void {
    isDegraded = !reads.isOpen || !writes.isOpen;
    pace.want();
    if (reads.isOpen) tellListable();
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
    const { stored, refused, amount } = await disk.storeAll(batch);
    queue.done(batch);
    amounts.note(amount);
    if (refused.length > 0 && hasRoom) {
      const message =
        "the storage is full, and everything in it is pinned or in use: new segments are kept in memory only";
      tell(message, new Error(message));
    }
    if (refused.length > 0) hasRoom = false;
    else if (stored.length > 0) hasRoom = true;
  }

  async function writeAll(): Promise<void> {
    while (hasMore()) await writes.run("write", () => writeOnce());
  }

  function flush(): Promise<void> {
    return (flushing ??= writeAll().finally(() => (flushing = undefined)));
  }

  /** One batch; the rest waits for the next pause. */
  async function writeSome(): Promise<void> {
    if (flushing !== undefined || !hasMore()) return;
    await writes.run("write", () => writeOnce());
    if (hasMore()) pace.want();
  }

  function hasMore(): boolean {
    return writes.isOpen && (queue.size > 0 || disk.isDirty);
  }

  async function probe(): Promise<void> {
    amounts.note(await disk.probe());
  }

  function renew(): void {
    renewalTimer = clock.setTimeout(() => {
      pace.want();
      renew();
    }, limits.storageLease / 2);
  }

  /** Returns the disk's list, if it arrives within a short time. */
  async function listDisk(masterSwarmId: string): Promise<readonly SegmentInfo[]> {
    let timer: unknown;
    const late = new Promise<"late">((resolve) => {
      timer = clock.setTimeout(() => resolve("late"), limits.storageListWait);
    });
    const asked = reads.run("list", () => disk.list(masterSwarmId));
    const listed = await Promise.race([asked, late]);
    clock.clearTimeout(timer);
    isListLate = listed === undefined || listed === "late";
    if (listed === "late") void asked.then((found) => found !== undefined && tellListable());
    return listed === undefined || listed === "late" ? [] : listed;
  }

  function tellListable(): void {
    if (isListLate && !isDestroyed) onListable();
  }

  async function cleanDisk(
    masterSwarmId: string,
    isLocked: (id: string) => boolean,
  ): Promise<void> {
    const gone = await reads.run("clean", () => disk.clean(masterSwarmId, isLocked));
    left.note(masterSwarmId, gone ?? "unknown");
    if (hasMore()) pace.want();
  }

  /** Ids of a master swarm that were in one layer, and are now in none. */
  async function takeGone(masterSwarmId: string): Promise<readonly string[] | "unknown"> {
    const infos = await memory.list(masterSwarmId);
    const inMemory = new Set(infos.map(({ id }) => id));
    return left.take(masterSwarmId, (id): Place => {
      if (inMemory.has(id)) return "held";
      // It may leave the queue without being written.
      if (queue.find(id, masterSwarmId) !== undefined) return "on its way";
      const isOnDisk = disk.holds(id, masterSwarmId);
      if (isOnDisk === undefined) return "unknown";
      return isOnDisk ? "held" : "nowhere";
    });
  }

  renew();
  // Whether it works at all is found out before it is needed.
  void reads.run("opening", () => probe());

  return {
    flush,
    async store(segment) {
      await memory.store(segment);
      if (isDestroyed) return;
      queue.push(segment);
      pace.want();
      pace.yield();
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
      pace.yield();
      const found = await reads.run("read", () => disk.read(id, masterSwarmId, reader));
      // What the player wants again soon, a seek back say, need not be read again.
      if (found !== undefined && reader === "player" && !isDestroyed) await memory.store(found);
      return found;
    },
    /**
     * Does not wait for the disk, which only records the needed segments, because the next download follows a clean. The ids that
     * the disk has deleted are returned by the next clean.
     */
    async clean(masterSwarmId, isLocked) {
      void cleanDisk(masterSwarmId, isLocked);
      left.note(masterSwarmId, await memory.clean(masterSwarmId, isLocked));
      const gone = await takeGone(masterSwarmId);
      return reads.isOpen ? gone : "unknown";
    },
    async destroy() {
      if (writes.isOpen) await flush();
      isDestroyed = true;
      pace.stop();
      amounts.stop();
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
      pace.want();
      if (clock.now() - damageToldAt < limits.warningCoalesce) return;
      damageToldAt = clock.now();
      tell(error.message, error);
    },
  };
}

/** Pending writes other than segments. They are added to the next write, or cause one. Either thread. */
import type { Lease } from "./leases.ts";
import type { RecordHead, RecordKey } from "./record.ts";

export interface Unwritten {
  readonly isDirty: boolean;
  /** Damaged, stale, or wrongly listed. */
  drop(key: RecordKey): void;
  isDropped(key: RecordKey): boolean;
  /** It was written again. */
  keep(key: RecordKey): void;
  touch(key: RecordKey): void;
  noteLive(masterSwarmId: string): void;
  isLive(masterSwarmId: string): boolean;
  rebuild(masterSwarmId: string): void;
  /** What this tab needs from now on: which records there are, now and later, and which of them are needed. */
  lease(
    masterSwarmId: string,
    list: () => readonly string[],
    isWanted: (id: string) => boolean,
  ): void;
  isLocked(head: Pick<RecordHead, "masterSwarmId" | "id">): boolean;
  /** All of it as part of a change that puts `incoming`; `done` when that is written. */
  take(incoming: readonly Pick<RecordHead, "masterSwarmId" | "id">[]): {
    readonly change: {
      readonly drop: readonly RecordKey[];
      readonly touch: readonly RecordKey[];
      readonly live: readonly string[];
      readonly rebuild: readonly string[];
      readonly lease: Lease | undefined;
    };
    readonly done: () => void;
  };
}

interface Needs {
  readonly masterSwarmId: string;
  readonly list: () => readonly string[];
  readonly isWanted: (id: string) => boolean;
}

/** `leaseTime` in ms; `now` in ms since 1970. */
export function createUnwritten(owner: string, leaseTime: number, now: () => number): Unwritten {
  const dropped = new Map<string, RecordKey>();
  const touched = new Map<string, RecordKey>();
  const rebuilt = new Set<string>();
  const live = new Set<string>();
  let needs: Needs | undefined;
  /** What of it the database has. */
  let written: Lease | undefined;

  function leaseOf({ masterSwarmId, list, isWanted }: Needs): Omit<Lease, "until"> {
    return { owner, masterSwarmId, ids: list().filter(isWanted) };
  }

  /** Half of its time before the end, so that one that is late is not too late. */
  function mustRenew(): boolean {
    if (needs === undefined) return false;
    if (written === undefined || !isSame(leaseOf(needs), written)) return true;
    return written.until - now() < leaseTime / 2;
  }

  function isLocked({ masterSwarmId, id }: Pick<RecordHead, "masterSwarmId" | "id">): boolean {
    return masterSwarmId === needs?.masterSwarmId && typeof id === "string" && needs.isWanted(id);
  }

  /** With what is put in the same transaction: no other tab comes between. */
  function renew(
    lease: Omit<Lease, "until">,
    incoming: readonly Pick<RecordHead, "masterSwarmId" | "id">[],
  ): Lease {
    const ids = new Set(lease.ids);
    for (const head of incoming) {
      if (isLocked(head) && typeof head.id === "string") ids.add(head.id);
    }
    return { ...lease, ids: [...ids], until: now() + leaseTime };
  }

  return {
    get isDirty() {
      return dropped.size + touched.size + rebuilt.size > 0 || mustRenew();
    },
    drop: (key) => void dropped.set(nameOf(key), key),
    isDropped: (key) => dropped.size > 0 && dropped.has(nameOf(key)),
    keep: (key) => void dropped.delete(nameOf(key)),
    touch: (key) => void touched.set(nameOf(key), key),
    noteLive: (masterSwarmId) => void live.add(masterSwarmId),
    isLive: (masterSwarmId) => live.has(masterSwarmId),
    rebuild: (masterSwarmId) => void rebuilt.add(masterSwarmId),
    lease(masterSwarmId, list, isWanted) {
      needs = { masterSwarmId, list, isWanted };
    },
    isLocked,
    take(incoming) {
      const [drop, touch, rebuild] = [new Map(dropped), new Map(touched), [...rebuilt]];
      const renewed = needs && renew(leaseOf(needs), incoming);
      return {
        change: {
          ...{ drop: [...drop.values()], touch: [...touch.values()] },
          ...{ rebuild, live: [...live], lease: renewed },
        },
        done() {
          written = renewed;
          for (const name of drop.keys()) dropped.delete(name);
          for (const name of touch.keys()) touched.delete(name);
          for (const masterSwarmId of rebuild) rebuilt.delete(masterSwarmId);
        },
      };
    },
  };
}

function isSame(one: Omit<Lease, "until">, other: Lease): boolean {
  const isSameStream = one.masterSwarmId === other.masterSwarmId;
  if (!isSameStream || one.ids.length !== other.ids.length) return false;
  return one.ids.every((id, index) => id === other.ids[index]);
}

/** A key as a key of a Map. */
function nameOf(key: RecordKey): string {
  return JSON.stringify(key);
}

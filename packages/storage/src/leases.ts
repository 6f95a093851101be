/**
 * Leases: the segments that each tab's queue needs, which an eviction must not delete. Either thread.
 * A lease expires by itself, so a killed tab does not lock anything for long. Unlike Web Locks, it needs no secure context.
 */
import type { RecordHead } from "./record.ts";
import type { Work } from "./work.ts";

export interface Lease {
  /** One tab. */
  readonly owner: string;
  readonly masterSwarmId: string;
  readonly ids: readonly string[];
  /** ms since 1970. */
  readonly until: number;
}

type Needs = (head: Pick<RecordHead, "masterSwarmId" | "id">) => boolean;

/** Whether any tab needs a record. Expired leases are deleted. */
export async function readLeases({ transaction, later }: Work, now: number): Promise<Needs> {
  const store = transaction.objectStore("leases");
  const values = await store.getAll();
  for (const value of values) {
    const lease = parseLease(value);
    if (lease !== undefined && lease.until < now) later(store.delete(lease.owner));
  }
  return createLeaseReader(values, now);
}

/** A playlist is needed while its stream is. `except` is a tab whose lease does not count. */
export function createLeaseReader(values: readonly unknown[], now: number, except?: string): Needs {
  const needed = new Map<string, Set<string>>();
  for (const value of values) {
    const lease = parseLease(value);
    if (lease === undefined || lease.until < now || lease.owner === except) continue;
    const ids = needed.get(lease.masterSwarmId) ?? new Set();
    for (const id of lease.ids) ids.add(id);
    needed.set(lease.masterSwarmId, ids);
  }
  return ({ masterSwarmId, id }) => {
    const ids = needed.get(masterSwarmId);
    return ids !== undefined && (typeof id !== "string" || ids.has(id));
  };
}

function parseLease(value: unknown): Lease | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { owner, masterSwarmId, ids, until } = value as Record<string, unknown>;
  if (typeof owner !== "string" || typeof masterSwarmId !== "string") return undefined;
  if (typeof until !== "number" || !Array.isArray(ids)) return undefined;
  return { owner, masterSwarmId, ids: ids.filter((id) => typeof id === "string"), until };
}

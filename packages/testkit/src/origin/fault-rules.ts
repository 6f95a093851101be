/** Faults that were put on paths beforehand, and the counting of bursts. Node. */
import { mergeFaults, noFaults, parseFaults, type Faults } from "./fault.ts";

export interface FaultRules {
  /** Every request whose path begins with `prefix` gets `faults` (see `parseFaults`), `times` times at most. */
  set(prefix: string, faults: string, times?: number): void;
  clear(): void;
  /** What this request gets. `own` are the faults that its address names. Counts. */
  take(path: string, query: string, own: Faults): Faults;
}

/** Most rules and most addresses whose bursts are counted. */
const most = 10_000;

export function createFaultRules(): FaultRules {
  const rules: { prefix: string; faults: Faults; left: number }[] = [];
  const bursts = new Map<string, number>();

  const settleBurst = (key: string, { burst, ...faults }: Faults): Faults => {
    if (burst === undefined) return faults;
    const seen = bursts.get(key) ?? 0;
    if (seen >= burst || bursts.size > most) return faults;
    bursts.set(key, seen + 1);
    return { ...faults, status: 503 };
  };

  return {
    set: (prefix, faults, times = Infinity) => {
      if (rules.length >= most) throw new RangeError("too many fault rules");
      rules.push({ prefix, faults: parseFaults(faults), left: times });
    },
    clear: () => {
      rules.length = 0;
      bursts.clear();
    },
    take: (path, query, own) => {
      const active = rules.filter(({ prefix, left }) => left > 0 && path.startsWith(prefix));
      for (const rule of active) rule.left--;
      const ruled = active.reduce((sum, { faults }) => mergeFaults(sum, faults), noFaults);
      return settleBurst(`${path}?${query}`, mergeFaults(ruled, own));
    },
  };
}

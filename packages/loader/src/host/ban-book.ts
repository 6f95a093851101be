/**
 * The bans of a session. A session is the life of the loader object on the page: a ban outlives the host that imposed
 * it, and also `destroy()`. Nothing is stored beyond the page.
 */
import type { BanRecord, Clock, Limits } from "@swarmlane/contract";

export interface BanBook {
  note(record: BanRecord): void;
  /** The bans that hold now, for a host that starts; within a kind the one that was noted last comes last. */
  records(): BanRecord[];
}

export function createBanBook(clock: Clock, limits: Pick<Limits, "bans">): BanBook {
  /** One map for each kind: new certificates cost an attacker nothing and must not push out the addresses. */
  const kinds = {
    certificate: new Map<string, Ban>(),
    address: new Map<string, Ban>(),
  } satisfies Record<BanRecord["of"], unknown>;

  return {
    note(record) {
      const bans = kinds[record.of];
      // A renewed ban moves behind the others, so that the first one is always the one to forget.
      bans.delete(record.value);
      bans.set(record.value, { record, endsAt: clock.now() + record.rest });
      for (const value of bans.keys()) {
        if (bans.size <= limits.bans) break;
        bans.delete(value);
      }
    },
    records() {
      const now = clock.now();
      for (const bans of Object.values(kinds)) {
        for (const [value, { endsAt }] of bans) if (endsAt <= now) bans.delete(value);
      }
      return [...kinds.address.values(), ...kinds.certificate.values()].map(
        ({ record, endsAt }) => ({ ...record, rest: endsAt - now }),
      );
    },
  };
}

interface Ban {
  readonly record: BanRecord;
  /** By the page's clock. Infinity: it holds for the session. */
  readonly endsAt: number;
}

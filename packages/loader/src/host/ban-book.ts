/**
 * The bans of a session, which lasts as long as the loader object on the page. A ban outlives the host that imposed it, and
 * also `destroy()`. Bans are not stored beyond the page.
 */
import type { BanRecord, Clock, Limits } from "@swarmlane/contract";

export interface BanBook {
  note(record: BanRecord): void;
  /** Returns the current bans for a new host. Within a kind, the newest ban comes last. */
  records(): BanRecord[];
}

export function createBanBook(clock: Clock, limits: Pick<Limits, "bans">): BanBook {
  /** One map for each kind. Certificates cost an attacker nothing, so they must not displace the addresses. */
  const kinds = {
    certificate: new Map<string, Ban>(),
    address: new Map<string, Ban>(),
  } satisfies Record<BanRecord["of"], unknown>;

  return {
    note(record) {
      const bans = kinds[record.of];
      // A renewed ban moves to the end, so that the first one is always the one to forget.
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

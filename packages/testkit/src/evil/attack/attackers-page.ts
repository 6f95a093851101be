/** A page full of attackers, as `window.attackers`. Browser. Plain data in and out: Node drives it. */
import { startAttacker, type Attacker, type AttackTally } from "./attacker.ts";
import { attacks, type AttackName } from "./attacks.ts";

export interface AttackersPage {
  /** Resolves when all of them are connected, or when no other was let in for a while. */
  connect(options: AttackersOptions): Promise<AttackersReport>;
  /** Resolves when the attack has gone on for `lead` ms. */
  begin(lead: number): Promise<void>;
  report(): AttackersReport;
  /** Closes every connection, for good. */
  end(): void;
}

export interface AttackersOptions {
  /** Of the victim and of attackers only. */
  readonly trackerUrl: string;
  readonly swarm: string;
  readonly groups: readonly AttackGroup[];
  readonly names: readonly string[];
  readonly segmentBytes: number;
}

export interface AttackGroup {
  readonly attack: AttackName;
  readonly count: number;
  /** A closed attacker comes back with another id. Default: with the same id. */
  readonly changes?: boolean;
}

export interface AttackersReport extends AttackTally {
  /** Attackers with an open channel. */
  readonly connected: number;
}

/** ms. A victim lets one in every 1.5 s, once its first twenty connections are built (`limits.connectionsPerMinute`). */
const letInPatience = 6000;
const longestEntry = 20_000;
const pollInterval = 50;
/** ms after which an attack ends by itself, even if it never began. */
const longestAttack = 60_000;

export function createAttackersPage(): AttackersPage {
  let attackers: readonly Attacker[] = [];
  let timeout: ReturnType<typeof setTimeout> | undefined;

  function report(): AttackersReport {
    const sum = (part: keyof AttackTally) =>
      attackers.reduce((total, { tally }) => total + tally[part], 0);
    return {
      connected: attackers.filter(({ isConnected }) => isConnected).length,
      ...{ connections: sum("connections"), frames: sum("frames"), bytes: sum("bytes") },
    };
  }

  function end(): void {
    clearTimeout(timeout);
    for (const attacker of attackers) attacker.end();
  }

  function endLater(): void {
    clearTimeout(timeout);
    timeout = setTimeout(end, longestAttack);
  }

  return {
    async connect({ groups, ...options }) {
      attackers = groups.flatMap(({ attack, count, changes = false }) =>
        Array.from({ length: count }, () =>
          startAttacker({ ...options, changes, attack: attacks[attack] }),
        ),
      );
      let connections = 0;
      const began = performance.now();
      let changed = began;
      while (report().connected < attackers.length) {
        if (performance.now() - changed > letInPatience) break;
        // A victim that has no use for some of them closes them, and they come back, again and again.
        if (performance.now() - began > longestEntry) break;
        await new Promise((resolve) => setTimeout(resolve, pollInterval));
        if (report().connections === connections) continue;
        ({ connections } = report());
        changed = performance.now();
      }
      endLater();
      return report();
    },
    async begin(lead) {
      endLater();
      for (const attacker of attackers) attacker.begin();
      await new Promise((resolve) => setTimeout(resolve, lead));
    },
    ...{ report, end },
  };
}

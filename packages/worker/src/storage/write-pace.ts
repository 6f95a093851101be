/**
 * Decides when to write: in a pause between deliveries, so that disk and processor are not busy while a player waits.
 * Either thread. Deliveries without a pause delay a write only for a limited time, and not at all if many bytes wait.
 */
import type { Clock, Limits } from "@swarmlane/contract";

export interface WritePace {
  /** Something is to be written. */
  want(): void;
  /** Somebody is being served: what is to be written waits for the next pause. */
  yield(): void;
  /** Nothing is written any more. */
  stop(): void;
}

export interface WritePaceOptions {
  readonly clock: Clock;
  readonly limits: Pick<Limits, "storagePause" | "storageHoldUp">;
  /** So much waits that no pause can be waited for. */
  readonly isUrgent: () => boolean;
  /** Called once for any number of `want`s before it. */
  readonly write: () => void;
}

export function createWritePace({ clock, limits, isUrgent, write }: WritePaceOptions): WritePace {
  /** ms; undefined when nothing is to be written. */
  let wantedAt: number | undefined;
  let timer: unknown;
  let isStopped = false;

  function wait(): void {
    clock.clearTimeout(timer);
    if (wantedAt === undefined || isStopped) return;
    const left = Math.max(0, wantedAt + limits.storageHoldUp - clock.now());
    timer = clock.setTimeout(
      () => {
        wantedAt = undefined;
        write();
      },
      isUrgent() ? 0 : Math.min(limits.storagePause, left),
    );
  }

  return {
    want() {
      if (wantedAt !== undefined) return;
      wantedAt = clock.now();
      wait();
    },
    yield: wait,
    stop() {
      isStopped = true;
      clock.clearTimeout(timer);
    },
  };
}

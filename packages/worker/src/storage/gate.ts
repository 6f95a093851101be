/**
 * Protects a disk: passes calls on while it works, and blocks them while it does not. Either thread.
 * A call that fails or takes too long closes the gate. The gate then retries the disk at growing intervals until it works again.
 * Nothing runs after `stop`.
 */
import type { Clock, Limits } from "@swarmlane/contract";
import { withDeadline } from "@swarmlane/engine";

export interface Gate {
  readonly isOpen: boolean;
  /** Never rejects. Resolves to undefined at once while the gate is closed, if the call fails, and if `stop` ends the wait. */
  run<T>(name: string, work: () => Promise<T>): Promise<T | undefined>;
  /** Call if the disk is known to have failed. */
  shut(error: unknown): void;
  /** Ends every wait: no timer stays set, nothing is tried again, and nobody is told of what is still in flight. */
  stop(): void;
}

export interface GateOptions {
  readonly clock: Clock;
  readonly limits: Limits;
  /** Rejects while the disk does not work. */
  readonly retry: () => Promise<unknown>;
  readonly onShut: (error: unknown) => void;
  readonly onOpen: () => void;
}

export function createGate({ clock, limits, retry, onShut, onOpen }: GateOptions): Gate {
  let isOpen = true;
  let isStopped = false;
  let openedAt = -Infinity;
  let delay = 0;
  let timer: unknown;
  /** Each ends the wait for one call. Its deadline's timer goes with it. */
  const waits = new Set<() => void>();

  /** Undefined when `stop` ended the wait. */
  async function limited<T>(name: string, work: () => Promise<T>): Promise<T | undefined> {
    const deadline = {
      ...{ clock, within: limits.storageDisk, name: `the disk's ${name}` },
      code: "STORAGE_DEGRADED",
    } as const;
    let endWait: () => void = () => undefined;
    const stopped = new Promise<undefined>((resolve) => {
      endWait = () => resolve(undefined);
    });
    waits.add(endWait);
    try {
      return await withDeadline(deadline, () => Promise.race([work(), stopped]));
    } finally {
      waits.delete(endWait);
    }
  }

  function wait(): void {
    // The try may have been in flight when the gate was stopped.
    if (isStopped) return;
    delay = Math.min(limits.storageRetryMax, Math.max(limits.storageRetryMin, delay * 2));
    timer = clock.setTimeout(() => {
      limited("recovery", retry).then(open, wait);
    }, delay);
  }

  function open(): void {
    if (isStopped) return;
    isOpen = true;
    openedAt = clock.now();
    onOpen();
  }

  function shut(error: unknown): void {
    if (!isOpen || isStopped) return;
    isOpen = false;
    // A disk that fails again soon does not start over with short intervals.
    if (clock.now() - openedAt > limits.storageRetryMax) delay = 0;
    onShut(error);
    wait();
  }

  return {
    get isOpen() {
      return isOpen && !isStopped;
    },
    async run(name, work) {
      if (!isOpen || isStopped) return undefined;
      try {
        return await limited(name, work);
      } catch (error) {
        shut(error);
        return undefined;
      }
    },
    shut,
    stop() {
      isStopped = true;
      clock.clearTimeout(timer);
      for (const endWait of waits) endWait();
    },
  };
}

/**
 * Stands before a disk: lets calls through while it works, and holds them off while it does not. Either thread.
 * A call that fails or takes too long shuts it; from then on it tries by itself, at growing distances.
 */
import type { Clock, Limits } from "@swarmlane/contract";
import { withDeadline } from "@swarmlane/engine";

export interface Gate {
  readonly isOpen: boolean;
  /** Never rejects. Undefined at once while it is shut, and when the call failed. */
  run<T>(name: string, work: () => Promise<T>): Promise<T | undefined>;
  /** The disk is known to be out. */
  shut(error: unknown): void;
  /** No try follows. */
  stop(): void;
}

export interface GateOptions {
  readonly clock: Clock;
  readonly limits: Limits;
  /** Rejects while the disk is out. */
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

  const limited = <T>(name: string, work: () => Promise<T>): Promise<T> =>
    withDeadline(
      { clock, within: limits.storageDisk, code: "STORAGE_DEGRADED", name: `the disk's ${name}` },
      work,
    );

  function wait(): void {
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
    // One that fails again soon goes on where it was.
    if (clock.now() - openedAt > limits.storageRetryMax) delay = 0;
    onShut(error);
    wait();
  }

  return {
    get isOpen() {
      return isOpen;
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
    },
  };
}

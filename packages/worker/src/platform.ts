/** Clock, randomness and memory of the thread we run in: the one place that reads them. */
import type { Clock, Random } from "@swarmlane/contract";

export interface Platform {
  readonly clock: Clock;
  readonly random: Random;
  readonly fetch: typeof globalThis.fetch;
  /** GiB, rounded by the browser; undefined where it does not tell (all but Chromium). */
  readonly deviceMemory: number | undefined;
}

export function createPlatform(): Platform {
  return {
    clock: {
      now: () => performance.now(),
      setTimeout: (callback, ms) => setTimeout(callback, ms),
      clearTimeout: (id) => clearTimeout(id as ReturnType<typeof setTimeout>),
    },
    random: () => Math.random(),
    fetch: (input, init) => fetch(input, init),
    deviceMemory: readDeviceMemory(),
  };
}

function readDeviceMemory(): number | undefined {
  const { navigator } = globalThis as { navigator?: { deviceMemory?: unknown } };
  const memory = navigator?.deviceMemory;
  return typeof memory === "number" ? memory : undefined;
}

/** The clock, randomness, memory and cryptography of the thread. No other module accesses them. */
import type { Clock, EnginePorts, Random } from "@swarmlane/contract";
import { createStoragePlatform, type StoragePlatform } from "@swarmlane/storage";
import { createPatientClock } from "./patient-clock.ts";

export interface Platform {
  readonly clock: Clock;
  readonly random: Random;
  readonly fetch: typeof globalThis.fetch;
  /** GiB, rounded by the browser; undefined where it does not tell (all but Chromium). */
  readonly deviceMemory: number | undefined;
  readonly storage: StoragePlatform;
  readonly digest: EnginePorts["digest"];
  /** Imports code that is not bundled, by its absolute address. */
  readonly importModule: (url: string) => Promise<unknown>;
}

/** ms; a longer timer would fire at once, and callers give settings such as `httpFailedSegmentTimeout: Infinity`. */
const longestTimer = 2 ** 31 - 1;

export function createPlatform(): Platform {
  return {
    clock: createPatientClock({
      now: () => performance.now(),
      setTimeout: (callback, ms) => setTimeout(callback, Math.min(ms, longestTimer)),
      clearTimeout: (id) => clearTimeout(id as ReturnType<typeof setTimeout>),
    }),
    random: () => Math.random(),
    fetch: (input, init) => fetch(input, init),
    deviceMemory: readDeviceMemory(),
    storage: createStoragePlatform(),
    digest: findDigest(),
    // Bundlers must not change this, because the address is only known at run time.
    importModule: (url) => import(/* @vite-ignore */ /* webpackIgnore: true */ url),
  };
}

/** Undefined where the page is not secure: browsers give `crypto.subtle` to secure contexts only. */
function findDigest(): Platform["digest"] {
  const { crypto } = globalThis as { crypto?: { subtle?: SubtleCrypto } };
  const subtle = crypto?.subtle;
  if (subtle === undefined) return undefined;
  return async (bytes) => toHex(await subtle.digest("SHA-256", bytes));
}

function toHex(buffer: ArrayBuffer): string {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function readDeviceMemory(): number | undefined {
  const { navigator } = globalThis as { navigator?: { deviceMemory?: unknown } };
  const memory = navigator?.deviceMemory;
  return typeof memory === "number" ? memory : undefined;
}

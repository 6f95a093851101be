/**
 * The settings that the caller may change at any time, and the newest of them that were valid. Page.
 * Everything in the loader reads `inForce`, a plain object: only the caller ever holds the Proxy.
 */
import { mergeSettings } from "./merge-settings.ts";
import type { HybridLoaderSettings } from "./settings.ts";

export interface LiveSettings {
  /**
   * For the caller, always the same object. It reads, spreads and prints like a plain object, but it is a Proxy, so
   * `structuredClone` and `postMessage` take only a copy of it.
   */
  readonly live: HybridLoaderSettings;
  /** What the loader works with. Changed in place by `adopt`. */
  readonly inForce: HybridLoaderSettings;
  /** Puts the live settings in force. Throws a `TypeError` that names a wrong one, and has then changed nothing. */
  readonly adopt: () => void;
}

/** `onChange` is called in a microtask, once for all changes of a task. Throws like `mergeSettings`. */
export function createLiveSettings(given: unknown, onChange: () => void): LiveSettings {
  const target = mergeSettings(given);
  const { segmentsStorage } = target;
  const inForce = snapshot();
  let isAnnounced = false;

  function snapshot(): HybridLoaderSettings {
    const next = mergeSettings(target);
    // A copy, because callers push to the array, and what they push may be wrong.
    next.trackerAnnounce = [...next.trackerAnnounce];
    // The storage of the construction stays: callbacks and database are bound to it.
    if (segmentsStorage === undefined) delete next.segmentsStorage;
    else next.segmentsStorage = segmentsStorage;
    return next;
  }

  function announce(): void {
    if (isAnnounced) return;
    isAnnounced = true;
    queueMicrotask(() => {
      isAnnounced = false;
      onChange();
    });
  }

  return {
    live: new Proxy(target, {
      // Assignments end up here, too. A `set` trap would also catch those to objects that inherit from this one.
      defineProperty(settings, name, descriptor) {
        announce();
        return Reflect.defineProperty(settings, name, descriptor);
      },
      deleteProperty(settings, name) {
        announce();
        return Reflect.deleteProperty(settings, name);
      },
    }),
    inForce,
    adopt() {
      const next = snapshot();
      for (const name of Object.keys(inForce)) {
        if (!(name in next)) Reflect.deleteProperty(inForce, name);
      }
      Object.assign(inForce, next);
    },
  };
}

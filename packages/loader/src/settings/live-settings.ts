/**
 * The settings that the caller may change at any time, and the last valid values. Page.
 * The loader only reads `inForce`, a plain object. Only the caller uses the Proxy.
 */
import { mergeSettings } from "./merge-settings.ts";
import type { HybridLoaderSettings } from "./settings.ts";

export interface LiveSettings {
  /**
   * The object for the caller, always the same one. It can be read, spread and printed like a plain object. It is a Proxy, so
   * `structuredClone` and `postMessage` only accept a copy of it.
   */
  readonly live: HybridLoaderSettings;
  /** The current values for the loader. `adopt` changes the object in place. */
  readonly inForce: HybridLoaderSettings;
  /** Applies the live settings. If it throws a `TypeError` that names an invalid setting, nothing has changed. */
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
    // A copy, because callers push to the array, and the pushed value may be invalid.
    next.trackerAnnounce = [...next.trackerAnnounce];
    // The storage that was given to the constructor stays, because callbacks and database are bound to it.
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
      // Assignments also end up here. A `set` trap would also catch assignments to objects that inherit from this one.
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

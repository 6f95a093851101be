/** Listeners of the eleven events. An exception in a listener is reported, and does not affect others. */
import type { CoreEventMap } from "./event-types.ts";

type Name = keyof CoreEventMap;

export interface CoreEvents {
  add<K extends Name>(name: K, listener: CoreEventMap[K]): void;
  remove<K extends Name>(name: K, listener: CoreEventMap[K]): void;
  emit<K extends Name>(name: K, ...args: Parameters<CoreEventMap[K]>): void;
}

export function createCoreEvents(): CoreEvents {
  const listeners = new Map<Name, Set<(...args: never[]) => void>>();
  return {
    add(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener));
    },
    remove(name, listener) {
      listeners.get(name)?.delete(listener);
    },
    emit(name, ...args) {
      for (const listener of [...(listeners.get(name) ?? [])]) {
        try {
          listener(...(args as unknown as never[]));
        } catch (exception) {
          queueMicrotask(() => {
            throw exception;
          });
        }
      }
    },
  };
}

/** A map that forgets what was not used for longest when it is full. Either thread. */

export interface LruMap<Key, Value> {
  /** Counts as a use. */
  get(key: Key): Value | undefined;
  /** Counts as a use. */
  set(key: Key, value: Value): void;
  readonly size: number;
}

export function createLruMap<Key, Value>(capacity: number): LruMap<Key, Value> {
  // A Map iterates in the order of insertion: re-inserting moves a key to the young end.
  const entries = new Map<Key, Value>();

  function set(key: Key, value: Value): void {
    entries.delete(key);
    entries.set(key, value);
    for (const oldest of entries.keys()) {
      if (entries.size <= capacity) break;
      entries.delete(oldest);
    }
  }

  return {
    get(key) {
      const value = entries.get(key);
      if (value !== undefined) set(key, value);
      return value;
    },
    set,
    get size() {
      return entries.size;
    },
  };
}

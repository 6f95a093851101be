/** Keeps a map within bounds. */

/** Drops the entries that went in first and that `mayGo` lets go, until `most` are left. */
export function forgetOldest<V>(
  map: Map<string, V>,
  most: number,
  mayGo: (value: V) => boolean = () => true,
): void {
  if (map.size <= most) return;
  let surplus = map.size - most;
  for (const [key, value] of map) {
    if (surplus === 0) return;
    if (!mayGo(value)) continue;
    map.delete(key);
    surplus -= 1;
  }
}

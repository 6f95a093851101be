/**
 * Finds what an address and a byte range stand for, although players use another query (CMCD, refreshed tokens) or
 * another host (content steering, a page's own rewriting) than the manifest. It never guesses: if several things could
 * be meant, the answer is undefined.
 */
import { rangeText, type ByteRange } from "../byte-range.ts";
import { createParameterCheck, splitUrl } from "./url.ts";

export interface AddressBook<T> {
  /** If two things have the same address and range, `find` returns the one that was added last. `url` is normalised. */
  add(url: string, range: ByteRange | undefined, thing: T): void;
  remove(url: string, range: ByteRange | undefined, thing: T): void;
  find(url: string, range: ByteRange | undefined): T | undefined;
  /** Only entries that were added with exactly this address. */
  findExact(url: string, range: ByteRange | undefined): T | undefined;
}

interface Entry<T> {
  readonly url: string;
  readonly thing: T;
}

/**
 * @param fewestPaths An address whose query contradicts the manifest's is found by its path alone if at least so many paths
 * are known. With one path there is no evidence that paths tell things apart: `?segment=5` may be another segment.
 */
export function createAddressBook<T>(fewestPaths: number): AddressBook<T> {
  /** By path and range, since neither host nor query is certain, then by address. Nearly all have one entry. */
  const byPath = new Map<string, Entry<T> | Map<string, Entry<T>>>();

  function exactEntry(
    found: Entry<T> | Map<string, Entry<T>> | undefined,
    url: string,
  ): Entry<T> | undefined {
    if (found instanceof Map) return found.get(url);
    return found?.url === url ? found : undefined;
  }

  return {
    add(url, range, thing) {
      const key = keyOf(splitUrl(url).path, range);
      const found = byPath.get(key);
      if (found === undefined || (!(found instanceof Map) && found.url === url)) {
        byPath.set(key, { url, thing });
      } else if (found instanceof Map) {
        found.set(url, { url, thing });
      } else {
        const entries = new Map([[found.url, found]]);
        entries.set(url, { url, thing });
        byPath.set(key, entries);
      }
    },

    remove(url, range, thing) {
      const key = keyOf(splitUrl(url).path, range);
      const found = byPath.get(key);
      if (found === undefined) return;
      if (!(found instanceof Map)) {
        if (found.url === url && found.thing === thing) byPath.delete(key);
        return;
      }
      if (found.get(url)?.thing !== thing) return;
      found.delete(url);
      if (found.size === 0) byPath.delete(key);
    },

    findExact: (url, range) => exactEntry(byPath.get(keyOf(splitUrl(url).path, range)), url)?.thing,

    find(url, range) {
      const { origin, path, query } = splitUrl(url);
      const found = byPath.get(keyOf(path, range));
      if (found === undefined) return undefined;
      const exact = exactEntry(found, url);
      if (exact !== undefined) return exact.thing;

      const entries = found instanceof Map ? [...found.values()] : [found];
      const contains = createParameterCheck(query);
      const fits = entries.filter((entry) => contains(splitUrl(entry.url).query));
      if (fits.length > 0) return nearest(fits, origin);
      // The query contradicts the manifest's, as a refreshed token does. Only the path is compared.
      return byPath.size >= fewestPaths ? nearest(entries, origin) : undefined;
    },
  };
}

/** The one thing that all entries of this host stand for, or else all entries of any host. */
function nearest<T>(entries: readonly Entry<T>[], origin: string): T | undefined {
  const onHost = entries.filter((entry) => splitUrl(entry.url).origin === origin);
  const candidates = onHost.length > 0 ? onHost : entries;
  const [first] = candidates;
  if (first === undefined) return undefined;
  return candidates.every((entry) => entry.thing === first.thing) ? first.thing : undefined;
}

function keyOf(path: string, range: ByteRange | undefined): string {
  return range === undefined ? path : `${path} ${rangeText(range)}`;
}

/**
 * Checks whether an origin responds, without affecting the player. Page. A stored playlist is only used if it does not, because
 * the 0.6.2 engines never request a newer playlist once they have got one.
 */
import type { Limits } from "@swarmlane/contract";

export interface OriginProbe {
  /** Resolves to false if the origin of `address` does not respond in time, or with a server error. Never rejects. */
  isThere(address: string): Promise<boolean>;
  /** The engine loaded it. */
  noteLoaded(address: string): void;
}

export type Fetch = (address: string, init: RequestInit) => Promise<Response>;

export function createOriginProbe(fetch: Fetch, now: () => number, limits: Limits): OriginProbe {
  /** When each address was loaded last; one that was asked for since and did not come is not in it. */
  const loaded = new Map<string, number>();

  async function ask(address: string): Promise<boolean> {
    const control = new AbortController();
    const timer = setTimeout(() => control.abort(), limits.storageProbe);
    try {
      // Without CORS, because a response that cannot be read is also a response.
      const { status } = await fetch(address, {
        method: "HEAD",
        mode: "no-cors",
        cache: "no-store",
        signal: control.signal,
      });
      // 501: the server does not support HEAD. 0: the response cannot be read.
      return status < 500 || status === 501;
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    async isThere(address) {
      const at = loaded.get(address);
      loaded.delete(address);
      const isRecent = at !== undefined && now() - at < limits.storageRetryMax;
      return isRecent || ask(address);
    },
    noteLoaded(address) {
      loaded.set(address, now());
    },
  };
}

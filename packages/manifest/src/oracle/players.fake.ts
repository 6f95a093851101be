/** What the players have in common: a bit of a browser around them, and what they are going to request. */
import { afterAll, beforeAll, vi } from "vitest";
import type { ByteRange } from "../byte-range.ts";

/** What a player is going to ask for. */
export interface Requested {
  readonly url: string;
  readonly range: ByteRange | undefined;
  /** Seconds, on the player's timeline. */
  readonly start: number;
  readonly init: { readonly url: string; readonly range: ByteRange | undefined } | undefined;
}

/** The least of a browser that the players' parsers look at. */
export function pretendToBeBrowser(): void {
  beforeAll(() => {
    Object.defineProperty(Map.prototype, "getOrInsertComputed", {
      value: getOrInsertComputed,
      configurable: true,
    });
    return () => {
      Reflect.deleteProperty(Map.prototype, "getOrInsertComputed");
    };
  });

  beforeAll(() => {
    vi.stubGlobal("self", globalThis);
    vi.stubGlobal("window", globalThis);
    vi.stubGlobal("navigator", {
      userAgent: "Chrome/140",
      vendor: "",
      platform: "",
      language: "en",
    });
    vi.stubGlobal("location", { href: "https://page.example/", protocol: "https:" });
    vi.stubGlobal("document", {
      createElement: () => ({ canPlayType: () => "" }),
      addEventListener: () => undefined,
    });
    vi.stubGlobal("HTMLMediaElement", () => undefined);
    vi.stubGlobal("MediaSource", { isTypeSupported: () => true });
  });

  afterAll(() => {
    vi.unstubAllGlobals();
  });
}

/** Shaka brings its own for browsers that have none, as Node, and only installs it together with much else. */
function getOrInsertComputed<K, V>(this: Map<K, V>, key: K, compute: (key: K) => V): V {
  const value = this.get(key) ?? compute(key);
  this.set(key, value);
  return value;
}

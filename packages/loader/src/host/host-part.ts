/**
 * The parts of the host that are not bundled, because most pages do not need them. The host imports these modules by address,
 * in its own thread, when they are needed. Page. Each build has them as `…<part>.js`.
 */

export type HostPart = "inspector-feed" | "indexeddb-store";

/** Returns the absolute address of `url` if the site sets one, and otherwise that of the build's file. May reject. */
export type FindPart = (part: HostPart, url: string | undefined) => Promise<string>;

export interface PartSource {
  /** Returns the address in this build. Rejects if the build does not have the part. */
  readonly findPart: (part: HostPart) => Promise<string>;
  readonly baseUrl: () => string;
}

/** A Blob worker cannot resolve a relative address itself. */
export function createPartFinder({ findPart, baseUrl }: PartSource): FindPart {
  return async (part, url) =>
    url === undefined ? await findPart(part) : new URL(url, baseUrl()).href;
}

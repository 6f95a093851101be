/**
 * Parts of the host that are in no bundle, since most pages have no need of them: modules that the host imports by their
 * address, in its own thread, when it is asked for what they do. Page. Each build has them as `…<part>.js`.
 */

export type HostPart = "inspector-feed" | "indexeddb-store";

/** The absolute address of `url` where the site names one, else where the build has the part. May reject. */
export type FindPart = (part: HostPart, url: string | undefined) => Promise<string>;

export interface PartSource {
  /** Where this build has it. Rejects when it has none. */
  readonly findPart: (part: HostPart) => Promise<string>;
  readonly baseUrl: () => string;
}

/** A Blob worker cannot resolve a relative address itself. */
export function createPartFinder({ findPart, baseUrl }: PartSource): FindPart {
  return async (part, url) =>
    url === undefined ? await findPart(part) : new URL(url, baseUrl()).href;
}

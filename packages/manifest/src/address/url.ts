/** Addresses: resolved as browsers resolve them, and taken apart without building a `URL` for each. */
import { ManifestError } from "../errors.ts";
import { limits } from "../limits.ts";

/** Absolute and normalised, without a fragment. Throws `MANIFEST_INVALID` for what is not an address. */
export function resolveUrl(reference: string, base?: string): string {
  const url = tryResolveUrl(reference, base);
  if (url !== undefined) return url;
  throw new ManifestError(
    "MANIFEST_INVALID",
    `The manifest contains an invalid address: ${reference.slice(0, 100)}`,
  );
}

export function tryResolveUrl(reference: string, base?: string): string | undefined {
  if (reference.length > limits.lineLength) return undefined;
  try {
    const { href } = new URL(reference, base);
    const hash = href.indexOf("#");
    return hash < 0 ? href : href.slice(0, hash);
  } catch {
    return undefined;
  }
}

/**
 * Resolves many addresses against one base. Building a `URL` takes longer than everything else that is done for a segment,
 * and a live playlist lists thousands of them every few seconds. Addresses of plain characters need none.
 */
export function createResolver(base: string): (reference: string) => string {
  const { origin, path } = splitUrl(base);
  const folder = origin + path.slice(0, path.lastIndexOf("/") + 1);
  /** Schemes and hosts that are known to be normalised. */
  const origins = new Set(origin === "" ? [] : [origin]);

  return (reference) => {
    if (reference.length <= limits.lineLength) {
      if (plainRelative.test(reference) && path !== "") return folder + reference;
      const host = plainAbsolute.exec(reference)?.[1];
      if (host !== undefined && origins.has(host)) return reference;
      const url = resolveUrl(reference, base);
      if (host !== undefined && url === reference) origins.add(host);
      return url;
    }
    return resolveUrl(reference, base);
  };
}

/**
 * Without anything that browsers rewrite: escapes (which may spell dots), dot segments, quotes, colons that look like a
 * scheme, and backslashes.
 */
const plainRelative =
  /^(?!\.)(?:[\w~$&=+,;@!*()-]|\.(?!\/|\.))+(?:\/(?!\.)(?:[\w~$&=+,;@!*()-]|\.(?!\/|\.))+)*(?:\?[\w.~$&=+,;@!*()/:%-]*)?$/;
const plainAbsolute =
  /^(https?:\/\/[\w.:-]+)(?:\/(?!\.)(?:[\w~$&=+,;@!*()-]|\.(?!\/|\.))+)+(?:\?[\w.~$&=+,;@!*()/:%-]*)?$/;

export interface UrlParts {
  /** Scheme and host. */
  readonly origin: string;
  readonly path: string;
  /** Without the question mark. Empty if the address has no query. */
  readonly query: string;
}

/** Splits an absolute, normalised address. */
export function splitUrl(url: string): UrlParts {
  const hash = url.indexOf("#");
  const end = hash < 0 ? url.length : hash;
  const question = url.indexOf("?");
  const pathEnd = question < 0 || question > end ? end : question;
  const scheme = url.indexOf("://");
  const slash = scheme < 0 ? -1 : url.indexOf("/", scheme + 3);
  const pathStart = slash < 0 || slash > pathEnd ? pathEnd : slash;
  return {
    origin: url.slice(0, pathStart),
    path: url.slice(pathStart, pathEnd),
    query: pathEnd < end ? url.slice(pathEnd + 1, end) : "",
  };
}

/** The last part of the path: what servers name a file by, on whatever CDN. */
export function fileName(url: string): string {
  const { path } = splitUrl(url);
  return path.slice(path.lastIndexOf("/") + 1);
}

/**
 * Whether every parameter of another query is in this one, with the same value. It compares text, because CMCD and tokens
 * are added and not rewritten.
 */
export function createParameterCheck(query: string): (other: string) => boolean {
  const there = new Set(query.split("&"));
  return (other) =>
    other === query ||
    other.split("&").every((parameter) => parameter === "" || there.has(parameter));
}

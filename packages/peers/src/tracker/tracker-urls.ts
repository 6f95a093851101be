/** Selects the tracker addresses that this page can use. Pure. */

export interface TrackerUrls {
  /** Distinct ws: and wss: addresses, without a trailing slash and without a fragment. */
  readonly usable: readonly string[];
  readonly rejected: readonly string[];
}

/** `pageProtocol` is `location.protocol`: a page on https: may open ws: on loopback addresses only. */
export function screenTrackerUrls(announce: unknown, pageProtocol: string): TrackerUrls {
  const given: readonly unknown[] = Array.isArray(announce) ? announce : [announce];
  const usable = new Set<string>();
  const rejected: string[] = [];
  for (const address of given) {
    const url = parse(address);
    if (url === undefined || !mayOpen(url, pageProtocol)) rejected.push(describe(address));
    else usable.add(url.href.replace(/\/$/, ""));
  }
  return { usable: [...usable], rejected };
}

function parse(address: unknown): URL | undefined {
  try {
    const url = new URL(typeof address === "string" ? address : "");
    url.hash = "";
    return url.protocol === "ws:" || url.protocol === "wss:" ? url : undefined;
  } catch {
    return undefined;
  }
}

function mayOpen(url: URL, pageProtocol: string): boolean {
  if (url.protocol === "wss:" || pageProtocol !== "https:") return true;
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
}

function describe(address: unknown): string {
  return typeof address === "string" ? address.slice(0, 200) : typeof address;
}

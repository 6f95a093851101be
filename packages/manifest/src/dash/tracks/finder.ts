/** Finds what a request is among the tracks of a stream. */
import { createAddressBook } from "../../address/address-book.ts";
import { splitUrl } from "../../address/url.ts";
import type { ByteRange } from "../../byte-range.ts";
import type { RequestMatch } from "../../request.ts";
import type { Track } from "./track.ts";

export type Found =
  | Exclude<RequestMatch, { readonly type: "segment" }>
  | { readonly type: "segment"; readonly track: Track; readonly position: number };

export interface Finder {
  find(url: string, range: ByteRange | undefined): Found;
}

type Match = { readonly track: Track; readonly position: number | "part" };

/** @param dropped no longer in the manifest: only what no other track has is theirs */
export function createFinder(current: readonly Track[], dropped: readonly Track[]): Finder {
  const tracks = [...current, ...dropped];
  const resources = createAddressBook<Found>(2);
  for (const { kind, inits, file } of [...dropped, ...current]) {
    const init: Found = { type: "init", kind };
    for (const { url, range } of inits) resources.add(url, range, init);
    if (file?.indexRange === undefined) continue;
    const index: Found = { type: "index", kind };
    for (const url of file.indexUrls) resources.add(url, file.indexRange, index);
  }

  function segments(url: string, range: ByteRange | undefined): Match[] {
    const matchesOf = (among: readonly Track[]) =>
      among.flatMap((track) => {
        const position = track.index?.find(url, range);
        return position === undefined ? [] : [{ track, position }];
      });
    const matches = matchesOf(current);
    return matches.length > 0 ? matches : matchesOf(dropped);
  }

  return {
    find(url, range) {
      const resource = resources.findExact(url, range);
      if (resource !== undefined) return resource;
      const matches = segments(url, range);
      const match = only(matches, splitUrl(url).origin);
      if (match !== undefined) return toFound(match);
      // Two periods have the same address, for example: it is not clear which of them is meant.
      if (matches[0] !== undefined) return { type: "other", kind: matches[0].track.kind };
      const similar = resources.find(url, range);
      if (similar !== undefined) return similar;
      const part = range === undefined ? undefined : segments(url, undefined)[0];
      if (part !== undefined) return { type: "other", kind: part.track.kind };
      return fileOf(tracks, url) ?? { type: "unknown" };
    },
  };
}

function toFound({ track, position }: Match): Found {
  return position === "part"
    ? { type: "part", kind: track.kind }
    : { type: "segment", track, position };
}

/** The one segment that all matches mean, or all those on this host. */
function only(matches: readonly Match[], origin: string): Match | undefined {
  const [first] = matches;
  if (first === undefined || matches.length === 1) return first;
  const onHost = matches.filter(({ track }) => track.origins.has(origin));
  const candidates = onHost.length > 0 ? onHost : matches;
  const [candidate] = candidates;
  const ids = new Set(candidates.map(idOf));
  return ids.size === 1 ? candidate : undefined;
}

function idOf({ track, position }: Match): string {
  const time = position === "part" ? position : track.index?.at(position)?.milliseconds;
  return `${track.streamId} ${time ?? ""}`;
}

/** Part of a single file, or all of it. Without an index range, whatever is not the initialisation may be the index. */
function fileOf(tracks: readonly Track[], url: string): Found | undefined {
  const { path } = splitUrl(url);
  for (const { file, kind } of tracks) {
    if (file === undefined) continue;
    const isIndex = file.indexUrls.some((one) => splitUrl(one).path === path);
    if (isIndex && file.indexRange === undefined && file.segments === undefined) {
      return { type: "index", kind };
    }
    if (isIndex || file.urls.some((one) => splitUrl(one).path === path)) {
      return { type: "other", kind };
    }
  }
  return undefined;
}

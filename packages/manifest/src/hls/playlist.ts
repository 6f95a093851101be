/** A playlist as it was parsed: addresses resolved, byte ranges absolute, numbers checked. No state. */
import type { ByteRange } from "../byte-range.ts";
import { ManifestError } from "../errors.ts";
import { limits } from "../limits.ts";
import { createResolver, tryResolveUrl } from "../address/url.ts";
import { readTags, type Attributes, type RelativeRange, type Tag } from "./tags.ts";
import { createVariables, type Variables } from "./variables.ts";

/** A resource, and its byte range. */
export interface Resource {
  readonly url: string;
  readonly range: ByteRange | undefined;
}

export interface PlaylistSegment extends Resource {
  readonly duration: number;
  readonly discontinuity: number;
  readonly programDateTime: number | undefined;
  readonly isGap: boolean;
}

export interface MediaPlaylist {
  readonly type: "media";
  readonly mediaSequence: number;
  /** Segments that a delta update leaves out, before the first of `segments`. */
  readonly skipped: number;
  /** The number of the first segment, even if a delta update skips it. */
  readonly discontinuitySequence: number;
  readonly segments: readonly PlaylistSegment[];
  readonly targetDuration: number;
  readonly isEnded: boolean;
  readonly isLowLatency: boolean;
  readonly inits: readonly Resource[];
  readonly keys: readonly string[];
  readonly parts: readonly Resource[];
}

/** An entry of a multivariant playlist. Variables are replaced in its attributes. */
export interface Entry {
  readonly type: "variant" | "media" | "i-frames" | "images";
  readonly attributes: Attributes;
  /** Undefined if the media is part of the variants that name its group. */
  readonly url: string | undefined;
}

export interface MultivariantPlaylist {
  readonly type: "multivariant";
  readonly entries: readonly Entry[];
  readonly variables: Variables;
}

/**
 * @param url after redirects
 * @param imported the variables of the multivariant playlist
 */
export function parsePlaylist(
  text: string,
  url: string,
  imported: Pick<Variables, "get">,
): MediaPlaylist | MultivariantPlaylist {
  const variables = createVariables(url, imported);
  const media = createMediaReader(url, variables);
  const multivariant = createMultivariantReader(url, variables);
  readTags(text, (tag) => {
    if (tag.name === "define") variables.define(tag.attributes);
    else if (!multivariant.read(tag)) media.read(tag);
  });
  const result = multivariant.finish() ?? media.finish();
  if (result !== undefined) return result;
  throw new ManifestError(
    "MANIFEST_INVALID",
    "The playlist lists neither segments nor other playlists.",
  );
}

interface Reader<T> {
  /** False if the tag is not for this reader. */
  read(tag: Tag): boolean;
  /** Undefined if the playlist is not of this kind. */
  finish(): T | undefined;
}

function createMultivariantReader(url: string, variables: Variables): Reader<MultivariantPlaylist> {
  const entries: Entry[] = [];
  const resolve = createResolver(url);
  let variant: Attributes | undefined;

  function add(type: Entry["type"], attributes: Attributes, uri: string | undefined): void {
    if (entries.length >= limits.renditions) {
      throw new ManifestError(
        "MANIFEST_TOO_LARGE",
        `The playlist has more than ${limits.renditions} renditions.`,
      );
    }
    const substituted = new Map<string, string>();
    for (const [name, value] of attributes) substituted.set(name, variables.substitute(value));
    const address = uri === undefined ? undefined : resolve(variables.substitute(uri));
    entries.push({ type, attributes: substituted, url: address });
  }

  return {
    read(tag) {
      if (tag.name === "stream-inf") {
        variant = tag.attributes;
      } else if (tag.name === "media") {
        add("media", tag.attributes, tag.attributes.get("URI"));
      } else if (tag.name === "i-frame-playlist") {
        add("i-frames", tag.attributes, tag.attributes.get("URI"));
      } else if (tag.name === "image-playlist") {
        add("images", tag.attributes, tag.attributes.get("URI"));
      } else if (tag.name === "uri" && variant !== undefined) {
        add("variant", variant, tag.uri);
        variant = undefined;
      } else {
        return false;
      }
      return true;
    },
    finish: () =>
      entries.some((entry) => entry.url !== undefined)
        ? { type: "multivariant", entries, variables }
        : undefined,
  };
}

function createMediaReader(url: string, variables: Variables): Reader<MediaPlaylist> {
  const segments: PlaylistSegment[] = [];
  const resolve = createResolver(url);
  const inits: Resource[] = [];
  const keys = new Set<string>();
  const parts: Resource[] = [];
  let isMedia = false;
  let mediaSequence = 0;
  let targetDuration = 0;
  let skipped = 0;
  let isEnded = false;
  let isLowLatency = false;
  let discontinuitySequence = 0;
  let discontinuities = 0;
  /** What the tags before an address say about it. */
  let next: { duration?: number | undefined; range?: RelativeRange; isGap?: boolean } = {};
  let time: number | undefined;
  let rangeEnd = 0;
  let partRangeEnd = 0;

  function resource(uri: string, range: RelativeRange | undefined, before: number): Resource {
    return {
      url: resolve(variables.substitute(uri)),
      range: range && absolute(range, before),
    };
  }

  function addSegment(uri: string): void {
    // An address without EXTINF is not a segment. hls.js and Shaka ignore it too, and do not count it.
    if (!("duration" in next)) return;
    if (segments.length >= limits.segmentsPerRendition) {
      throw new ManifestError(
        "MANIFEST_TOO_LARGE",
        `The playlist has more than ${limits.segmentsPerRendition} segments.`,
      );
    }
    const { url: address, range } = resource(uri, next.range, rangeEnd);
    if (range?.end !== undefined) rangeEnd = range.end + 1;
    const duration = checkedDuration(next.duration) ?? targetDuration;
    segments.push({
      url: address,
      range,
      duration,
      discontinuity: discontinuitySequence + discontinuities,
      programDateTime: time,
      isGap: next.isGap === true,
    });
    if (time !== undefined) time += duration * 1000;
    next = {};
    partRangeEnd = 0;
  }

  function addInit(uri: string | undefined, range: RelativeRange | undefined): void {
    if (uri !== undefined && inits.length < limits.segmentsPerRendition) {
      inits.push(resource(uri, range, 0));
    }
  }

  function addPart(uri: string | undefined, range: RelativeRange | undefined): void {
    if (uri === undefined || parts.length >= limits.segmentsPerRendition) return;
    const part = resource(uri, range, partRangeEnd);
    if (part.range?.end !== undefined) partRangeEnd = part.range.end + 1;
    parts.push(part);
  }

  return {
    read(tag) {
      switch (tag.name) {
        case "uri":
          addSegment(tag.uri);
          return true;
        case "inf":
          isMedia = true;
          next.duration = tag.duration;
          return true;
        case "byterange":
          next.range = tag.range;
          return true;
        case "gap":
          next.isGap = true;
          return true;
        case "program-date-time":
          time = tag.time;
          return true;
        case "discontinuity":
          discontinuities += 1;
          return true;
        case "media-sequence":
          mediaSequence = checkedCount(tag.number, "EXT-X-MEDIA-SEQUENCE");
          return true;
        case "discontinuity-sequence":
          discontinuitySequence = checkedCount(tag.number, "EXT-X-DISCONTINUITY-SEQUENCE");
          return true;
        case "targetduration":
          isMedia = true;
          targetDuration = checkedDuration(tag.number) ?? 0;
          return true;
        case "endlist":
          isEnded = true;
          return true;
        case "skip":
          skipped = checkedCount(
            Number(tag.attributes.get("SKIPPED-SEGMENTS")),
            "SKIPPED-SEGMENTS",
          );
          return true;
        case "map":
          addInit(tag.attributes.get("URI"), tag.range);
          return true;
        case "key": {
          const uri = tag.attributes.get("URI");
          const key = uri === undefined ? undefined : tryResolveUrl(variables.substitute(uri), url);
          if (key !== undefined) keys.add(key);
          return true;
        }
        case "part-inf":
          isLowLatency = true;
          return true;
        case "part":
        case "preload-hint":
          isLowLatency = true;
          if (tag.attributes.get("TYPE") === "MAP") addInit(tag.attributes.get("URI"), tag.range);
          else addPart(tag.attributes.get("URI"), tag.range);
          return true;
        case "define":
        case "stream-inf":
        case "media":
        case "i-frame-playlist":
        case "image-playlist":
          return false;
      }
    },
    finish() {
      if (!isMedia) return undefined;
      checkedCount(mediaSequence + skipped + segments.length, "The last media sequence");
      return {
        type: "media",
        mediaSequence,
        skipped,
        discontinuitySequence,
        segments: withEarlierDates(segments),
        targetDuration,
        isEnded,
        isLowLatency,
        inits,
        keys: [...keys],
        parts,
      };
    },
  };
}

function absolute({ length, offset }: RelativeRange, before: number): ByteRange {
  const start = offset ?? before;
  const end = start + length - 1;
  if (start >= 0 && Number.isSafeInteger(start) && Number.isSafeInteger(end)) return { start, end };
  throw new ManifestError(
    "MANIFEST_INVALID",
    `The byte range of ${length} bytes at ${start} is invalid.`,
  );
}

/** Dates hold for the segments before the first one with a date as well. */
function withEarlierDates(segments: readonly PlaylistSegment[]): readonly PlaylistSegment[] {
  const first = segments.findIndex((segment) => segment.programDateTime !== undefined);
  if (first <= 0) return segments;
  const dated = [...segments];
  let time = segments[first]?.programDateTime ?? 0;
  for (let index = first - 1; index >= 0; index--) {
    const segment = segments[index];
    if (segment === undefined) break;
    time -= segment.duration * 1000;
    dated[index] = { ...segment, programDateTime: time };
  }
  return dated;
}

/** Seconds, or undefined for what cannot be a duration. */
function checkedDuration(seconds: number | undefined): number | undefined {
  return seconds !== undefined && seconds > 0 && seconds <= limits.segmentDuration
    ? seconds
    : undefined;
}

function checkedCount(count: number, what: string): number {
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new ManifestError("MANIFEST_INVALID", `${what} is invalid: ${count}.`);
}

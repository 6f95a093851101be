/** What the ways of addressing segments have in common. */
import { parseByteRange, type ByteRange } from "../../byte-range.ts";
import { resolveUrl } from "../../address/url.ts";
import { ManifestError } from "../../errors.ts";
import { limits } from "../../limits.ts";
import { bigintOf, countOf } from "../mpd/values.ts";
import { attribute, child, type XmlElement } from "../mpd/xml.ts";
import type { Clockwork } from "../segments/segment-index.ts";
import type { Resource, Track, TrackSource } from "./track.ts";

export function noSegments(clockwork: Clockwork): Pick<Track, "index" | "longestSegment" | "kept"> {
  return { index: undefined, longestSegment: 0, kept: { clockwork } };
}

export function clockworkOf({ representation, period }: TrackSource): Clockwork {
  const timescale = countOf(representation.addressing, "timescale") ?? 1;
  if (timescale === 0 || timescale > 0xffffffff) {
    throw new ManifestError("MANIFEST_INVALID", `The timescale ${timescale} is invalid.`);
  }
  const offset = bigintOf(representation.addressing, "presentationTimeOffset") ?? 0n;
  return { periodStart: period.start, timescale, offset };
}

/** Media time that is kept after it has left the window. */
export function retained({ timescale }: Clockwork): bigint {
  return BigInt(limits.retention) * BigInt(timescale);
}

export function isSameClock(one: Clockwork, other: Clockwork): boolean {
  return (
    one.periodStart === other.periodStart &&
    one.timescale === other.timescale &&
    one.offset === other.offset
  );
}

export function initElements(
  addressing: readonly XmlElement[],
  baseUrls: readonly string[],
): readonly Resource[] {
  const element = addressing
    .map((one) => child(one, "Initialization"))
    .find((one) => one !== undefined);
  if (element === undefined) return [];
  const text = attribute(element, "range");
  const range = text === undefined ? undefined : rangeOf(text);
  return resolveAll(attribute(element, "sourceURL"), baseUrls).map((url) => ({ url, range }));
}

export function resolveAll(
  reference: string | undefined,
  baseUrls: readonly string[],
): readonly string[] {
  return reference === undefined ? baseUrls : baseUrls.map((base) => resolveUrl(reference, base));
}

export function rangeOf(text: string): ByteRange {
  const range = parseByteRange(text);
  if (range !== undefined) return range;
  throw new ManifestError("MANIFEST_INVALID", `The byte range "${text.slice(0, 100)}" is invalid.`);
}

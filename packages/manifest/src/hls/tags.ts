/**
 * Reads the tags in the text of a playlist, one after the other. The grammar of a line is m3u8-parser's. Lines that it
 * would fail on, or take quadratic time for, are ignored, as players ignore what they do not understand.
 */
/// <reference types="./m3u8-parser.d.ts" />
import { ParseStream } from "m3u8-parser";
import { ManifestError } from "../errors.ts";
import { limits } from "../limits.ts";

export type Attributes = ReadonlyMap<string, string>;

/** As a tag has it: without an offset it begins where the range before it ended. */
export interface RelativeRange {
  readonly length: number;
  readonly offset: number | undefined;
}

export type Tag =
  | { readonly name: "uri"; readonly uri: string }
  | { readonly name: "inf"; readonly duration: number | undefined }
  | { readonly name: "byterange"; readonly range: RelativeRange }
  | { readonly name: "program-date-time"; readonly time: number }
  | { readonly name: NumberTag; readonly number: number }
  | { readonly name: FlagTag }
  | {
      readonly name: ListTag;
      readonly attributes: Attributes;
      readonly range: RelativeRange | undefined;
    };

type NumberTag = "media-sequence" | "discontinuity-sequence" | "targetduration";
type FlagTag = "discontinuity" | "endlist" | "gap";
type ListTag =
  | "map"
  | "key"
  | "skip"
  | "part"
  | "preload-hint"
  | "part-inf"
  | "define"
  | "stream-inf"
  | "media"
  | "i-frame-playlist"
  | "image-playlist";

/** Tags without a value, which m3u8-parser reports in several ways. */
const flagTags = new Map<string, FlagTag>([
  ["#EXT-X-DISCONTINUITY", "discontinuity"],
  ["#EXT-X-ENDLIST", "endlist"],
  ["#EXT-X-GAP", "gap"],
]);
const valueTags = new Set([
  "#EXTINF",
  "#EXT-X-BYTERANGE",
  "#EXT-X-PROGRAM-DATE-TIME",
  "#EXT-X-MEDIA-SEQUENCE",
  "#EXT-X-DISCONTINUITY-SEQUENCE",
  "#EXT-X-TARGETDURATION",
]);
/** With the tag that m3u8-parser reads it as: a session key is a key, and images are listed as I-frames are. */
const listTags = new Map<string, { readonly name: ListTag; readonly as: string }>([
  ["#EXT-X-MAP", { name: "map", as: "#EXT-X-MAP" }],
  ["#EXT-X-KEY", { name: "key", as: "#EXT-X-KEY" }],
  ["#EXT-X-SESSION-KEY", { name: "key", as: "#EXT-X-KEY" }],
  ["#EXT-X-SKIP", { name: "skip", as: "#EXT-X-SKIP" }],
  ["#EXT-X-PART", { name: "part", as: "#EXT-X-PART" }],
  ["#EXT-X-PRELOAD-HINT", { name: "preload-hint", as: "#EXT-X-PRELOAD-HINT" }],
  ["#EXT-X-PART-INF", { name: "part-inf", as: "#EXT-X-PART-INF" }],
  ["#EXT-X-DEFINE", { name: "define", as: "#EXT-X-DEFINE" }],
  ["#EXT-X-STREAM-INF", { name: "stream-inf", as: "#EXT-X-STREAM-INF" }],
  ["#EXT-X-MEDIA", { name: "media", as: "#EXT-X-MEDIA" }],
  ["#EXT-X-I-FRAME-STREAM-INF", { name: "i-frame-playlist", as: "#EXT-X-I-FRAME-STREAM-INF" }],
  ["#EXT-X-IMAGE-STREAM-INF", { name: "image-playlist", as: "#EXT-X-I-FRAME-STREAM-INF" }],
]);

/**
 * m3u8-parser looks for `=` from each comma to the end of the line. A list of this form is read in linear time, and so is
 * this expression: no character can belong to two parts of it.
 */
const attributeList = /^(?:[^=,"]{1,128}=(?:"[^"]*"|[^",]*)(?:,|$))+$/;

/** Calls `onTag` for each relevant tag. It throws what `onTag` throws. */
export function readTags(text: string, onTag: (tag: Tag) => void): void {
  const parser = new ParseStream();
  let entry: Record<string, unknown> | undefined;
  parser.on("data", (data) => (entry = data));

  /** How m3u8-parser reads a line. It throws for some, such as an IV that is too short. */
  function parse(line: string): Record<string, unknown> | undefined {
    entry = undefined;
    try {
      parser.push(line);
    } catch {
      return undefined;
    }
    return entry;
  }

  for (const untrimmed of lines(text)) {
    const line = untrimmed.trim();
    if (line === "") continue;
    if (!line.startsWith("#")) {
      if (line.length > limits.lineLength) {
        throw new ManifestError(
          "MANIFEST_TOO_LARGE",
          `A line is too long (${line.length} characters).`,
        );
      }
      onTag({ name: "uri", uri: line });
      continue;
    }
    if (!line.startsWith("#EXT") || line.length > limits.lineLength) continue;
    const tag = toTag(line, parse);
    if (tag !== undefined) onTag(tag);
  }
}

type Parse = (line: string) => Record<string, unknown> | undefined;

function toTag(line: string, parse: Parse): Tag | undefined {
  const colon = line.indexOf(":");
  const name = colon < 0 ? line : line.slice(0, colon);
  const flag = flagTags.get(name);
  if (flag !== undefined) return { name: flag };
  if (colon < 0) return undefined;
  const value = line.slice(colon + 1).trim();
  if (valueTags.has(name)) {
    const entry = parse(`${name}:${value}`);
    return entry && toValueTag(entry);
  }
  const list = listTags.get(name);
  if (list === undefined || !attributeList.test(value)) return undefined;
  const entry = parse(`${list.as}:${value.replace(/,$/, "")}`);
  return entry && { name: list.name, attributes: toAttributes(entry), range: toRange(entry) };
}

function toValueTag(entry: Record<string, unknown>): Tag | undefined {
  switch (entry["tagType"]) {
    case "inf":
      return { name: "inf", duration: toNumber(entry["duration"]) };
    case "byterange": {
      const range = toRange({ byterange: entry });
      return range && { name: "byterange", range };
    }
    case "program-date-time": {
      const date = entry["dateTimeObject"];
      return date instanceof Date && Number.isFinite(date.getTime())
        ? { name: "program-date-time", time: date.getTime() }
        : undefined;
    }
    case "media-sequence":
    case "discontinuity-sequence":
      return { name: entry["tagType"], number: toNumber(entry["number"]) ?? Number.NaN };
    case "targetduration":
      return { name: "targetduration", number: toNumber(entry["duration"]) ?? Number.NaN };
    default:
      return undefined;
  }
}

/** As text again: m3u8-parser turns some into numbers and into `{ width, height }`. */
function toAttributes(entry: Record<string, unknown>): Attributes {
  const result = new Map<string, string>();
  const attributes = entry["attributes"];
  if (typeof attributes === "object" && attributes !== null) {
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "string") result.set(name, value);
      else if (typeof value === "number" && Number.isFinite(value)) result.set(name, String(value));
      else if (isResolution(value)) result.set(name, `${value.width}x${value.height}`);
    }
  }
  // The parser keeps only the address of `EXT-X-MAP` in a field of its own.
  if (typeof entry["uri"] === "string" && !result.has("URI")) result.set("URI", entry["uri"]);
  return result;
}

function isResolution(
  value: unknown,
): value is { readonly width: number; readonly height: number } {
  return (
    typeof value === "object" &&
    value !== null &&
    "width" in value &&
    "height" in value &&
    Number.isFinite(value.width) &&
    Number.isFinite(value.height)
  );
}

function toRange(entry: Record<string, unknown>): RelativeRange | undefined {
  const attributes = entry["attributes"];
  const range =
    entry["byterange"] ??
    (typeof attributes === "object" && attributes !== null && "byterange" in attributes
      ? attributes.byterange
      : undefined);
  if (typeof range !== "object" || range === null) return undefined;
  const length = "length" in range ? toNumber(range.length) : undefined;
  if (length === undefined || length <= 0) return undefined;
  return { length, offset: "offset" in range ? toNumber(range.offset) : undefined };
}

function toNumber(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** Without a copy of the whole text in pieces. */
function* lines(text: string): Generator<string> {
  let start = 0;
  while (start < text.length) {
    const end = text.indexOf("\n", start);
    if (end < 0) break;
    yield text.slice(start, end);
    start = end + 1;
  }
  if (start < text.length) yield text.slice(start);
}

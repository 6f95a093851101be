/** The renditions of a multivariant playlist: the addresses that belong together, and their ids. */
import {
  canonical,
  sortedList,
  streamIds,
  type Declared,
  type IdentityScheme,
} from "../identity/stream-ids.ts";
import { splitUrl } from "../address/url.ts";
import type { RenditionKind } from "../rendition.ts";
import type { Attributes } from "./tags.ts";
import type { Entry } from "./playlist.ts";

export interface DeclaredRendition {
  readonly kind: RenditionKind;
  readonly streamId: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly bandwidth: number | undefined;
  /** The playlists of this rendition: one, or one on each pathway. */
  readonly urls: readonly string[];
}

/** Attributes that identify a variant. Groups are named per pathway, and bandwidths are measured per request. */
const variantProperties = [
  "CODECS",
  "SUPPLEMENTAL-CODECS",
  "RESOLUTION",
  "FRAME-RATE",
  "VIDEO-RANGE",
  "HDCP-LEVEL",
  "ALLOWED-CPC",
  "REQ-VIDEO-LAYOUT",
  "STABLE-VARIANT-ID",
  "NAME",
];
const mediaProperties = [
  "TYPE",
  "LANGUAGE",
  "ASSOC-LANGUAGE",
  "NAME",
  "CHANNELS",
  "BIT-DEPTH",
  "SAMPLE-RATE",
  "CHARACTERISTICS",
  "FORCED",
  "STABLE-RENDITION-ID",
];

/** One address, and the common properties of the entries that name it. */
interface Playlist extends Declared {
  readonly url: string;
  readonly bandwidth: number | undefined;
  /** Its index among the variants, by which 0.6 names it. */
  readonly variant: number | undefined;
}

export function declareRenditions(
  entries: readonly Entry[],
  identity: IdentityScheme,
): DeclaredRendition[] {
  const playlists = listPlaylists(entries);
  const ids = streamIds(playlists);
  const byId = new Map<string, DeclaredRendition & { urls: string[] }>();
  playlists.forEach((playlist, index) => {
    const { kind, properties, bandwidth, url, variant } = playlist;
    const isNumbered = identity === "p2p-media-loader-0.6" && variant !== undefined;
    const streamId = isNumbered ? `V${variant}` : (ids[index] ?? "");
    const known = byId.get(streamId);
    if (known === undefined)
      byId.set(streamId, { kind, streamId, properties, bandwidth, urls: [url] });
    else known.urls.push(url);
  });
  return [...byId.values()];
}

function listPlaylists(entries: readonly Entry[]): Playlist[] {
  const byUrl = new Map<string, Playlist>();
  const pathways = groupPathways(entries);
  let variant = 0;
  for (const { type, attributes, url } of entries) {
    const place = type === "variant" ? variant++ : undefined;
    if (url === undefined) continue;
    const playlist: Playlist = {
      ...describe(type, attributes, url, pathways),
      url,
      bandwidth: Number(attributes.get("BANDWIDTH")) || undefined,
      variant: place,
    };
    const known = byUrl.get(url);
    byUrl.set(url, known === undefined ? playlist : merge(known, playlist));
  }
  return [...byUrl.values()];
}

/**
 * Entries with the same address are one rendition: a variant for each of its audio groups, or an audio track that is a
 * variant as well. Which of them is listed first depends on the server, so the text decides.
 */
function merge(one: Playlist, other: Playlist): Playlist {
  const variant = one.variant ?? other.variant;
  const textOf = ({ kind, properties }: Playlist) => canonical(kind, properties);
  return { ...(textOf(one) <= textOf(other) ? one : other), variant };
}

function describe(
  type: Entry["type"],
  attributes: Attributes,
  url: string,
  pathways: ReadonlyMap<string, string>,
): Declared {
  const isMedia = type === "media";
  const groupId = attributes.get("GROUP-ID") ?? "";
  const tieBreaker = (isMedia ? groupId : attributes.get("BANDWIDTH")) ?? "";
  return {
    kind: kindOf(type, attributes),
    properties: pick(attributes, isMedia ? mediaProperties : variantProperties),
    // The path is the last resort, for two addresses that have the same properties in the playlist.
    tieBreakers: [tieBreaker, splitUrl(url).path],
    group: isMedia
      ? (pathways.get(`${attributes.get("TYPE") ?? ""} ${groupId}`) ?? ".")
      : (attributes.get("PATHWAY-ID") ?? "."),
  };
}

function kindOf(type: Entry["type"], attributes: Attributes): RenditionKind {
  if (type === "i-frames") return "trick";
  if (type === "images") return "image";
  if (type === "variant") return "main";
  const media = attributes.get("TYPE");
  return media === "AUDIO" ? "audio" : media === "VIDEO" ? "main" : "text";
}

/** On which pathways the media of a group is used, by type and group. */
function groupPathways(entries: readonly Entry[]): Map<string, string> {
  const pathways = new Map<string, Set<string>>();
  for (const { type, attributes } of entries) {
    if (type !== "variant") continue;
    for (const media of ["AUDIO", "VIDEO", "SUBTITLES"]) {
      const groupId = attributes.get(media);
      if (groupId === undefined) continue;
      const key = `${media} ${groupId}`;
      const pathway = attributes.get("PATHWAY-ID") ?? ".";
      pathways.set(key, (pathways.get(key) ?? new Set()).add(pathway));
    }
  }
  return new Map([...pathways].map(([key, names]) => [key, [...names].sort().join(" ")]));
}

function pick(attributes: Attributes, names: readonly string[]): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const name of names) {
    const value = attributes.get(name);
    if (value !== undefined) picked[name] = name.includes("CODECS") ? sortedList(value) : value;
  }
  return picked;
}

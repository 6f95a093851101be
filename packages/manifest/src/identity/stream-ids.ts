/**
 * The ids that viewers have to agree on. docs/identity.md describes them, and golden vectors freeze them: any change
 * here is a new version of the scheme.
 */
import { limits } from "../limits.ts";
import { ManifestError } from "../errors.ts";
import type { RenditionKind } from "../rendition.ts";
import { fnv1a64 } from "./hash.ts";

/** `p2p-media-loader-0.6`: the variants are named as `p2p-media-loader-hlsjs@0.6.2` names them. HLS only. */
export type IdentityScheme = "swarmlane-1" | "p2p-media-loader-0.6";

/** What a manifest declares about one rendition, before it is compared with the others. */
export interface Declared {
  readonly kind: RenditionKind;
  /** Only what stays the same for every viewer and every load. */
  readonly properties: Readonly<Record<string, string>>;
  /** Used one after the other if two renditions would otherwise get the same id, `bandwidth` first. */
  readonly tieBreakers: readonly string[];
  /** Renditions of different groups may have the same id: they are copies of each other (`PATHWAY-ID`, periods). */
  readonly group: string;
}

/** Names renditions as version 1 of the scheme does. The result has the order of `declared`. */
export function streamIds(declared: readonly Declared[]): string[] {
  const keys = declared.map((one) => canonical(one.kind, one.properties));
  const length = Math.max(0, ...declared.map((one) => one.tieBreakers.length));
  for (let level = 0; level < length; level++) {
    for (const twins of alike(declared, keys)) {
      for (const index of twins) {
        keys[index] = `${keys[index] ?? ""}\n~${declared[index]?.tieBreakers[level] ?? ""}`;
      }
    }
  }
  return declared.map((one, index) => `v1-${one.kind}-${fnv1a64(keys[index] ?? "")}`);
}

/** The id of a media playlist that is loaded without a multivariant playlist: nothing is declared. */
export const soleStreamId = `v1-main-${fnv1a64(canonical("main", {}))}`;

/** The address of the first manifest, without the parts that differ per viewer. `url` is normalised. */
export function swarmIdOf(url: string): string {
  const address = /^https?:\/\/[^?#]+/.exec(url)?.[0];
  if (address === undefined) {
    throw new ManifestError(
      "MANIFEST_UNSUPPORTED",
      "The manifest has no HTTP address from which a swarm id could be derived. Set a swarmId.",
    );
  }
  return checkedSwarmId(address);
}

export function checkedSwarmId(swarmId: string): string {
  if (swarmId.length <= limits.swarmIdLength) return swarmId;
  throw new ManifestError(
    "MANIFEST_UNSUPPORTED",
    `The swarm id has ${swarmId.length} characters. Set a swarmId of at most ${limits.swarmIdLength} characters.`,
  );
}

/** `a, b` and `b,a` are the same set of codecs. */
export function sortedList(list: string): string {
  return list
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "")
    .sort()
    .join(",");
}

/** The text that is hashed. */
export function canonical(
  kind: RenditionKind,
  properties: Readonly<Record<string, string>>,
): string {
  const lines = Object.keys(properties)
    .sort()
    .map((name) => `${name}=${properties[name] ?? ""}`);
  return [kind, ...lines].join("\n");
}

/** Groups of several renditions that have one key although they are not copies of each other. */
function alike(declared: readonly Declared[], keys: readonly string[]): number[][] {
  const byKey = new Map<string, number[]>();
  keys.forEach((key, index) => {
    const twins = byKey.get(key);
    if (twins === undefined) byKey.set(key, [index]);
    else twins.push(index);
  });
  return [...byKey.values()].filter((twins) => {
    const groups = new Set(twins.map((index) => declared[index]?.group));
    return groups.size < twins.length;
  });
}

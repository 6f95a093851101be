/** An HLS stream: the multivariant playlist, and the renditions whose playlists the player has loaded. */
import { createAddressBook } from "../address/address-book.ts";
import { splitUrl } from "../address/url.ts";
import type {
  Accepted,
  ManifestFormat,
  ManifestStream,
  ManifestText,
  StreamContext,
} from "../format.ts";
import { ManifestError } from "../errors.ts";
import { fnv1a64 } from "../identity/hash.ts";
import { checkedSwarmId, soleStreamId, swarmIdOf } from "../identity/stream-ids.ts";
import { limits } from "../limits.ts";
import { declareRenditions, type DeclaredRendition } from "./declared.ts";
import { parsePlaylist, type MediaPlaylist, type MultivariantPlaylist } from "./playlist.ts";
import {
  createHlsRendition,
  type HlsRendition,
  type RenditionFacts,
  type Target,
} from "./rendition.ts";
import { noVariables } from "./variables.ts";

/** HLS playlists, version 13 of RFC 8216bis. */
export const hls: ManifestFormat = {
  name: "hls",
  // `trimStart` removes a byte order mark as well.
  recognises: (text) => text.slice(0, 1_000).trimStart().startsWith("#EXTM3U"),
  open: createHlsStream,
};

/** Playlists that are not listed anywhere, such as those of interstitials. The oldest are dropped. */
const mostUnlisted = 20;
/** Addresses of one playlist: one for each pathway, and the targets of redirects. The oldest are forgotten. */
const mostAddresses = 50;

function createHlsStream(context: StreamContext): ManifestStream {
  /** By the addresses of their playlists. */
  let playlists = createAddressBook<HlsRendition>(1);
  const resources = createAddressBook<Target>(2);
  let listed: HlsRendition[] = [];
  let unlisted: HlsRendition[] = [];
  let root:
    { readonly url: string; readonly swarmId: string; readonly manifestUrl: string } | undefined;
  let multivariant: MultivariantPlaylist | undefined;

  function toRoot({ url, requestUrl }: ManifestText) {
    const swarmId =
      context.swarmId ??
      (context.identity === "p2p-media-loader-0.6"
        ? (requestUrl.split("?")[0] ?? requestUrl)
        : swarmIdOf(url));
    return { url, swarmId: checkedSwarmId(swarmId), manifestUrl: requestUrl };
  }

  function addMultivariant(manifest: ManifestText, playlist: MultivariantPlaylist): Accepted {
    if (multivariant !== undefined && root !== undefined && !isSamePath(root.url, manifest.url)) {
      throw new ManifestError(
        "MANIFEST_UNSUPPORTED",
        "The multivariant playlist has another address, so it belongs to another stream. Use another registry for it.",
      );
    }
    const next = multivariant === undefined ? toRoot(manifest) : (root ?? toRoot(manifest));
    const declared = declareRenditions(playlist.entries, context.identity);
    const before = listed.map((rendition) => rendition.view.streamSwarmId);
    const previous = [...listed, ...unlisted];
    root = next;
    multivariant = playlist;
    const taken = new Set<HlsRendition>();
    listed = declared.map((one) => {
      const facts = factsOf(one, next.swarmId);
      const rendition =
        findPrevious(one, facts, previous, taken) ?? createHlsRendition(facts, resources);
      taken.add(rendition);
      rendition.rename(facts);
      return rendition;
    });
    unlisted = previous.filter((rendition) => {
      if (taken.has(rendition)) return false;
      if (!rendition.isLoaded) return false;
      rendition.rename({ ...rendition.facts, swarmId: next.swarmId, notShared: "unlisted" });
      return true;
    });
    playlists = createAddressBook(1);
    for (const rendition of unlisted) learn(rendition, rendition.urls);
    listed.forEach((rendition, index) => {
      learn(rendition, [...rendition.urls, ...(declared[index]?.urls ?? [])]);
    });
    const after = listed.map((rendition) => rendition.view.streamSwarmId);
    return { changes: [], renditionsChanged: before.join("\n") !== after.join("\n") };
  }

  /** A playlist keeps its segments when a multivariant playlist comes late, or names its rendition in another way. */
  function findPrevious(
    { urls }: DeclaredRendition,
    facts: RenditionFacts,
    previous: readonly HlsRendition[],
    taken: ReadonlySet<HlsRendition>,
  ): HlsRendition | undefined {
    const byUrl = urls
      .map((url) => playlists.find(url, undefined))
      .find(
        (rendition) =>
          rendition !== undefined && previous.includes(rendition) && !taken.has(rendition),
      );
    return (
      byUrl ?? previous.find((one) => one.facts.streamId === facts.streamId && !taken.has(one))
    );
  }

  function addMedia(manifest: ManifestText, playlist: MediaPlaylist): Accepted {
    const nextRoot = root ?? toRoot(manifest);
    const found = playlists.find(manifest.url, undefined);
    const rendition =
      found ?? createHlsRendition(newFacts(nextRoot.swarmId, manifest.url), resources);
    const change = rendition.apply(playlist);
    makeRoomBeside(rendition);
    // A player may reload a playlist from where it was redirected to.
    learn(rendition, [manifest.url, manifest.responseUrl]);
    if (found === undefined) {
      if (root === undefined) listed = [rendition];
      else unlisted = [...unlisted, rendition];
      for (const oldest of unlisted.slice(0, -mostUnlisted)) oldest.clear();
      unlisted = unlisted.slice(-mostUnlisted);
    }
    root = nextRoot;
    return {
      changes: change === undefined ? [] : [{ rendition: rendition.view, change }],
      renditionsChanged: found === undefined,
    };
  }

  /** Addresses that are already known do not count as a change: tokens and delivery directives change them from load to load. */
  function learn(rendition: HlsRendition, urls: readonly string[]): void {
    for (const url of urls) {
      if (playlists.find(url, undefined) === rendition) continue;
      playlists.add(url, undefined, rendition);
      if (!rendition.urls.includes(url)) rendition.urls.push(url);
      const forgotten = rendition.urls.length > mostAddresses ? rendition.urls.shift() : undefined;
      if (forgotten !== undefined) playlists.remove(forgotten, undefined, rendition);
    }
  }

  function newFacts(swarmId: string, url: string): RenditionFacts {
    const facts = { swarmId, kind: "main", properties: {}, bandwidth: undefined } as const;
    if (root === undefined) {
      const streamId = context.identity === "p2p-media-loader-0.6" ? undefined : soleStreamId;
      return { ...facts, streamId, notShared: undefined };
    }
    const streamId = `unlisted-${fnv1a64(splitUrl(url).path)}`;
    return { ...facts, streamId, notShared: "unlisted" };
  }

  /** The renditions that were loaded first lose their segments, which are loaded again when they are played again. */
  function makeRoomBeside(rendition: HlsRendition): void {
    let held = rendition.size;
    for (const other of [...listed, ...unlisted]) held += other === rendition ? 0 : other.size;
    for (const other of [...unlisted, ...listed]) {
      if (held <= limits.segmentsHeld) break;
      if (other === rendition) continue;
      held -= other.size;
      other.clear();
    }
  }

  return {
    add(manifest) {
      const imported = multivariant?.variables ?? noVariables;
      const playlist = parsePlaylist(manifest.text, manifest.responseUrl, imported);
      return playlist.type === "multivariant"
        ? addMultivariant(manifest, playlist)
        : addMedia(manifest, playlist);
    },
    addIndex() {
      throw new ManifestError("MANIFEST_UNSUPPORTED", "HLS has no segment indexes.");
    },
    find(url, range) {
      const target = resources.find(url, range);
      if (target !== undefined) return target.owner.match(target.sequence);
      if (range === undefined) {
        const isManifest =
          playlists.find(url, undefined) !== undefined ||
          (root !== undefined && isSamePath(root.url, url));
        return { type: isManifest ? "manifest" : "unknown" };
      }
      // Some part of a known file: hls.js and Shaka widen the range of an encrypted initialisation segment, for example.
      const file = resources.find(url, undefined);
      const whole = file?.owner.match(file.sequence);
      if (whole === undefined || whole.type === "key") return { type: "unknown" };
      if (whole.type === "segment") return { type: "other", kind: whole.rendition.kind };
      return whole.type === "init" || whole.type === "part"
        ? { type: whole.type, kind: whole.kind }
        : { type: "other", kind: "kind" in whole ? whole.kind : "main" };
    },
    get swarmId() {
      return root?.swarmId;
    },
    get manifestUrl() {
      return root?.manifestUrl;
    },
    get renditions() {
      return [...listed, ...unlisted].map((rendition) => rendition.view);
    },
  };
}

function factsOf(declared: DeclaredRendition, swarmId: string): RenditionFacts {
  const { kind, streamId, properties, bandwidth } = declared;
  const isShared = kind === "main" || kind === "audio";
  return {
    kind,
    streamId,
    properties,
    bandwidth,
    swarmId,
    notShared: isShared ? undefined : "kind",
  };
}

function isSamePath(one: string, other: string): boolean {
  return splitUrl(one).path === splitUrl(other).path;
}

/** A DASH stream: its newest manifest, the renditions in it, and for a while the periods that it has dropped. */
import { splitUrl } from "../address/url.ts";
import type { ByteRange } from "../byte-range.ts";
import { ManifestError } from "../errors.ts";
import type {
  Accepted,
  ManifestFormat,
  ManifestStream,
  ManifestText,
  StreamContext,
} from "../format.ts";
import { checkedSwarmId, swarmIdOf } from "../identity/stream-ids.ts";
import { limits } from "../limits.ts";
import type { ManifestChange } from "../request.ts";
import { createDashRendition, type DashRendition } from "./dash-rendition.ts";
import { createFinder, type Finder } from "./tracks/finder.ts";
import { readMpd, type Mpd } from "./mpd/mpd.ts";
import { applyPatch } from "./mpd/patch.ts";
import { withIndex } from "./tracks/file-track.ts";
import type { Track } from "./tracks/track.ts";
import { buildTracks, dropTracks, listedTimes, type TrackList } from "./tracks/track-list.ts";
import { parseXml, type XmlElement } from "./mpd/xml.ts";

/** DASH manifests, ISO/IEC 23009-1. */
export const dash: ManifestFormat = {
  name: "dash",
  recognises: (text) => /<(?:[\w.-]+:)?(?:MPD|Patch)[\s>]/.test(text.slice(0, 10_000)),
  open: createDashStream,
};

interface State {
  readonly url: string;
  readonly manifestUrl: string;
  readonly swarmId: string;
  /** What relative addresses refer to. */
  readonly base: string;
  readonly mpd: Mpd;
  /** Kept only if the next manifest may be a patch. */
  readonly tree: XmlElement | undefined;
  readonly list: TrackList;
  /** Tracks of periods that the manifest no longer lists. */
  readonly dropped: readonly Track[];
}

/** Clocks and rounding change `availabilityStartTime` by less, in milliseconds. */
const sameStart = 1_000;

function createDashStream(context: StreamContext): ManifestStream {
  let state: State | undefined;
  let finder: Finder | undefined;
  const renditions = new Map<string, DashRendition>();
  let preferredOrigin: string | undefined;

  function add(manifest: ManifestText): Accepted {
    const previous = state;
    if (previous !== undefined && !isOfStream(previous, manifest.url)) {
      throw new ManifestError(
        "MANIFEST_UNSUPPORTED",
        "The manifest has another address, so it belongs to another stream. Use another registry for it.",
      );
    }
    const { tree, base } = readTree(manifest, previous);
    const mpd = readMpd(tree, base);
    const isRestarted = previous !== undefined && isAnotherStream(previous.mpd, mpd);
    if (previous !== undefined && !isRestarted && isOlder(mpd, previous.mpd)) return nothingNew;
    const kept = isRestarted ? undefined : previous;
    const root = previous ?? {
      url: manifest.url,
      manifestUrl: manifest.requestUrl,
      swarmId: checkedSwarmId(context.swarmId ?? swarmIdOf(manifest.url)),
    };
    // A manifest that says the server's time is already read by that clock.
    const loadedAt = mpd.serverTime ?? context.now();
    const list = buildTracks(mpd, kept?.list, loadedAt, context.now);
    const dropped = kept === undefined ? [] : dropTracks(list, kept);
    // Nothing fails after this point.
    if (mpd.serverTime !== undefined) context.suggestServerTime(mpd.serverTime);
    return takeOver(
      {
        url: root.url,
        manifestUrl: root.manifestUrl,
        swarmId: root.swarmId,
        base,
        mpd,
        tree: mpd.isPatchable ? tree : undefined,
        list,
        dropped,
      },
      isRestarted,
    );
  }

  function takeOver(next: State, isRestarted: boolean): Accepted {
    const previous = state;
    const idsBefore = listedIds();
    /** The position of each rendition, while the previous manifest is still valid. */
    const times = new Map([...renditions].map(([id, one]) => [id, listedTimes(one.tracks)]));
    state = next;
    const changes: { rendition: DashRendition["view"]; change: ManifestChange }[] = [];
    for (const [streamId, { tracks, facts }] of next.list.renditions) {
      const rendition = renditions.get(streamId) ?? addRendition(streamId, tracks);
      const wasLoaded = rendition.tracks.some((track) => track.index !== undefined);
      const hasMoved = rendition.tracks.at(-1)?.kept.template !== tracks.at(-1)?.kept.template;
      rendition.tracks = tracks;
      rendition.facts = facts;
      if (tracks.every((track) => track.index === undefined)) continue;
      const old = times.get(streamId);
      const now = listedTimes(tracks);
      const wentBack = old !== undefined && wentBackwards(old, now);
      if (old !== undefined && (isRestarted || wentBack)) {
        rendition.certainFrom = Math.max(rendition.certainFrom, old.end);
      }
      const hasEnded = previous?.mpd.isDynamic === true && !next.mpd.isDynamic;
      const isSame = old?.first === now.first && old.end === now.end && !hasMoved;
      const change: ManifestChange | undefined = !wasLoaded
        ? "loaded"
        : isRestarted || wentBack
          ? "restarted"
          : hasEnded
            ? "ended"
            : isSame
              ? undefined
              : "refreshed";
      if (change !== undefined) changes.push({ rendition: rendition.view, change });
    }
    forgetRenditions(next);
    finder = createFinder(next.list.tracks, next.dropped);
    return { changes, renditionsChanged: idsBefore !== listedIds() };
  }

  function addRendition(streamId: string, tracks: readonly Track[]): DashRendition {
    const rendition = createDashRendition(streamId, tracks[0]?.kind ?? "main", surroundings);
    renditions.set(streamId, rendition);
    return rendition;
  }

  /** Renditions that are neither in the manifest nor in what it dropped. */
  function forgetRenditions({ list, dropped }: State): void {
    const needed = new Set(dropped.map((track) => track.streamId));
    for (const [streamId, rendition] of renditions) {
      if (list.renditions.has(streamId)) continue;
      rendition.tracks = [];
      if (!needed.has(streamId)) renditions.delete(streamId);
    }
  }

  function addIndex(url: string, range: ByteRange | undefined, bytes: Uint8Array): Accepted {
    if (state === undefined) return nothingNew;
    const { path } = splitUrl(url);
    const isIndexed = ({ file }: Track) =>
      file?.indexUrls.some((one) => splitUrl(one).path === path) === true &&
      (file.indexRange === undefined ||
        range === undefined ||
        (range.start <= file.indexRange.start &&
          (range.end ?? Infinity) >= (file.indexRange.end ?? Infinity)));
    const found = state.list.tracks.filter(isIndexed);
    if (found.length === 0) {
      throw new ManifestError("MANIFEST_INVALID", `The index ${url} is not part of any manifest.`);
    }
    const indexed = new Map(found.map((track) => [track, withIndex(track, bytes, range)]));
    const list = state.list.replace(indexed);
    const held = list.tracks.reduce((sum, { file }) => sum + (file?.segments?.length ?? 0), 0);
    if (held > limits.segmentsHeld) {
      throw new ManifestError("MANIFEST_TOO_LARGE", "The indexes list too many segments.");
    }
    return takeOver({ ...state, list }, false);
  }

  function surroundings() {
    if (state === undefined) throw new Error("There is a rendition, but no manifest.");
    return { swarmId: state.swarmId, mpd: state.mpd, preferredOrigin };
  }

  function listedIds(): string {
    return [...(state?.list.renditions.keys() ?? [])].join("\n");
  }

  return {
    add,
    addIndex,
    find(url, range) {
      if (state === undefined || finder === undefined) return { type: "unknown" };
      const found = finder.find(url, range);
      if (found.type === "segment") {
        const rendition = renditions.get(found.track.streamId);
        const segment = rendition?.toSegment(found.track, found.position);
        if (rendition === undefined || segment === undefined) return { type: "unknown" };
        const { kind } = found.track;
        if (rendition.view.notShared !== undefined) return { type: "other", kind };
        preferredOrigin = splitUrl(url).origin;
        return { type: "segment", segment, rendition: rendition.view };
      }
      if (found.type === "unknown" && isOfStream(state, url)) return { type: "manifest" };
      return found;
    },
    get swarmId() {
      return state?.swarmId;
    },
    get manifestUrl() {
      return state?.manifestUrl;
    },
    get renditions() {
      return [...(state?.list.renditions.keys() ?? [])].flatMap(
        (streamId) => renditions.get(streamId)?.view ?? [],
      );
    },
  };
}

const nothingNew: Accepted = { changes: [], renditionsChanged: false };

function readTree(
  { text, responseUrl }: ManifestText,
  previous: State | undefined,
): { tree: XmlElement; base: string } {
  const root = parseXml(text);
  if (root.name === "MPD") return { tree: root, base: responseUrl };
  if (root.name !== "Patch") {
    throw new ManifestError(
      "MANIFEST_INVALID",
      `The manifest's root element is <${root.name}>, which is not supported.`,
    );
  }
  if (previous?.tree === undefined) {
    throw new ManifestError(
      "MANIFEST_UNSUPPORTED",
      "The patch does not belong to any known manifest.",
    );
  }
  // Addresses refer to where the manifest came from. The patch comes from somewhere else.
  return { tree: applyPatch(previous.tree, root), base: previous.base };
}

/** By path: the host and the query differ from load to load. */
function isOfStream({ url, base, mpd }: State, candidate: string): boolean {
  const { path } = splitUrl(candidate);
  return [url, base, ...mpd.locations].some((one) => splitUrl(one).path === path);
}

/** Presentation times have another meaning than before. */
function isAnotherStream(before: Mpd, after: Mpd): boolean {
  if (!before.isDynamic) return after.isDynamic;
  return (
    after.isDynamic && Math.abs(after.availabilityStart - before.availabilityStart) > sameStart
  );
}

/** An older manifest, from a cache that lags behind. */
function isOlder(one: Mpd, other: Mpd): boolean {
  if (one.isDynamic !== other.isDynamic) return false;
  return (
    one.publishTime !== undefined &&
    other.publishTime !== undefined &&
    one.publishTime < other.publishTime
  );
}

/** All segments that are listed now precede all that were listed before. */
function wentBackwards(
  before: { readonly first: number; readonly end: number },
  after: { readonly first: number; readonly end: number },
): boolean {
  return after.end > after.first && before.end > before.first && after.end <= before.first;
}

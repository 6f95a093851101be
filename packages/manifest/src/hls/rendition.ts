/** One rendition of an HLS stream: its window of segments, and the addresses by which they are found. */
import type { AddressBook } from "../address/address-book.ts";
import { streamSwarmIdOf, toManifestSegment, type StreamIdentity } from "../identity/segment-id.ts";
import { limits } from "../limits.ts";
import type { NotShared, Rendition, RenditionKind } from "../rendition.ts";
import type { RequestMatch } from "../request.ts";
import type { ManifestSegment } from "../segment.ts";
import type { MediaPlaylist, Resource } from "./playlist.ts";
import { createSegmentWindow, type WindowChange, type WindowSegment } from "./window.ts";

/** What an address stands for. There is one for each segment, so it is plain data. */
export interface Target {
  readonly owner: { match(sequence: number): RequestMatch };
  /** Negative if it is no segment. */
  readonly sequence: number;
}

interface SegmentTarget extends Target {
  /** The addresses at which it can be requested, the newest first. */
  resource: Resource;
  older: readonly Resource[];
}

export interface RenditionFacts extends StreamIdentity {
  readonly kind: RenditionKind;
  readonly notShared: NotShared | undefined;
  readonly properties: Readonly<Record<string, string>>;
  readonly bandwidth: number | undefined;
}

export interface HlsRendition {
  /** The object that the registry returns. It stays the same when its properties change. */
  readonly view: Rendition;
  readonly facts: RenditionFacts;
  /** Called for a multivariant playlist that came later or again: its declaration replaces the current one. */
  rename(facts: RenditionFacts): void;
  apply(playlist: MediaPlaylist): WindowChange | undefined;
  /** Forgets all segments, and that there was a playlist. */
  clear(): void;
  readonly isLoaded: boolean;
  /** Addresses of its playlists that are known. */
  readonly urls: string[];
  /** Segments held. */
  readonly size: number;
}

/** Addresses of one segment besides the newest. */
const mostOlder = limits.addressesPerSegment - 1;

/** The least number of other resources that a rendition remembers: initialisation, keys, parts. */
const fewestOthers = 500;

export function createHlsRendition(
  initial: RenditionFacts,
  book: AddressBook<Target>,
): HlsRendition {
  let facts = initial;
  const known = new Map<number, SegmentTarget>();
  const others = new Map<string, { readonly target: Target; readonly resource: Resource }>();
  let window = createWindow();

  function createWindow() {
    return createSegmentWindow({ onListed, onForgotten });
  }

  function onListed(segment: WindowSegment): void {
    const { sequence, url, range } = segment;
    const before = known.get(sequence);
    const target = before ?? { owner: segments, sequence, resource: segment, older: [] };
    if (before === undefined) {
      known.set(sequence, target);
    } else {
      const older = [before.resource, ...before.older];
      for (const { url, range } of older.slice(mostOlder)) book.remove(url, range, before);
      before.older = older.slice(0, mostOlder);
      before.resource = segment;
    }
    book.add(url, range, target);
    addFile(segment);
  }

  function onForgotten(sequence: number): void {
    const target = known.get(sequence);
    if (target === undefined) return;
    known.delete(sequence);
    for (const { url, range } of [target.resource, ...target.older]) {
      book.remove(url, range, target);
    }
  }

  /** Requests for another part of the file are known as well. */
  function addFile({ url, range }: Resource): void {
    if (range !== undefined) addOther({ url, range: undefined }, fileTarget);
  }

  /** A segment wins against everything else that has its address. */
  function addOther(resource: Resource, target: Target): void {
    const { url, range } = resource;
    if ((book.findExact(url, range)?.sequence ?? -1) >= 0) return;
    const key = `${url} ${range?.start ?? ""}-${range?.end ?? ""}`;
    others.delete(key);
    others.set(key, { target, resource });
    book.add(url, range, target);
    addFile(resource);
  }

  /** The oldest, so that `most` are left. */
  function forgetOthers(most: number): void {
    for (const [key, { target, resource }] of others) {
      if (others.size <= most) break;
      others.delete(key);
      book.remove(resource.url, resource.range, target);
    }
  }

  const initTarget = other(() => ({ type: "init", kind: facts.kind }));
  const partTarget = other(() => ({ type: "part", kind: facts.kind }));
  const fileTarget = other(() => ({ type: "other", kind: facts.kind }));
  const keyTarget = other(() => ({ type: "key" }));

  const segments: Target["owner"] = {
    match(sequence) {
      const segment = window.get(sequence);
      if (segment === undefined) return { type: "unknown" };
      if (facts.notShared === "kind") return { type: "other", kind: facts.kind };
      return { type: "segment", segment: toSegment(segment), rendition: view };
    },
  };

  function toSegment(segment: WindowSegment): ManifestSegment {
    return toManifestSegment(facts, {
      ...segment,
      sequence: String(segment.sequence),
      isShared:
        facts.notShared === undefined && !segment.isGap && window.isCertain(segment.sequence),
    });
  }

  const view: Rendition = {
    get kind() {
      return facts.kind;
    },
    get streamId() {
      return facts.streamId;
    },
    get streamSwarmId() {
      return streamSwarmIdOf(facts);
    },
    get notShared() {
      return facts.notShared;
    },
    get properties() {
      return facts.properties;
    },
    get bandwidth() {
      return facts.bandwidth;
    },
    timing() {
      const { playlist } = window;
      const first = window.from(window.first);
      if (playlist === undefined) return undefined;
      const last = window.get(window.end - 1);
      return {
        isLive: !playlist.isEnded,
        targetDuration: playlist.targetDuration || window.longest(),
        start: first?.startTime ?? 0,
        end: last === undefined ? (first?.startTime ?? 0) : last.startTime + last.duration,
        isLowLatency: playlist.isLowLatency,
      };
    },
    segmentsFrom(sequence, count) {
      const segments: ManifestSegment[] = [];
      const wanted = Math.min(count, limits.segmentsPerCall);
      let next = window.from(toCount(sequence));
      while (next !== undefined && segments.length < wanted) {
        segments.push(toSegment(next));
        next = window.get(next.sequence + 1);
      }
      return segments;
    },
    segmentAt(time) {
      const segment = window.at(time);
      return segment && toSegment(segment);
    },
  };

  return {
    view,
    urls: [],
    get facts() {
      return facts;
    },
    rename(next) {
      facts = next;
    },
    apply(playlist) {
      const change = window.apply(playlist);
      for (const resource of playlist.parts) addOther(resource, partTarget);
      for (const resource of playlist.inits) addOther(resource, initTarget);
      for (const url of playlist.keys) addOther({ url, range: undefined }, keyTarget);
      const listed = playlist.parts.length + playlist.inits.length + playlist.keys.length;
      forgetOthers(Math.max(fewestOthers, 2 * listed));
      return change;
    },
    clear() {
      for (const sequence of [...known.keys()]) onForgotten(sequence);
      forgetOthers(0);
      window = createWindow();
    },
    get isLoaded() {
      return window.playlist !== undefined;
    },
    get size() {
      return window.size;
    },
  };
}

function other(match: () => RequestMatch): Target {
  return { owner: { match }, sequence: -1 };
}

/** A sequence as text. Anything that is not a number sorts first. */
function toCount(sequence: string): number {
  const count = Number(sequence);
  return Number.isSafeInteger(count) && count > 0 ? count : 0;
}

/** One representation in one period: what is loaded for it besides segments, and its index as soon as it is known. */
import type { ByteRange } from "../../byte-range.ts";
import type { RenditionKind } from "../../rendition.ts";
import type { Mpd, Period, Representation } from "../mpd/mpd.ts";
import type { Clockwork, FileSegment, SegmentIndex } from "../segments/segment-index.ts";
import type { TimelineNumbering } from "../segments/numbering.ts";
import type { Template } from "../segments/template.ts";
import type { Budget } from "./budget.ts";

export interface Track {
  readonly streamId: string;
  readonly kind: RenditionKind;
  readonly period: Period;
  /** The same in all manifests that have this period. */
  readonly periodNumber: number;
  /** Hosts of its base addresses. */
  readonly origins: ReadonlySet<string>;
  readonly isChunked: boolean;
  /** Undefined while the index of a single file has not been loaded, and for what has no segments. */
  readonly index: SegmentIndex | undefined;
  /** Seconds. */
  readonly longestSegment: number;
  readonly inits: readonly Resource[];
  /** A single file, of which segments are parts. */
  readonly file: SingleFile | undefined;
  /** What a newer manifest may have dropped, and is still found. */
  readonly kept: Kept;
}

export interface Resource {
  readonly url: string;
  readonly range: ByteRange | undefined;
}

export interface SingleFile {
  readonly urls: readonly string[];
  /** Where its index is loaded from; empty if it has none. Without a range the index is somewhere at the beginning. */
  readonly indexUrls: readonly string[];
  readonly indexRange: ByteRange | undefined;
  readonly clockwork: Clockwork;
  /** The index is a file of its own. */
  readonly isExternal: boolean;
  readonly segments: readonly FileSegment[] | undefined;
}

export interface Kept {
  readonly clockwork: Clockwork;
  readonly timeline?: TimelineNumbering;
  readonly files?: readonly FileSegment[];
  readonly template?: { readonly key: string; readonly value: Template };
}

export interface TrackSource {
  readonly mpd: Mpd;
  readonly period: Period;
  readonly periodNumber: number;
  readonly representation: Representation;
  readonly streamId: string;
  /** The track of the manifest before this one. */
  readonly previous: Track | undefined;
  /** By the server's clock: when the manifest was loaded, and now. */
  readonly loadedAt: number;
  readonly now: () => number;
  readonly budget: Budget;
}

/** What depends on how a representation says where its segments are. */
export type Addressed = Pick<Track, "index" | "longestSegment" | "inits" | "file" | "kept">;

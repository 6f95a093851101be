/** What all tracks of one manifest share, so that representations which inherit from each other do not multiply it. */
import { ManifestError } from "../../errors.ts";
import { limits } from "../../limits.ts";
import type { XmlElement } from "../mpd/xml.ts";
import type { TimelineNumbering } from "../segments/numbering.ts";

export interface Budget {
  /** Timelines that representations inherit are read once. */
  readonly timelines: Map<XmlElement, CachedTimeline[]>;
  /** Segments, and runs of segments, that may still be listed one by one. */
  left: number;
}

export interface CachedTimeline {
  readonly key: string;
  readonly before: TimelineNumbering | undefined;
  readonly timeline: TimelineNumbering;
}

export function createBudget(): Budget {
  return { timelines: new Map(), left: limits.segmentsHeld };
}

/** Throws `MANIFEST_TOO_LARGE`. */
export function spend(budget: Budget, segments: number): void {
  budget.left -= segments;
  if (budget.left < 0) {
    throw new ManifestError("MANIFEST_TOO_LARGE", "The manifest lists too many segments.");
  }
}

/** What hls.js, old or new, knows of its qualities and of what it plays. */
import type { SegmentCell, SegmentRow } from "../model/segment-map.ts";
import { formatQuality } from "./quality.ts";

interface Fragment {
  readonly url: string;
  readonly sn: number | "initSegment";
}

interface Level {
  readonly height?: number;
  readonly bitrate?: number;
  readonly details?: { readonly fragments: readonly Fragment[] } | undefined;
}

/** The part that hls.js 0.14 and 1.x have in common. */
export interface HlsWithLevels {
  /** Undefined before the manifest is there. */
  readonly levels: readonly Level[] | undefined;
  readonly currentLevel: number;
  on(event: "hlsFragChanged", listener: (name: string, data: { frag: Fragment }) => void): void;
}

export function watchLevels(hls: HlsWithLevels) {
  let playing: { url: string; sequence: string } | undefined;
  hls.on("hlsFragChanged", (_name, { frag }) => {
    playing = { url: frag.url, sequence: String(frag.sn) };
  });
  return {
    quality(): string {
      const level = hls.levels?.[hls.currentLevel];
      return level === undefined ? "" : formatQuality(level);
    },
    qualityOf({ cells }: SegmentRow): string | undefined {
      const url = cells[0]?.segment.url;
      const level = hls.levels?.find((each) => each.details?.fragments.some((f) => f.url === url));
      return level?.height ? `${level.height}p` : undefined;
    },
    isPlaying: ({ segment }: SegmentCell): boolean =>
      segment.url === playing?.url && segment.sequence === playing.sequence,
  };
}

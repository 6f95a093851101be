/** The interface that the page needs from a player. */
import type { DownloadMethod, Events, SegmentState } from "@swarmlane/contract";
import type { MappedSegment, SegmentCell, SegmentRow } from "../model/segment-map.ts";

/** Arguments of the loader's events that the page shows. 0.6.2 emits all but the states and the warnings. */
export interface LoaderEvents {
  [Events.SegmentLoaded]: [segment: MappedSegment, peerId?: string];
  [Events.SegmentError]: [segment: MappedSegment, error: unknown, peerId?: string];
  [Events.SegmentAbort]: [segment: MappedSegment];
  [Events.SegmentStateChange]: [segment: MappedSegment, state: SegmentState, reason: string];
  [Events.PeerConnect]: [peer: { id: string; remoteAddress: string }];
  [Events.PeerClose]: [peerId: string];
  [Events.PieceBytesDownloaded]: [method: DownloadMethod, bytes: number, peerId?: string];
  [Events.PieceBytesUploaded]: [method: "p2p", bytes: number, peerId: string];
  [Events.Warning]: [error: unknown];
}

/** `HybridLoader`, or an engine of 0.6.2, which passes its loader's events on. */
export interface LoaderSource {
  on<Name extends keyof LoaderEvents>(
    event: Name,
    listener: (...args: LoaderEvents[Name]) => void,
  ): unknown;
}

export interface PlayerProblem {
  readonly message: string;
  /** Whether the error ended playback. Undefined if the player does not report it. */
  readonly isFatal: boolean | undefined;
}

export interface Player {
  /** `hls.js 1.7.4` */
  readonly name: string;
  readonly peerId: string;
  readonly loader: LoaderSource;
  /** Attaches the video. Listeners that were added before get all events. */
  start(): void;
  onProblem(listener: (problem: PlayerProblem) => void): void;
  /** `270p, 360 kbit/s`; empty until a quality plays. */
  quality(): string;
  /** `270p`; undefined when it is not known. */
  qualityOf(row: SegmentRow): string | undefined;
  /** Undefined if the player does not report it. */
  isPlaying(cell: SegmentCell): boolean | undefined;
}

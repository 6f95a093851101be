/** What a page with a current player offers as `window.player`, with our engine or without. Plain data in and out. Browser. */
import { watchPlayback, type Playback } from "../playback.ts";

export interface PlayerOptions {
  /** Absolute address of the manifest. */
  readonly stream: string;
  /** Options of our engine, by the names of 2.x. Undefined: the player alone. */
  readonly core?: EngineOptions;
}

export interface EngineOptions {
  readonly swarmId: string;
  readonly announceTrackers: readonly string[];
  readonly rtcConfig: { readonly iceServers: readonly never[] };
  readonly isP2PUploadDisabled: boolean;
}

/** What the player decided at a moment, and what it thought of the network. */
export interface QualitySample {
  /** ms since the start. */
  readonly at: number;
  /** Bits per second that the manifest declares for the rendition that the player loads. */
  readonly bitrate: number;
  /** Bits per second. */
  readonly estimate: number;
}

export interface PlayerPageReport {
  /** ms to the first picture that moved; undefined until then. */
  readonly startUp: number | undefined;
  /** s of the stream. */
  readonly position: number;
  /** ms of each. */
  readonly stalls: readonly number[];
  /** In the order of time, from the first choice on. */
  readonly samples: readonly QualitySample[];
  /** Requests that the player gave up because the network had become too slow. Undefined if it does not say. */
  readonly abandoned: number | undefined;
  /** By the engine's statistics; undefined with the player alone. */
  readonly engine: EngineReport | undefined;
  readonly errors: readonly string[];
}

export interface EngineReport {
  readonly httpBytes: number;
  readonly p2pBytes: number;
  readonly peers: number;
  readonly fallbacks: number;
  readonly unknownMediaRequests: number;
}

/** A player that plays, as far as the measurement looks into it. */
export interface WatchedPlayer {
  /** Undefined before its first choice. */
  quality(): Pick<QualitySample, "bitrate" | "estimate"> | undefined;
  abandoned?(): number;
  engine?(): EngineReport | undefined;
}

export interface PlayerPage {
  /** Once. */
  start(options: PlayerOptions): void;
  report(): PlayerPageReport;
  /** Resolves with the ms until the picture moves at the new position (s). */
  seek(to: number): Promise<number>;
}

declare global {
  interface Window {
    player?: PlayerPage;
  }
}

/** ms between two samples. */
const interval = 200;

export function offerPlayer(
  play: (
    options: PlayerOptions,
    video: HTMLVideoElement,
    fail: (what: string) => void,
  ) => WatchedPlayer,
): void {
  let started = 0;
  let playback: Playback;
  let player: WatchedPlayer;
  const samples: QualitySample[] = [];
  const errors: string[] = [];

  window.player = {
    start(options) {
      started = performance.now();
      playback = watchPlayback();
      player = play(options, playback.video, (what) => void errors.push(what));
      setInterval(() => {
        const quality = player.quality();
        if (quality !== undefined) samples.push({ at: performance.now() - started, ...quality });
      }, interval);
    },
    report: () => ({
      startUp: playback.startUp(),
      position: playback.video.currentTime,
      stalls: playback.stalls(),
      samples,
      abandoned: player.abandoned?.(),
      engine: player.engine?.(),
      errors,
    }),
    seek: (to) => timeSeek(playback.video, to),
  };
}

function timeSeek(video: HTMLVideoElement, to: number): Promise<number> {
  return new Promise((resolve) => {
    const asked = performance.now();
    video.currentTime = to;
    // A frame whose time is beyond the position is only shown once the picture moves.
    const look = (_now: number, { mediaTime }: VideoFrameCallbackMetadata): void => {
      if (mediaTime > to + aFrame && !video.seeking) resolve(performance.now() - asked);
      else video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
  });
}

/** s. Of the committed streams, which have 25 frames per second. */
const aFrame = 0.04;

/** What of the settings of `HybridLoader` the options of 2.x become, by their names there. */
import type { ByteRange } from "./config-types.ts";

/** A segment as the callbacks of `HybridLoader` get it. */
export interface CallbackSegment {
  readonly url: string;
  readonly range: string | undefined;
  readonly data?: ArrayBuffer;
}

/** The settings of `HybridLoader` that options of 2.x become, by their names there. */
export interface MappedSettings {
  useP2P: boolean;
  consumeOnly: boolean;
  requiredSegmentsPriority: number;
  httpDownloadMaxPriority: number;
  p2pDownloadMaxPriority: number;
  httpDownloadInitialTimeout: number;
  simultaneousHttpDownloads: number;
  simultaneousP2PDownloads: number;
  webRtcMaxMessageSize: number;
  trackerAnnounce: string[];
  rtcConfig: RTCConfiguration;
  segmentValidator: (segment: CallbackSegment, method: "http" | "p2p") => Promise<void>;
  segmentUrlBuilder: (segment: CallbackSegment) => Promise<string>;
  xhrSetup: (xhr: XMLHttpRequest, url: string) => void;
}

/** Limits that the loader reads at its construction. */
export interface MappedLimits {
  cacheBytes: number;
  /** The same on small devices. */
  cacheBytesSmall: number;
  p2pIdle: number;
  httpIdle: number;
  swarmLinger: number;
}

export function rangeOf(header: string | undefined): ByteRange | undefined {
  const match = /^bytes=(\d+)-(\d+)$/.exec(header ?? "");
  return match === null ? undefined : { start: Number(match[1]), end: Number(match[2]) };
}

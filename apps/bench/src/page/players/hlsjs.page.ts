/** hls.js 1, alone or on `@swarmlane/hlsjs`, which chooses the quality itself. Browser. */
import { offerPlayer, type EngineReport } from "./player-page.ts";

interface Hls {
  readonly loadLevel: number;
  readonly levels: readonly { readonly bitrate: number }[];
  readonly bandwidthEstimate: number;
  readonly p2pEngine?: { getStatistics(): EngineReport | undefined };
  loadSource(url: string): void;
  attachMedia(video: HTMLVideoElement): void;
  on(event: "hlsFragLoadEmergencyAborted", listener: () => void): void;
  on(
    event: "hlsError",
    listener: (event: string, data: { fatal: boolean; type: string; details: string }) => void,
  ): void;
}

type HlsClass = new (config: object) => Hls;

declare const Hls: HlsClass;
declare const swarmlane: {
  readonly hlsjs: { readonly HlsJsP2PEngine: { injectMixin(hls: HlsClass): HlsClass } };
};

/** s. The player keeps choosing for the whole time, because it does not load everything at once. */
const buffer = 12;
const config = { maxBufferLength: buffer, maxMaxBufferLength: buffer };

offerPlayer(({ stream, core }, video, fail) => {
  const Class = core === undefined ? Hls : swarmlane.hlsjs.HlsJsP2PEngine.injectMixin(Hls);
  const hls = new Class({ ...config, ...(core && { p2p: { core } }) });
  let abandoned = 0;
  hls.on("hlsFragLoadEmergencyAborted", () => void abandoned++);
  hls.on("hlsError", (_event, { fatal, type, details }) => {
    if (fatal) fail(`hls.js: ${type} ${details}`);
  });
  hls.loadSource(stream);
  hls.attachMedia(video);
  return {
    quality() {
      const bitrate = hls.levels[hls.loadLevel]?.bitrate;
      return bitrate === undefined ? undefined : { bitrate, estimate: hls.bandwidthEstimate };
    },
    abandoned: () => abandoned,
    engine: () => hls.p2pEngine?.getStatistics(),
  };
});

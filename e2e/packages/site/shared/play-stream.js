/**
 * hls.js on its adapter: a few seconds of a real stream, through a worker, with storage and inspection on. Page.
 * `?stream=` and `?tracker=` are addresses; what happened is in `window.report`.
 */
import { countStored, hearFeed } from "./load-segment.js";

/** Seconds of the stream. */
const played = 2;

/**
 * @param {typeof import("hls.js").default} Hls
 * @param {typeof import("@swarmlane/hlsjs").HlsJsP2PEngine} Engine
 * @param {typeof import("swarmlane/storage")} storage
 */
export async function playStream(Hls, Engine, storage) {
  const report = { errors: [] };
  const parameters = new URL(location.href).searchParams;
  const inspected = hearFeed();
  const HlsWithP2P = Engine.injectMixin(Hls);
  const hls = new HlsWithP2P({
    // Its own worker would be counted with ours.
    enableWorker: false,
    p2p: {
      core: { announceTrackers: [parameters.get("tracker")], rtcConfig: { iceServers: [] } },
      loader: { segmentsStorage: storage.indexedDBStorage(), inspect: true },
    },
  });
  hls.on(Hls.Events.ERROR, (_, { fatal, details }) => fatal && report.errors.push(details));
  const video = document.createElement("video");
  video.muted = true;
  document.body.append(video);
  hls.attachMedia(video);
  hls.loadSource(parameters.get("stream"));
  await video.play();
  while (video.currentTime < played) await new Promise((resolve) => setTimeout(resolve, 100));
  report.feedOf = await inspected;
  report.isStored = (await countStored(storage.openStorageCatalog())) > 0;
  report.isLoadedByUs = hls.p2pEngine.getStatistics().httpBytes > 0;
  window.report = report;
}

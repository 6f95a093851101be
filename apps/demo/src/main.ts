/** The player page: listens to the engine, keeps the numbers, shows them four times a second. */
import { Events } from "@swarmlane/contract";
import { openStorageCatalog } from "swarmlane/storage";
import { formatTime } from "./format.ts";
import { watchPlayback, type Playback } from "./model/playback.ts";
import { createSegmentMap, type SegmentMap } from "./model/segment-map.ts";
import { createTraffic, type Traffic } from "./model/traffic.ts";
import { createWarnings, type Warnings } from "./model/warnings.ts";
import { createPlayer, type Engine, type Player } from "./player.ts";
import { readSession, type Session } from "./session.ts";
import { takeSnapshot } from "./snapshot.ts";
import { createChangesView } from "./view/changes.view.ts";
import { element, setText } from "./view/element.ts";
import { createInspectLink } from "./view/inspect-link.ts";
import { createPeersView } from "./view/peers.view.ts";
import { createSegmentsView, type SegmentContext } from "./view/segments.view.ts";
import { createSettingsView } from "./view/settings.view.ts";
import { createStorageView } from "./view/storage.view.ts";
import { createTrafficView } from "./view/traffic.view.ts";
import { createWarningsView } from "./view/warnings.view.ts";

const refreshInterval = 250;

const address = new URLSearchParams(location.search);
// Also where nothing can be played.
createStorageView(address, openStorageCatalog());
createInspectLink(address);
try {
  const session = await readSession(address, fetchServed);
  createSettingsView(address, session.core);
  play(session, await createPlayer(session));
} catch (error) {
  createSettingsView(address, undefined);
  setText(
    element("status"),
    `Cannot play: ${error instanceof Error ? error.message : String(error)}`,
  );
}

function play(session: Session, player: Player): void {
  const video = element("video", HTMLVideoElement);
  const traffic = createTraffic(performance.now());
  const segments = createSegmentMap(() => new Date());
  const warnings = createWarnings(() => new Date());
  listen(player.engine, traffic, segments, warnings);
  player.hls.on("hlsError", (_name, { fatal, type, details }) => {
    warnings.add(`hls.js: ${details}`, fatal ? `fatal ${type}` : undefined);
  });

  const readPlayback = watchPlayback(video, player.hls);
  const peerId = player.engine.getDetails().loader.peerId;
  const name = session.core === "swarmlane" ? "Swarmlane" : "p2p-media-loader-core";
  const start = `${name} ${player.coreVersion} · peer ${peerId.slice(-6)}`;
  const showTraffic = createTrafficView();
  const showPeers = createPeersView();
  const showSegments = createSegmentsView(askPlayer(player));
  const showChanges = createChangesView();
  const showWarnings = createWarningsView();
  setInterval(() => {
    traffic.tick(performance.now());
    const playback = readPlayback();
    setText(element("status"), `${start} · ${playback.state}`);
    showPlayback(playback);
    showTraffic(traffic);
    showPeers(traffic);
    showSegments(segments);
    showChanges(segments);
    showWarnings(warnings);
  }, refreshInterval);

  player.start(video);
  window.viewer = {
    snapshot: () => takeSnapshot(readPlayback(), traffic, warnings.list().length),
  };
}

function listen(engine: Engine, traffic: Traffic, segments: SegmentMap, warnings: Warnings): void {
  engine.on(Events.PieceBytesDownloaded, (...args) => traffic.download(...args));
  engine.on(Events.PieceBytesUploaded, (_method, bytes, peerId) => traffic.upload(bytes, peerId));
  engine.on(Events.PeerConnect, ({ id, remoteAddress }) => traffic.connect(id, remoteAddress));
  engine.on(Events.PeerClose, (peerId) => traffic.disconnect(peerId));
  engine.on(Events.SegmentStateChange, (...args) => segments.change(...args));
  engine.on(Events.SegmentAbort, (segment) => segments.abort(segment));
  engine.on(Events.SegmentLoaded, (segment, peerId) => {
    segments.load(segment, peerId === undefined ? "http" : "p2p");
  });
  engine.on(Events.SegmentError, (segment, error) => {
    warnings.add(error, `segment ${segment.sequence}`);
  });
  engine.on(Events.Warning, (error) => warnings.add(error));
}

function showPlayback({ position, duration, buffer, quality, stalls }: Playback): void {
  setText(element("buffer"), `${buffer.toFixed(1)} s`);
  setText(element("quality"), quality === "" ? "–" : quality);
  setText(element("stalls"), String(stalls));
  const length = Number.isFinite(duration) ? ` of ${formatTime(duration)}` : "";
  document.title = `${formatTime(position)}${length} · Swarmlane player`;
}

function askPlayer({ hls }: Player): SegmentContext {
  let playing: { url: string; sequence: string } | undefined;
  hls.on("hlsFragChanged", (_name, { frag }) => {
    playing = { url: frag.url, sequence: String(frag.sn) };
  });
  return {
    qualityOf: ({ streamId, cells }) => {
      const url = cells[0]?.segment.url;
      const level = hls.levels?.find((each) => each.details?.fragments.some((f) => f.url === url));
      return level?.height ? `${level.height}p` : streamId || "One quality";
    },
    isPlaying: ({ segment }) =>
      segment.url === playing?.url && segment.sequence === playing.sequence,
  };
}

/** The server says what it serves; without it the address has to. */
async function fetchServed(): Promise<unknown> {
  const response = await fetch("./session.json");
  const isJson = response.headers.get("Content-Type")?.includes("json") ?? false;
  return response.ok && isJson ? response.json() : undefined;
}

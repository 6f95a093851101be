/** The player page: listens to the engine, collects the figures, and shows them four times a second. */
import { Events } from "@swarmlane/contract";
import { openStorageCatalog } from "swarmlane/storage";
import { formatTime } from "./format.ts";
import { watchPlayback, type Playback } from "./model/playback.ts";
import { nameRows } from "./model/row-names.ts";
import { createSegmentMap, type SegmentMap } from "./model/segment-map.ts";
import { createTraffic, type Traffic } from "./model/traffic.ts";
import { createWarnings, type Warnings } from "./model/warnings.ts";
import type { LoaderSource, Player } from "./players/player.ts";
import { createPlayer } from "./players/players.ts";
import { parseServed, readSession, type Session } from "./session.ts";
import { takeSnapshot } from "./snapshot.ts";
import { createChangesView } from "./view/changes.view.ts";
import { element, setText } from "./view/element.ts";
import { createInspectLink } from "./view/inspect-link.ts";
import { createPeersView } from "./view/peers.view.ts";
import { createPicker } from "./view/picker.view.ts";
import { createSegmentsView } from "./view/segments.view.ts";
import { createSettingsView } from "./view/settings.view.ts";
import { createStorageView } from "./view/storage.view.ts";
import { createTrafficView } from "./view/traffic.view.ts";
import { createWarningsView } from "./view/warnings.view.ts";

const refreshInterval = 250;

const address = new URLSearchParams(location.search);
// Also if nothing can be played.
createStorageView(address, openStorageCatalog());
createInspectLink(address);
createSettingsView(address);
const served = parseServed(await fetchServed().catch(() => undefined));
let session: Session | undefined;
try {
  session = readSession(address, served);
  const video = element("video", HTMLVideoElement);
  play(video, await createPlayer(session, video));
} catch (error) {
  setText(
    element("status"),
    `Cannot play: ${error instanceof Error ? error.message : String(error)}`,
  );
}
createPicker(address, served, session);

function play(video: HTMLVideoElement, player: Player): void {
  const traffic = createTraffic(performance.now());
  const segments = createSegmentMap(() => new Date());
  const warnings = createWarnings(() => new Date());
  listen(player.loader, traffic, segments, warnings);
  player.onProblem(({ message, isFatal }) => {
    warnings.add(message, isFatal ? "playback ends" : undefined);
  });

  const readPlayback = watchPlayback(video, () => player.quality());
  const start = `${player.name} · peer ${player.peerId.slice(-6)}`;
  const showTraffic = createTrafficView();
  const showPeers = createPeersView();
  const showSegments = createSegmentsView((cell) => player.isPlaying(cell));
  const showChanges = createChangesView();
  const showWarnings = createWarningsView();
  setInterval(() => {
    traffic.tick(performance.now());
    const playback = readPlayback();
    setText(element("status"), `${start} · ${playback.state}`);
    showPlayback(playback);
    showTraffic(traffic);
    showPeers(traffic);
    const names = nameRows(segments.rows(), (row) => player.qualityOf(row));
    showSegments(segments, names);
    showChanges(segments, names);
    showWarnings(warnings);
  }, refreshInterval);

  player.start();
  window.viewer = {
    snapshot: () => takeSnapshot(readPlayback(), traffic, warnings.list().length),
  };
}

function listen(
  loader: LoaderSource,
  traffic: Traffic,
  segments: SegmentMap,
  warnings: Warnings,
): void {
  loader.on(Events.PieceBytesDownloaded, (...args) => traffic.download(...args));
  loader.on(Events.PieceBytesUploaded, (_method, bytes, peerId) => traffic.upload(bytes, peerId));
  loader.on(Events.PeerConnect, ({ id, remoteAddress }) => traffic.connect(id, remoteAddress));
  loader.on(Events.PeerClose, (peerId) => traffic.disconnect(peerId));
  loader.on(Events.SegmentStateChange, (...args) => segments.change(...args));
  loader.on(Events.SegmentAbort, (segment) => {
    // The adapters take a segment from the queue as soon as it is there, and `SegmentLoaded` comes in the same task.
    queueMicrotask(() => segments.abort(segment));
  });
  loader.on(Events.SegmentLoaded, (segment, peerId) => {
    segments.load(segment, peerId === undefined ? "http" : "p2p");
  });
  loader.on(Events.SegmentError, (segment, error) => {
    warnings.add(error, `segment ${segment.sequence}`);
  });
  loader.on(Events.Warning, (error) => warnings.add(error));
}

function showPlayback({ position, duration, buffer, quality, stalls }: Playback): void {
  setText(element("buffer"), `${buffer.toFixed(1)} s`);
  setText(element("quality"), quality === "" ? "–" : quality);
  setText(element("stalls"), String(stalls));
  const length = Number.isFinite(duration) ? ` of ${formatTime(duration)}` : "";
  document.title = `${formatTime(position)}${length} · Swarmlane player`;
}

/** The server lists its streams. Without this list, the page's address has to contain a stream. */
async function fetchServed(): Promise<unknown> {
  const response = await fetch("./session.json");
  const isJson = response.headers.get("Content-Type")?.includes("json") ?? false;
  return response.ok && isJson ? response.json() : undefined;
}

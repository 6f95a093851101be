/** Current Shaka Player on `@swarmlane/shaka`. */
import { ShakaP2PEngine } from "@swarmlane/shaka";
import feedScript from "@swarmlane/shaka/dist/swarmlane-inspector-feed.js?url";
import storeScript from "@swarmlane/shaka/dist/swarmlane-indexeddb-store.js?url";
import shaka from "shaka-player-5";
import type { Session } from "../session.ts";
import { createLoadedSegments, type LoadedSegments } from "./loaded-segments.ts";
import { loaderOptions } from "./loader-options.ts";
import type { Player, PlayerProblem } from "./player.ts";
import { formatQuality } from "./quality.ts";

ShakaP2PEngine.registerPlugins(shaka);

/** What the page uses of `shaka.util.Error`. What Shaka did not foresee is an `Error` without these. */
interface ShakaError {
  readonly code?: number;
  readonly severity?: shaka.util.Error.Severity;
  readonly message?: string;
}

/** Rejects with an `Error` with a readable message if this browser cannot play. */
export function createShakaPlayer(session: Session, video: HTMLVideoElement): Player {
  if (!shaka.Player.isBrowserSupported()) throw new Error("Shaka does not support this browser");
  const player = new shaka.Player();
  const options = loaderOptions(session, { feedScript, storeScript });
  const engine = new ShakaP2PEngine({ loader: options }, shaka);
  engine.bindShakaPlayer(player);
  const { loader } = engine;
  if (loader === undefined) throw new Error("the engine could not start");
  const segments = createLoadedSegments(() => video.currentTime);
  listen(player, segments);
  const listeners: ((problem: PlayerProblem) => void)[] = [];
  const tell = ({ code, severity, message = "error" }: ShakaError) => {
    const isFatal =
      severity === undefined ? undefined : severity === shaka.util.Error.Severity.CRITICAL;
    const what = code === undefined ? message : nameOf(code);
    for (const listener of listeners) listener({ message: `Shaka: ${what}`, isFatal });
  };
  player.addEventListener("error", (event) => {
    tell((event as unknown as { readonly detail: ShakaError }).detail);
  });
  return {
    name: `Shaka Player ${shaka.Player.version.replace("v", "")}`,
    peerId: loader.getDetails().peerId,
    loader,
    start() {
      // There is no `error` event for a rejection of `load()`.
      void player
        .attach(video)
        .then(() => player.load(session.stream))
        .catch(tell);
    },
    onProblem: (listener) => void listeners.push(listener),
    quality() {
      const track = player.getVariantTracks().find(({ active }) => active);
      if (track === undefined) return "";
      return formatQuality({ height: track.height, bitrate: track.bandwidth });
    },
    qualityOf: (row) => segments.qualityOf(row),
    isPlaying: (cell) => segments.isPlaying(cell),
  };
}

/** Shaka reports each segment when it has been loaded. */
function listen(player: shaka.Player, segments: LoadedSegments): void {
  const { SEGMENT } = shaka.net.NetworkingEngine.RequestType;
  player.getNetworkingEngine()?.registerResponseFilter((type, response, context) => {
    const { segment, stream } = context ?? {};
    const kind = stream?.type;
    if (type !== SEGMENT || !segment || (kind !== "video" && kind !== "audio")) return;
    segments.add({
      url: response.originalUri,
      range: response.originalRequest.headers["Range"],
      kind,
      start: segment.getStartTime(),
      end: segment.getEndTime(),
      height: stream?.height ?? undefined,
    });
  });
}

/** `BAD_HTTP_STATUS (1001)` */
function nameOf(code: number): string {
  const name = Object.entries(shaka.util.Error.Code).find(
    ([, value]) => Number(value) === code,
  )?.[0];
  return `${name ?? "error"} (${code})`;
}

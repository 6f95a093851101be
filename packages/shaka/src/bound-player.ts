/** Connects a player with an engine: marks its requests, and follows its events to know the stream and the position. */
import { playheadOf, type EngineCore, type Playhead } from "@swarmlane/player";
import { createLivePlacement } from "./live-placement.ts";
import { createPreloadedManifests } from "./preloaded-manifests.ts";
import { createRequestHandler } from "./request-handler.ts";
import { claimRequest } from "./schemes.ts";
import type { RequestFilter, ShakaLibrary, ShakaPlayer, ShakaRequest } from "./shaka-api.ts";

export interface BoundPlayer {
  readonly player: ShakaPlayer;
  readonly playhead: () => Playhead;
  /** Afterwards the player loads everything itself. */
  unbind(): void;
}

/** The events that move the playhead. */
const mediaEvents = ["timeupdate", "seeking", "ratechange"] as const;
const nativeHls = "streaming.useNativeHlsOnSafari";

/** `isPlain`: whether the loader's request for a segment would be the same as Shaka's. */
export function bindPlayer(
  shaka: ShakaLibrary,
  player: ShakaPlayer,
  core: EngineCore,
  isPlain: (request: ShakaRequest) => boolean,
): BoundPlayer {
  const placement = createLivePlacement();
  const preloaded = createPreloadedManifests();
  let isBound = true;
  let media: HTMLMediaElement | null = null;

  const stream = () => (isBound ? core.stream : undefined);
  const handler = createRequestHandler({
    ...{ shaka, stream, preloaded, isPlain },
    onPreloaded: adoptPreloaded,
  });
  const filter: RequestFilter = (_type, request, context) => {
    claimRequest(request, handler, context);
  };
  /** It is gone when the player is destroyed. */
  const engine = player.getNetworkingEngine();

  function attach(element: HTMLMediaElement | null): void {
    for (const event of mediaEvents) media?.removeEventListener(event, onMove);
    media = element;
    for (const event of mediaEvents) media?.addEventListener(event, onMove);
  }

  function onMove(): void {
    stream()?.update();
  }

  /** The stream that was played, if any, is left. */
  function leave(): void {
    placement.giveBack(player);
    attach(null);
    if (core.stream?.registry.manifestUrl !== undefined) core.stream.reset();
  }

  /** The manifests that were preloaded for the stream that has started. */
  function adoptPreloaded(): void {
    const address = player.getAssetUri();
    if (core.stream === undefined || core.stream.registry.manifestUrl !== undefined) return;
    if (address !== null) preloaded.handOver(address, core.stream);
  }

  const listeners: Readonly<Record<string, () => void>> = {
    loading() {
      leave();
      adoptPreloaded();
    },
    streaming() {
      attach(player.getMediaElement());
      const renditions = core.stream?.registry.renditions ?? [];
      const main = renditions.find((one) => one.kind === "main" && one.timing() !== undefined);
      placement.place(player, main?.timing());
    },
    loaded() {
      attach(player.getMediaElement());
    },
    unloading: leave,
  };
  const guarded = Object.entries(listeners).map(([event, listener]) => {
    return [event, () => guard(core, listener)] as const;
  });

  // Segments of a stream that the browser plays itself are not seen.
  const hadNativeHls = player.getConfiguration().streaming.useNativeHlsOnSafari === true;
  if (hadNativeHls) player.configure(nativeHls, false);
  engine?.registerRequestFilter(filter);
  for (const [event, listener] of guarded) player.addEventListener(event, listener);
  attach(player.getMediaElement());

  return {
    player,
    playhead: () => playheadOf(media),
    unbind() {
      if (!isBound) return;
      isBound = false;
      engine?.unregisterRequestFilter(filter);
      for (const [event, listener] of guarded) player.removeEventListener(event, listener);
      attach(null);
      // A player that was destroyed takes no configuration.
      guard(core, () => {
        placement.giveBack(player);
        if (hadNativeHls && player.getNetworkingEngine() !== null)
          player.configure(nativeHls, true);
      });
    },
  };
}

/** Shaka would report an exception of a listener as one of its own. */
function guard(core: EngineCore, listener: () => void): void {
  try {
    listener();
  } catch (cause) {
    core.warn("An event of the player could not be handled.", cause);
  }
}

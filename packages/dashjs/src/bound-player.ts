/** Connects a player with an engine: extends the player's loader, and reads the position from its media element. */
import { playheadOf, type EngineCore, type PlayerStream, type Playhead } from "@swarmlane/player";
import type { CommonMediaRequest, DashPlayer } from "./dash-api.ts";
import { createLivePlacement } from "./live-placement.ts";
import { createXhrLoaderExtension } from "./xhr-loader.ts";

export interface BoundPlayer {
  readonly player: DashPlayer;
  readonly playhead: () => Playhead;
  /** Afterwards the player loads everything itself. */
  unbind(): void;
}

/** The current target of the loader's extension. dash.js accepts only the first extension of a player. */
interface Binding {
  readonly stream: () => PlayerStream | undefined;
  isPlain(request: CommonMediaRequest): boolean;
  onManifest(): void;
  onSegment(): void;
}

/** What moves the playhead. */
const mediaEvents = ["timeupdate", "seeking"] as const;

const bindings = new WeakMap<DashPlayer, { current: Binding | undefined }>();

/** `isPlain`: whether the loader's request for a segment would be the same as that of dash.js. */
export function bindPlayer(
  player: DashPlayer,
  core: EngineCore,
  isPlain: (request: CommonMediaRequest) => boolean,
): BoundPlayer {
  const placement = createLivePlacement();
  let media: HTMLMediaElement | null = null;

  /** dash.js has no event for when it gets its media element. */
  function attach(): void {
    const element = elementOf(player);
    if (element === media) return;
    for (const event of mediaEvents) media?.removeEventListener(event, onMove);
    media = element;
    for (const event of mediaEvents) media?.addEventListener(event, onMove);
  }

  function onMove(): void {
    core.stream?.update();
  }

  function leave(): void {
    placement.giveBack(player);
    if (core.stream?.registry.manifestUrl !== undefined) core.stream.reset();
  }

  function onManifest(): void {
    const renditions = core.stream?.registry.renditions ?? [];
    const main = renditions.find((one) => one.kind === "main" && one.timing() !== undefined);
    placement.place(player, main?.timing());
  }

  const binding: Binding = { stream: () => core.stream, isPlain, onManifest, onSegment: attach };
  const slot = bindings.get(player) ?? extend(player, core);
  slot.current = binding;
  player.on("streamTeardownComplete", leave);

  return {
    player,
    playhead: () => playheadOf(media),
    unbind() {
      if (slot.current === binding) slot.current = undefined;
      player.off("streamTeardownComplete", leave);
      for (const event of mediaEvents) media?.removeEventListener(event, onMove);
      media = null;
      try {
        placement.giveBack(player);
      } catch (cause) {
        core.warn("The player's settings could not be restored.", cause);
      }
    },
  };
}

function extend(player: DashPlayer, core: EngineCore): { current: Binding | undefined } {
  if (player.isReady()) core.warn("Call bindPlayer() before the player is initialized.");
  const slot: { current: Binding | undefined } = { current: undefined };
  bindings.set(player, slot);
  const extension = createXhrLoaderExtension({
    stream: () => slot.current?.stream(),
    isPlain: (request) => slot.current?.isPlain(request) ?? false,
    onManifest: () => slot.current?.onManifest(),
    onSegment: () => slot.current?.onSegment(),
  });
  player.extend("XHRLoader", extension, true);
  return slot;
}

function elementOf(player: DashPlayer): HTMLMediaElement | null {
  try {
    return player.getVideoElement();
  } catch {
    return null;
  }
}

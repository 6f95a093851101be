/** Follows one player through all its sources until it is disposed of. Page. */
import type { PlayerStream } from "@swarmlane/player";
import { setRequestHook } from "./vhs/chain-hooks.ts";
import { createLivePlacement } from "./vhs/live-placement.ts";
import { createRequestHook, tooOld } from "./vhs/request-hook.ts";
import {
  vhsOf,
  type RequestHook,
  type SegmentLoadStart,
  type Vhs,
  type VideoJsPlayer,
} from "./vhs/vhs-types.ts";

export interface BindOptions {
  readonly player: VideoJsPlayer;
  readonly stream: PlayerStream;
  readonly libraryHooks: () => ReadonlySet<RequestHook> | undefined;
  readonly hasRequestSetup: () => boolean;
  readonly warn: (message: string, cause?: unknown) => void;
  readonly onDispose: () => void;
}

/** Returns a function that restores the player. */
export function followPlayer(options: BindOptions): () => void {
  const { player, stream, warn } = options;
  /** Where the segment begins that VHS is about to ask for. */
  let next: { readonly uri: string; readonly start: number } | undefined;
  let source: { readonly vhs: Vhs; readonly leave: () => void } | undefined;

  function enter(vhs: Vhs): void {
    const placement = createLivePlacement(vhs, player, () => stream.registry);
    const place = (): void => {
      try {
        placement.apply();
      } catch (cause) {
        warn("The distance to the live edge could not be set.", cause);
      }
    };
    const hook = createRequestHook({
      stream,
      startTimeOf: (uri) => (next?.uri === uri ? next.start : undefined),
      hasRequestSetup: options.hasRequestSetup,
      onManifest: place,
      warn,
    });
    const unset = setRequestHook(vhs.xhr, hook, options.libraryHooks);
    source = {
      vhs,
      leave() {
        unset();
        placement.undo();
      },
    };
  }

  function leave(): void {
    source?.leave();
    source = undefined;
    next = undefined;
  }

  /** A new source in VHS. Its first request has not been sent. */
  function onHooksReady(): void {
    guard(() => {
      const vhs = vhsOf(player);
      if (vhs === undefined) {
        warn("This kind of source is not supported. It is loaded without peers.");
        return;
      }
      if (source !== undefined) stream.reset();
      leave();
      enter(vhs);
    });
  }

  /** A source that is not played by VHS, or by one that is too old: its hooks would have been ready before. */
  function onLoadStart(): void {
    guard(() => {
      if (source === undefined && !hadSource && vhsOf(player) !== undefined) {
        warn(tooOld);
      }
      if (source === undefined || vhsOf(player) === source.vhs) return;
      leave();
      stream.reset();
    });
  }

  function onSegment(event: SegmentLoadStart): void {
    const { uri, start } = event.metadata?.segmentInfo ?? {};
    next = uri !== undefined && typeof start === "number" ? { uri, start } : undefined;
  }

  function guard(action: () => void): void {
    try {
      action();
    } catch (cause) {
      warn(
        "The engine could not be connected to the player. The player loads everything itself.",
        cause,
      );
    }
  }

  const listeners: readonly (readonly [string, (event: never) => void])[] = [
    ["xhr-hooks-ready", onHooksReady],
    ["loadstart", onLoadStart],
    ["segmentloadstart", onSegment],
    ["timeupdate", () => stream.update()],
    ["seeking", () => stream.update()],
    ["dispose", () => options.onDispose()],
  ];
  for (const [type, listener] of listeners) player.on(type, listener);
  const hadSource = vhsOf(player) !== undefined;
  if (hadSource) {
    warn(
      "The player already has a source, which is loaded without peers. Call bindPlayer() before you set the source.",
    );
  }
  // A plugin is called before the player is complete. The first source is set in a later task.
  queueMicrotask(() => guard(() => loadTech(player)));

  return () => {
    // A player that is disposed of has no listeners to take away.
    if (!player.isDisposed()) for (const [type, listener] of listeners) player.off(type, listener);
    guard(leave);
  };
}

/**
 * A player that is created with a source creates its tech together with it, and sends the first requests before the tech can be
 * accessed. Therefore the tech is created first, as for a player without a source.
 */
function loadTech(player: VideoJsPlayer): void {
  const { options_, loadTech_ } = player as { options_?: { techOrder?: string[] } } & {
    loadTech_?: (name: string) => void;
  };
  const isHtml5 = options_?.techOrder?.[0]?.toLowerCase() === "html5";
  if (player.isDisposed() || player.tech(true) != null || !isHtml5) return;
  loadTech_?.call(player, "Html5");
}

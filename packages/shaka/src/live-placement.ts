/**
 * Makes room for peers in live streams with Shaka's own configuration. Values that the site has set are not changed, and
 * changed values are restored.
 */
import { liveRoomOf } from "@swarmlane/player";
import type { RenditionTiming } from "@swarmlane/manifest";
import type { ShakaPlayer } from "./shaka-api.ts";

export interface LivePlacement {
  /** Called at the event `streaming`, when the manifest has been read and Shaka has not chosen its position yet. */
  place(player: ShakaPlayer, timing: RenditionTiming | undefined): void;
  giveBack(player: ShakaPlayer): void;
}

const buffering = "streaming.bufferingGoal";
/** Shaka's defaults, in seconds. Any other value was set by the site. */
const shakasDelay = 0;
const shakasBuffer = 10;

export function createLivePlacement(): LivePlacement {
  /** The values that the engine has changed. The delay is part of the manifest and does not have to be restored. */
  let written: number | undefined;

  function giveBack(player: ShakaPlayer): void {
    const ours = written;
    written = undefined;
    if (ours === undefined || player.getConfiguration().streaming.bufferingGoal !== ours) return;
    player.configure(buffering, shakasBuffer);
  }

  return {
    place(player, timing) {
      giveBack(player);
      const room = liveRoomOf(timing);
      if (room === undefined) return;
      // Shaka warns on the console that this part of its API may change. There is no other way to it.
      const timeline = player.getManifest()?.presentationTimeline;
      if (timeline === undefined || !timeline.isLive()) return;
      const { manifest, streaming } = player.getConfiguration();
      if (manifest.defaultPresentationDelay !== shakasDelay) return;
      if (timeline.getDelay() < room.latency) timeline.setDelay(room.latency);
      if (streaming.bufferingGoal !== shakasBuffer) return;
      player.configure(buffering, room.buffer);
      written = room.buffer;
    },
    giveBack,
  };
}

/**
 * Plays a live stream as far behind its live edge as the window allows, and keeps the buffer one segment shorter than that.
 * Otherwise all viewers need every segment as soon as it exists, and cannot share it. Values of the stream or the site are not
 * changed, and values that are changed in VHS are restored.
 */
import type { ManifestRegistry } from "@swarmlane/manifest";
import { liveRoomOf } from "@swarmlane/player";
import type { Vhs, VhsSegmentLoader, VideoJsPlayer } from "./vhs-types.ts";

export interface LivePlacement {
  /** A manifest was read, or VHS has taken one over. */
  apply(): void;
  undo(): void;
}

export type PositionedPlayer = Pick<VideoJsPlayer, "currentTime" | "buffered" | "seekable">;

export function createLivePlacement(
  vhs: Vhs,
  player: PositionedPlayer,
  registry: () => ManifestRegistry,
): LivePlacement {
  /** The values that were set here, to distinguish them from values that other code set. */
  let written: number | undefined;
  const buffers = new Map<VhsSegmentLoader, { ours: () => number; original: () => number }>();
  let buffer = Infinity;

  function limitBuffers(): void {
    const { mainSegmentLoader_, audioSegmentLoader_ } = vhs.playlistController_ ?? {};
    for (const loader of [mainSegmentLoader_, audioSegmentLoader_]) {
      if (loader === undefined || buffers.has(loader)) continue;
      const original = loader.goalBufferLength_;
      if (typeof original !== "function") continue;
      const ours = () => Math.min(original(), buffer);
      loader.goalBufferLength_ = ours;
      buffers.set(loader, { ours, original });
    }
  }

  /** A stream of one playlist: VHS has chosen its position in the same task in which it took the playlist over. */
  function moveBack(): void {
    vhs.playlistController_?.onSyncInfoUpdate_?.();
    const seekable = player.seekable();
    if (seekable.length === 0 || player.buffered().length > 0) return;
    const end = seekable.end(seekable.length - 1);
    if ((player.currentTime() ?? 0) > end) player.currentTime(end);
  }

  return {
    apply() {
      const main = vhs.playlists?.main;
      if (main === undefined) return;
      const current = main.suggestedPresentationDelay;
      if (current !== undefined && current !== written) return;
      // `EXT-X-START`: the stream says where to begin.
      if (vhs.playlists?.media()?.start !== undefined) return;
      const live = registry().renditions.find((one) => one.kind === "main" && one.timing());
      const room = liveRoomOf(live?.timing());
      if (room === undefined) return;
      // It stays as it was chosen: a player that plays does not like its edge to move.
      const isNew = written === undefined;
      written ??= room.latency;
      main.suggestedPresentationDelay = written;
      buffer = room.buffer;
      limitBuffers();
      if (isNew) moveBack();
    },
    undo() {
      const main = vhs.playlists?.main;
      if (
        main !== undefined &&
        written !== undefined &&
        main.suggestedPresentationDelay === written
      )
        delete main.suggestedPresentationDelay;
      written = undefined;
      for (const [loader, { ours, original }] of buffers)
        if (loader.goalBufferLength_ === ours) loader.goalBufferLength_ = original;
      buffers.clear();
    },
  };
}

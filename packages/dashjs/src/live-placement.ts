/**
 * Makes room for peers in live streams with the settings of dash.js. Values that the site has set are not changed, and changed
 * values are restored.
 */
import { liveRoomOf } from "@swarmlane/player";
import type { RenditionTiming } from "@swarmlane/manifest";
import type { BufferSetting, DashPlayer } from "./dash-api.ts";

export interface LivePlacement {
  /** Before dash.js reads the manifest. */
  place(player: DashPlayer, timing: RenditionTiming | undefined): void;
  giveBack(player: DashPlayer): void;
}

/** The defaults of dash.js, in seconds. Any other value was set by the site. */
const defaults: Readonly<Record<BufferSetting, number>> = {
  bufferTimeDefault: 18,
  bufferTimeAtTopQuality: 30,
  bufferTimeAtTopQualityLongForm: 60,
};

export function createLivePlacement(): LivePlacement {
  let written: { readonly delay: number; readonly buffer: number | undefined } | undefined;

  function giveBack(player: DashPlayer): void {
    if (written === undefined) return;
    const { delay, buffer } = written;
    written = undefined;
    const now = player.getSettings().streaming;
    if (now?.delay?.liveDelay === delay) write(player, { delay: { liveDelay: NaN } });
    const back = Object.entries(defaults).filter(
      ([name]) => now?.buffer?.[name as BufferSetting] === buffer,
    );
    if (buffer !== undefined) write(player, { buffer: Object.fromEntries(back) });
  }

  return {
    place(player, timing) {
      const room = liveRoomOf(timing);
      if (written !== undefined || room === undefined) return;
      const { delay, buffer } = player.getSettings().streaming ?? {};
      if (isNumber(delay?.liveDelay) || isNumber(delay?.liveDelayFragmentCount)) return;
      write(player, { delay: { liveDelay: room.latency } });
      const isChosen = Object.entries(defaults).some(
        ([name, value]) => buffer?.[name as BufferSetting] !== value,
      );
      written = { delay: room.latency, buffer: isChosen ? undefined : room.buffer };
      if (isChosen) return;
      const names = Object.keys(defaults);
      write(player, { buffer: Object.fromEntries(names.map((name) => [name, room.buffer])) });
    },
    giveBack,
  };
}

function write(player: DashPlayer, streaming: object): void {
  player.updateSettings({ streaming });
}

function isNumber(value: number | null | undefined): boolean {
  return typeof value === "number" && !Number.isNaN(value);
}

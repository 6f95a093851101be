/**
 * Makes room in live streams with hls.js's own configuration. Values that the site has set are not changed, and changed values
 * are restored.
 */
import { liveRoomOf } from "@swarmlane/player";
import type { RenditionTiming } from "@swarmlane/manifest";
import type Hls from "hls.js";
import type { HlsConfig } from "hls.js";

export interface LivePlacement {
  /** The known facts about the current stream. */
  update(hls: Hls, timing: RenditionTiming | undefined): void;
  giveBack(): void;
}

type Setting = "liveSyncDuration" | "maxBufferLength" | "maxMaxBufferLength";

/** The site has made its own choice if it set any of these. */
const choices: Readonly<Record<Setting, readonly (keyof HlsConfig)[]>> = {
  liveSyncDuration: [
    "liveSyncDuration",
    "liveSyncDurationCount",
    "liveMaxLatencyDuration",
    "liveMaxLatencyDurationCount",
  ],
  maxBufferLength: ["maxBufferLength", "maxMaxBufferLength"],
  maxMaxBufferLength: ["maxBufferLength", "maxMaxBufferLength"],
};

interface Written {
  readonly before: number | undefined;
  readonly ours: number;
}

export function createLivePlacement(): LivePlacement {
  const written = new Map<Setting, Written>();
  let config: HlsConfig | undefined;

  function write(hls: Hls, name: Setting, wanted: number, isCeiling = false): void {
    const { userConfig } = hls as { userConfig: Partial<HlsConfig> | null };
    if (choices[name].some((choice) => userConfig?.[choice] !== undefined)) return;
    const now = hls.config[name];
    const earlier = written.get(name);
    // The site changed it at run time.
    if (earlier !== undefined && now !== earlier.ours) return;
    const before = earlier === undefined ? now : earlier.before;
    const ours = isCeiling ? Math.min(wanted, before ?? wanted) : wanted;
    if (now === ours) return;
    written.set(name, { before, ours });
    (hls.config as Record<Setting, number | undefined>)[name] = ours;
  }

  function giveBack(): void {
    for (const [name, { before, ours }] of written) {
      if (config?.[name] !== ours) continue;
      (config as Record<Setting, number | undefined>)[name] = before;
    }
    written.clear();
  }

  return {
    update(hls, timing) {
      const room = liveRoomOf(timing);
      if (config !== undefined && config !== hls.config) giveBack();
      ({ config } = hls);
      if (room === undefined) {
        giveBack();
        return;
      }
      write(hls, "liveSyncDuration", room.latency);
      write(hls, "maxBufferLength", room.buffer, true);
      write(hls, "maxMaxBufferLength", room.buffer, true);
    },
    giveBack,
  };
}

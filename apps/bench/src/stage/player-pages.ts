/** The pages with `window.player`: each current player, alone and on our engine. Node. */
import type {
  EngineOptions,
  PlayerOptions,
  PlayerPageReport,
} from "../page/players/player-page.ts";
import type { PageSource } from "./pages.ts";
import type { Peer } from "./peer.ts";
import type { Stage } from "./stage.ts";

export const playerNames = ["hlsjs", "shaka", "dashjs", "videojs"] as const;
export type PlayerName = (typeof playerNames)[number];

/** Files of the players, by path on the origin (see `scriptMounts`). */
const files: Readonly<Record<PlayerName, string>> = {
  hlsjs: "/npm/hlsjs-1/hls.min.js",
  shaka: "/npm/shaka-5/shaka-player.compiled.js",
  dashjs: "/npm/dashjs/modern/umd/dash.all.min.js",
  videojs: "/npm/videojs/video.min.js",
};

export function playerPage(name: PlayerName): PageSource {
  return {
    name: `player-${name}`,
    entry: `players/${name}.page.ts`,
    scripts: [files[name], `/engine/${name}/swarmlane-${name}.min.js`],
  };
}

/** Options of our engine: trackers and ICE servers apart, everything as it is by default. Viewers take, but do not give. */
export function engineOptions({ urls }: Stage, swarmId: string): EngineOptions {
  return {
    ...{ swarmId, announceTrackers: [urls.tracker] },
    ...{ rtcConfig: { iceServers: [] }, isP2PUploadDisabled: true },
  };
}

type WithPage = Pick<Peer, "page">;

export async function startPlayer({ page }: WithPage, options: PlayerOptions): Promise<void> {
  await page.waitFor(() => window.player !== undefined);
  await page.evaluate((given) => window.player?.start(given), options);
}

/** Throws what the player could not survive. */
export async function playerReport({ page }: WithPage): Promise<PlayerPageReport> {
  const report = await page.evaluate(() => window.player?.report());
  if (report === undefined) throw new Error("the page has no player");
  if (report.errors.length > 0) throw new Error(report.errors.join("\n"));
  return report;
}

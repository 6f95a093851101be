/** Viewers with today's players. Node. */
import type { Origin, WatchedPage } from "@swarmlane/testkit/node";
import { reporting, type Reporting } from "../fixtures/reporting.ts";
import { test as base } from "../fixtures/test.ts";
import type { PlayerReport } from "./page/player-report.ts";
import type { PlayerViewerOptions } from "./page/viewer-options.ts";

export type PlayerName = "hlsjs" | "shaka" | "dashjs" | "videojs";

export interface PlayerSetup extends Pick<PlayerViewerOptions, "player" | "switchQualityAt"> {
  /** Default: the one that `testPlayer` was told. */
  readonly page?: PlayerName;
  /** Path of the manifest on the origin, with its query. */
  readonly stream: string;
  /** Viewers find each other under the same name. Undefined: the player alone. */
  readonly swarmId?: string;
  readonly core?: Readonly<Record<string, unknown>>;
  /** Default: the ESM build. */
  readonly build?: PlayerViewerOptions["build"];
}

export interface PlayerViewer extends WatchedPage, Reporting<PlayerReport> {
  leave(): Promise<void>;
}

export interface Stage {
  readonly origin: Origin;
  open(setup: PlayerSetup): Promise<PlayerViewer>;
}

/** Tests with viewers of this player, unless a viewer's setup says otherwise. */
export function testPlayer(player: PlayerName) {
  return base.extend("stage", ({ open, origin, tracker }): Stage => {
    origin.faults.clear();
    return {
      origin,
      open: async (setup) => {
        const { page: name = player, stream, swarmId, core, build = "module", ...rest } = setup;
        const engine = {
          ...{ swarmId, announceTrackers: [tracker.url], rtcConfig: { iceServers: [] } },
          ...core,
        };
        const options: PlayerViewerOptions = {
          ...{ ...rest, build },
          // Page and stream on different origins, as with a CDN.
          stream: origin.crossUrl + stream,
          ...(swarmId !== undefined && { core: engine }),
        };
        const watched = await open(`player-${name}`, { options });
        const { page } = watched;
        return {
          ...watched,
          ...reporting(watched, () => page.evaluate(() => window.playerReport)),
          leave: () => page.close(),
        };
      },
    };
  });
}

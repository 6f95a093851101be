/** Viewers with today's players. Node. */
import type { Origin, WatchedPage } from "@swarmlane/testkit/node";
import { reporting, type Reporting } from "../fixtures/reporting.ts";
import { test as base } from "../fixtures/test.ts";
import type { PlayerReport } from "./page/player-report.ts";
import type { PlayerViewerOptions } from "./page/viewer-options.ts";

export type PlayerName = "hlsjs" | "shaka" | "dashjs" | "videojs";
/** A page with the oldest version that the package is made for, or with one that is too old. */
export type OldestName = `${PlayerName}-oldest` | "videojs-older";

export interface PlayerSetup extends Pick<
  PlayerViewerOptions,
  "player" | "switchQualityAt" | "speed"
> {
  /** Default: the one that `testPlayer` was told. */
  readonly page?: PlayerName | OldestName;
  /** Path of the manifest on the origin, with its query. Absolute: on any origin. */
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
  /** Opens one more player on the page of a viewer. hls.js only. */
  openBeside(viewer: PlayerViewer, setup: PlayerSetup): Promise<PlayerViewer>;
}

/** Tests with viewers of this player, unless a viewer's setup says otherwise. */
export function testPlayer(player: PlayerName) {
  return base.extend("stage", ({ open, origin, tracker }): Stage => {
    origin.faults.clear();

    function optionsOf(setup: PlayerSetup): PlayerViewerOptions {
      const {
        stream,
        swarmId,
        core,
        build = "module",
        player: own,
        switchQualityAt,
        speed,
      } = setup;
      const engine = {
        ...{ swarmId, announceTrackers: [tracker.url], rtcConfig: { iceServers: [] } },
        ...core,
      };
      return {
        build,
        ...(own !== undefined && { player: own }),
        ...(switchQualityAt !== undefined && { switchQualityAt }),
        ...(speed !== undefined && { speed }),
        // Page and stream on different origins, as with a CDN.
        stream: new URL(stream, origin.crossUrl).href,
        ...(swarmId !== undefined && { core: engine }),
      };
    }

    function viewerOf(watched: WatchedPage, report: () => Promise<PlayerReport>): PlayerViewer {
      const leave = () => watched.page.close();
      return { ...watched, ...reporting(watched, report), leave };
    }

    return {
      origin,
      open: async (setup) => {
        const page = `player-${setup.page ?? player}`;
        const watched = await open(page, { options: optionsOf(setup) });
        return viewerOf(watched, () => watched.page.evaluate(() => window.playerReport));
      },
      openBeside: async (viewer, setup) => {
        const { page } = viewer;
        const index = await page.evaluate(
          async (options) => (await window.openPlayer(options), window.players.length - 1),
          optionsOf(setup),
        );
        return viewerOf(viewer, () =>
          page.evaluate((n) => window.players[n]?.report ?? window.playerReport, index),
        );
      },
    };
  });
}

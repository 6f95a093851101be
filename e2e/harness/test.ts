/** Viewers with the players of 0.6.2's time, and the journey that all of them make. Node. */
import type { WatchedPage } from "@swarmlane/testkit/node";
import type { Core } from "../fixtures/pages.ts";
import { reporting, type Reporting } from "../fixtures/reporting.ts";
import { test as base, type PageSetup } from "../fixtures/test.ts";
import { hasPlayed, leadSeconds, playedSeconds } from "./journey.ts";
import type { ViewerOptions } from "./page/viewer-options.ts";
import type { ViewerReport } from "./page/viewer-report.ts";

export interface ViewerSetup extends Omit<
  ViewerOptions,
  "stream" | "loader" | "segments" | "speed"
> {
  readonly player: "hlsjs" | "shaka";
  readonly core: Core;
  /** Path of the manifest on the origin. */
  readonly stream: string;
  /** Viewers of the same stream find each other only under the same name. */
  readonly swarmId: string;
  readonly loader?: Readonly<Record<string, unknown>>;
  /** Playback rate. At 2, the default, the network has half the time for each segment. */
  readonly speed?: number;
  readonly page?: Omit<PageSetup, "options">;
}

export interface Viewer extends WatchedPage, Reporting<ViewerReport> {
  leave(): Promise<void>;
}

/** Each segment comes this late from the origin, as from a CDN, so that it does not outrun the meeting of two peers. */
const originPace = "delay:300";

export const test = base
  .extend("openViewer", ({ open, origin, tracker }) => {
    origin.faults.clear();
    for (const prefix of ["/streams/", "/live/"]) origin.faults.set(prefix, originPace);
    return async (setup: ViewerSetup): Promise<Viewer> => {
      const { player, core, stream, swarmId, loader, page: pageSetup, speed = 2, ...rest } = setup;
      const watched = await open(`${player}-${core}`, {
        ...pageSetup,
        options: {
          ...{ ...rest, speed },
          // The page lies on one origin and the stream on another, as with a CDN.
          stream: origin.crossUrl + stream,
          loader: {
            trackerAnnounce: [tracker.url],
            // Loopback needs no STUN, and the default of 0.6.2 is invalid in today's browsers.
            rtcConfig: { iceServers: [] },
            ...loader,
          },
          segments: { swarmId },
        },
      });
      const { page } = watched;
      return {
        ...watched,
        ...reporting(watched, () => page.evaluate(() => window.viewerReport)),
        leave: () => page.close(),
      };
    };
  })
  /** One viewer starts, a second joins it and plays `playedSeconds`. */
  .extend("playTogether", ({ openViewer }) => async (one: ViewerSetup, other: ViewerSetup) => {
    const first = await openViewer(one);
    await first.until("the first viewer has a lead", hasPlayed(leadSeconds));
    const second = await openViewer(other);
    const report = await second.until(`${playedSeconds} s are played`, hasPlayed(playedSeconds));
    return { first: await first.report(), second: report };
  });

/** How long a seek into a part that is not loaded takes: each current player on our engine, and alone. */
import { setTimeout as delay } from "node:timers/promises";
import { startSlowLink } from "@swarmlane/testkit/node";
import { contenders, type Contender } from "../model/contender.ts";
import { summarize } from "../model/statistics.ts";
import type { Workload } from "../model/workload.ts";
import { openNeighbour } from "../stage/neighbour.ts";
import {
  engineOptions,
  playerPage,
  playerReport,
  startPlayer,
  type PlayerName,
} from "../stage/player-pages.ts";

const alone: Contender = { id: "alone", label: "the player alone", core: "bare" };
const withPeer: Contender = { id: "ours-peer", label: "ours, fast peer", core: "ours" };

/** The viewer's line. ms, and bits per second. */
const line = { roundTrip: 40, bitsPerSecond: 10_000_000 };
/** s of the stream before the seek, and where it leads: beyond what any of the players has loaded by then. */
const [before, to] = [2, 40];
/** Pages in each run, with one seek each. */
const samples = 3;
/** ms until the beginning must have been played. */
const patience = 30_000;

/** The manifest that the player begins with, and the playlists that it names. */
const streams = {
  hls: ["hls-ts/master.m3u8", "hls-ts/v0/media.m3u8", "hls-ts/v1/media.m3u8"],
  dash: ["dash/manifest.mpd"],
} as const;

function seek(
  name: string,
  player: PlayerName,
  label: string,
  format: keyof typeof streams,
): Workload {
  return {
    name: `seek-${name}`,
    title: `${label}: from a seek to the first picture that moves, 10 Mbit/s, origin ${line.roundTrip} ms away`,
    contenders: [alone, contenders.ours, withPeer],
    metrics: [{ id: "seek", label: "seek", unit: "ms", better: "lower" }],
    targets: [contenders.ours, withPeer].map(({ id }) => ({
      ...{ metric: "seek", contender: id, relation: "at most", factor: 1.5 },
      of: { best: [alone.id] },
    })),
    rounds: 2,
    async run({ id, core }, stage) {
      const paths = streams[format].map((path) => `/streams/${path}`);
      if (id === withPeer.id) await openNeighbour(stage, paths);
      const link = await startSlowLink({ target: stage.urls.crossOrigin, ...line });
      const options = {
        stream: `${link.url}${paths[0] ?? ""}`,
        ...(core === "ours" && { core: engineOptions(stage, stage.swarm) }),
      };
      try {
        const peer = await stage.open(playerPage(player));
        const times: number[] = [];
        for (let sample = 0; sample < samples; sample += 1) {
          const page = await peer.again();
          await startPlayer({ page }, options);
          const deadline = performance.now() + patience;
          while ((await playerReport({ page })).position < before) {
            if (performance.now() > deadline) throw new Error(`not played within ${patience} ms`);
            await delay(50);
          }
          const took = await page.evaluate((position) => window.player?.seek(position), to);
          if (took !== undefined) times.push(took);
          await page.close();
        }
        const seeks = summarize(times);
        if (seeks === undefined) throw new Error("the page has no player");
        return { figures: { seek: seeks.median } };
      } finally {
        await link.close();
      }
    },
  };
}

export const seekHls = seek("hls", "hlsjs", "hls.js 1", "hls");
export const seekShaka = seek("shaka", "shaka", "Shaka 5", "dash");
export const seekDash = seek("dash", "dashjs", "dash.js 5", "dash");
export const seekVideojs = seek("videojs", "videojs", "video.js 8", "hls");

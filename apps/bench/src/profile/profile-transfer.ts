/** Where the time of a transfer goes, function by function and thread by thread. Node. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Core } from "../model/contender.ts";
import { formatFigure } from "../model/figure.ts";
import type { PageSource } from "../stage/pages.ts";
import type { Stage } from "../stage/stage.ts";
import type { Peer } from "../stage/peer.ts";
import { load, openLoader } from "../stage/loader-pages.ts";
import { openSwarm } from "../stage/swarm.ts";
import { httpWarmUps } from "../workloads/http.ts";
import { selfTimes } from "./cpu-profile.ts";
import { attachProfiler } from "./profiler.ts";
import { countThreadTimes, type ThreadTime } from "./thread-times.ts";

/** Functions and threads that are listed. */
const listed = 25;

/** Our script before it is minified, so that functions have their names. */
const readable: PageSource = {
  name: "ours-readable",
  entry: "hybrid.page.ts",
  scripts: ["/core/ours/p2p-media-loader-core.js"],
};

export interface ProfileOptions {
  readonly core: Core;
  /** Where the segments come from. */
  readonly source: "origin" | "peer";
  readonly count: number;
  readonly bytes: number;
  /** Where the `.cpuprofile` files go, for the browser's own tools. */
  readonly folder: string;
}

/** The peers of a transfer, connected and warmed up. */
interface Parties {
  readonly peers: readonly { readonly role: string; readonly peer: Peer }[];
  download(from: number, to: number): Promise<{ total: number }>;
}

/** Resolves to the summary, as text. */
export async function profileTransfer(stage: Stage, options: ProfileOptions): Promise<string> {
  const { core, source, count, bytes, folder } = options;
  const { peers, ...parties } = await (source === "origin" ? openAlone : openPair)(stage, options);
  // Two passes, because a profiler itself costs time: threads are counted without one.
  const threads = await Promise.all(peers.map(({ peer }) => countThreadTimes(peer.browser)));
  const { total } = await parties.download(0, count);
  const threadTimes = await Promise.all(threads.map((stop) => stop()));
  const profilers = await Promise.all(peers.map(({ peer }) => attachProfiler(peer.page)));
  await Promise.all(profilers.map((profiler) => profiler.start()));
  await parties.download(count, 2 * count);
  const profiles = await Promise.all(profilers.map((profiler) => profiler.stop()));

  const megabytes = (count * bytes) / 1e6;
  const lines = [
    `${core}: ${count} x ${bytes} bytes from the ${source}, ${formatFigure((1000 * megabytes) / total)} MB/s`,
  ];
  await mkdir(folder, { recursive: true });
  for (const [index, { role }] of peers.entries()) {
    lines.push(`\n${role}, threads, ms/MB`, ...formatThreads(threadTimes[index] ?? [], megabytes));
    for (const { thread, profile } of profiles[index] ?? []) {
      const file = join(
        folder,
        `${core}-${source}-${bytes}-${role}-${thread.replace(" ", "-")}.cpuprofile`,
      );
      await writeFile(file, JSON.stringify(profile));
      lines.push(`\n${role}, ${thread}, self time, ms/MB (${file})`);
      const times = selfTimes(profile).map(({ where, self }) => ({ thread: where, time: self }));
      lines.push(...formatThreads(times, megabytes));
    }
  }
  return lines.join("\n");
}

async function openPair(stage: Stage, { core, count, bytes }: ProfileOptions): Promise<Parties> {
  const swarm = await openSwarm(stage, core, {
    ...{ count: 2 * count, bytes, seeders: 1, parallel: 3 },
    ...(core === "ours" ? { page: readable } : {}),
  });
  const seeders = swarm.seeders.map((peer) => ({ role: "seeder", peer }));
  return {
    peers: [{ role: "downloader", peer: swarm.downloader }, ...seeders],
    download: (from, to) => swarm.download(from, to),
  };
}

async function openAlone(stage: Stage, { core, count, bytes }: ProfileOptions): Promise<Parties> {
  const warmUps = httpWarmUps;
  const segments = await stage.segments(2 * count + warmUps, bytes);
  const { swarm } = stage;
  const { tracker } = stage.urls;
  const peer = await openLoader(
    stage,
    core,
    { role: "http", tracker, swarm, segments, parallel: 4 },
    core === "ours" ? readable : undefined,
  );
  await load(peer, 2 * count, 2 * count + warmUps);
  return {
    peers: [{ role: "downloader", peer }],
    download: (from, to) => load(peer, from, to),
  };
}

function formatThreads(times: readonly ThreadTime[], megabytes: number): string[] {
  return times
    .filter(({ time }) => time > 0)
    .slice(0, listed)
    .map(({ thread, time }) => `${(time / megabytes).toFixed(3).padStart(9)}  ${thread}`);
}

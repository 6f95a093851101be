/** The servers, segments and peers of a workload. Each run has its own; clearing it ends every browser. Node. */
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ladderManifests, writeLadder, type LadderFormat } from "./ladder.ts";
import { createPageMaker, scriptMounts, type PageSource } from "./pages.ts";
import { openPeer, type Peer } from "./peer.ts";
import { createSegmentFiles, type SegmentSet } from "./segment-files.ts";
import { startServers, type Servers, type ServerUrls } from "./servers.ts";

export interface Stage {
  readonly urls: ServerUrls;
  /** `--quick`: a smaller workload with the same comparison. */
  readonly quick: boolean;
  /** Unique to this run, so that peers of different runs never connect. */
  readonly swarm: string;
  /** Segments on the origin, created once for all runs. */
  segments(count: number, bytes: number): Promise<SegmentSet>;
  /** Paths on the origin: the manifest that players begin with, and its playlists. Written once for all runs. */
  ladder(format: LadderFormat): Promise<readonly [string, ...string[]]>;
  /** A page in a browser process of its own; `query` is added to its address. Closed with the stage. */
  open(source: PageSource, query?: Readonly<Record<string, string>>): Promise<Peer>;
  /** The same, but the page stores its data on disk. */
  openOnDisk(source: PageSource): Promise<Peer>;
  /** Prints progress on the terminal. */
  progress(text: string): void;
}

export interface StageMaker {
  create(run: { quick: boolean; progress: (text: string) => void }): Promise<ClearableStage>;
}

export interface ClearableStage extends Stage {
  /** Uncaught errors of all pages so far. */
  problems(): string[];
  clear(): Promise<void>;
}

/**
 * Starts servers with a folder for their files, and removes both when `work` is done.
 * `mounts` take precedence over the usual ones, for example with another build of ours.
 */
export async function withStages<Result>(
  work: (stages: StageMaker) => Promise<Result>,
  mounts: Readonly<Record<string, string>> = {},
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "swarmlane-bench-"));
  const clear = (): void => rmSync(folder, { recursive: true, force: true });
  process.once("exit", clear);
  try {
    const servers = await startServers({
      mounts: { ...scriptMounts, ...mountsOf(folder), ...mounts },
    });
    try {
      return await work(createStageMaker(folder, servers));
    } finally {
      await servers.close();
    }
  } finally {
    process.off("exit", clear);
    clear();
  }
}

/** `servers` serve `mountsOf(folder)`. */
export function createStageMaker(folder: string, servers: Servers): StageMaker {
  const pages = createPageMaker(`${folder}/pages`);
  const files = createSegmentFiles(`${folder}/segments`, servers.urls.origin);
  const ladders = new Map<LadderFormat, Promise<void>>();
  let runs = 0;
  return {
    create: async ({ quick, progress }) => {
      await servers.reset();
      const open: Peer[] = [];
      const addressOf = async (source: PageSource) =>
        new URL(await pages.build(source), servers.urls.origin);
      const openAt = async ({ href }: URL, options = { onDisk: false }) => {
        const peer = await openPeer(href, options);
        open.push(peer);
        return peer;
      };
      return {
        urls: servers.urls,
        quick,
        swarm: `bench-${process.pid}-${++runs}`,
        segments: files.make,
        ladder: async (format) => {
          const written = ladders.get(format) ?? writeLadder(`${folder}/ladders`, format);
          ladders.set(format, written);
          await written;
          return ladderManifests[format];
        },
        open: async (source, query = {}) => {
          const url = await addressOf(source);
          for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
          return openAt(url);
        },
        openOnDisk: async (source) => openAt(await addressOf(source), { onDisk: true }),
        progress,
        problems: () => open.flatMap(({ problems }) => problems),
        clear: async () => {
          await Promise.all(open.map((peer) => peer.close()));
        },
      };
    },
  };
}

/** Files that are created on demand, by path on the origin. */
export function mountsOf(folder: string): Record<string, string> {
  return {
    "/pages": `${folder}/pages`,
    "/segments": `${folder}/segments`,
    "/ladders": `${folder}/ladders`,
  };
}

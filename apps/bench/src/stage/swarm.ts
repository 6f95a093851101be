/**
 * A downloader and its seeders, ready to be measured: the seeders hold every segment, all are connected, and the
 * downloader has got some segments from them. So a measurement begins with open connections and warm code for all.
 * Node.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { Core } from "../model/contender.ts";
import type { BareSignalling } from "../page/bare.page.ts";
import type { PeerOptions } from "../page/bench-page.ts";
import { load, openLoader } from "./loader-pages.ts";
import type { PageSource } from "./pages.ts";
import type { Peer } from "./peer.ts";
import type { Stage } from "./stage.ts";

export interface SwarmOptions {
  /** The measured segments: `count` of them, with `bytes` each. */
  readonly count: number;
  readonly bytes: number;
  readonly seeders: number;
  /** Downloads at a time. */
  readonly parallel: number;
  /** These override the settings that the page makes. */
  readonly settings?: PeerOptions["settings"];
  /** Runs on each peer before it joins. */
  readonly prepare?: (peer: Peer) => Promise<unknown>;
  /** Replaces the core's usual page. */
  readonly page?: PageSource;
}

export interface Swarm {
  readonly downloader: Peer;
  readonly seeders: readonly Peer[];
  /** Downloads each segment from index `from` to `to - 1` once, from peers only. Default: all of them. */
  download(from?: number, to?: number): ReturnType<typeof load>;
}

/** Additional segments: a first one, and others that make 0.6.2 announce. */
const spare = 12;
/** Bytes that warm up the code before the measurement: V8 compiles hot code after some tens of segments. */
const warmUpBytes = 10e6;
/** At most this many segments. */
const warmUpSegments = 100;
/** ms within which a swarm must be ready. */
const patience = 30_000;

export async function openSwarm(stage: Stage, core: Core, options: SwarmOptions): Promise<Swarm> {
  const { count, bytes, parallel, settings } = options;
  const warmUps = Math.min(warmUpSegments, Math.ceil(warmUpBytes / bytes));
  const all = count + warmUps;
  const shared = {
    tracker: stage.urls.tracker,
    swarm: stage.swarm,
    segments: await stage.segments(all + spare, bytes),
    parallel,
    ...(settings === undefined ? {} : { settings }),
  };
  const open = (role: PeerOptions["role"]) =>
    openLoader(stage, core, { ...shared, role }, options.page);
  const [downloader, ...seeders] = await Promise.all([
    open("downloader"),
    ...Array.from({ length: options.seeders }, () => open("seeder")),
  ]);
  await Promise.all([downloader, ...seeders].map(async (peer) => options.prepare?.(peer)));
  if (core === "bare") await connectBare(downloader, seeders);
  else await seed(downloader, seeders, all);
  await load(downloader, count, all);
  return {
    downloader,
    seeders,
    download: (from = 0, to = count) => load(downloader, from, to),
  };
}

/** Bare channels need no tracker: Node passes the descriptions on. */
async function connectBare(downloader: Peer, seeders: readonly Peer[]): Promise<void> {
  for (const seeder of seeders) {
    const offer = await signal(seeder, "offer");
    const answer = await signal(downloader, "answer", offer);
    await signal(seeder, "accept", answer);
  }
  await connected(downloader, seeders.length);
  await load(downloader, 0, 1);
}

async function signal(peer: Peer, step: keyof BareSignalling, text = ""): Promise<string> {
  return peer.page.evaluate(
    async ([name, argument]) => (await window.bareSignalling[name](argument)) ?? "",
    [step, text] as const,
  );
}

async function seed(downloader: Peer, seeders: readonly Peer[], count: number): Promise<void> {
  await Promise.all(seeders.map((seeder) => load(seeder, 0, count + 1)));
  // A loader joins its swarm with its first load.
  const warm = load(downloader, count, count + 1);
  // Awaited at the end; until then a failure must not count as unhandled.
  warm.catch(() => undefined);
  await connected(downloader, seeders.length);
  // 0.6.2 ignores an announcement that arrives before its own connect event. So each seeder loads another segment
  // until an announcement is noticed. All cores do this, so that all have the same work.
  for (let extra = count + 1; extra < count + spare; extra++) {
    await Promise.all(seeders.map((seeder) => load(seeder, extra, extra + 1)));
    const heard = await Promise.race([warm, delay(1000, "not yet" as const)]);
    if (heard !== "not yet") return;
  }
  await within(patience, "the first segment from a peer", warm);
}

async function connected(downloader: Peer, peers: number): Promise<void> {
  await downloader.page.waitFor((wanted) => (window.bench?.peerCount() ?? 0) >= wanted, peers);
}

async function within<Type>(ms: number, what: string, work: Promise<Type>): Promise<Type> {
  const ended = new AbortController();
  const timeout = delay(ms, undefined, { signal: ended.signal }).then(() => {
    throw new Error(`not within ${ms} ms: ${what}`);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    ended.abort();
    timeout.catch(() => undefined);
  }
}

/** Segments from one seeder while one of the two pages is busy with something else. */
import { contenders, everybody, peers, type Contender } from "../model/contender.ts";
import type { Workload } from "../model/workload.ts";
import { spin, wait, type Blocking } from "../stage/block-page.ts";
import type { Peer } from "../stage/peer.ts";
import { emulateLink, homeLink, type Link } from "../stage/slow-link.ts";
import { openSwarm, type Swarm } from "../stage/swarm.ts";

/** As in the tests: the page's own code gets a twentieth of the time. */
const heavily: Blocking = { busy: 200, every: 210 };

const segments = 60;
/** From a blocked seeder, the other loaders get one segment per second. */
const fewerSegments = 30;

/** The same without a busy page, in the same run: the reference for the others. */
const idle: Readonly<Record<"ours" | "bare", Contender>> = {
  ours: { id: "ours-idle", label: "ours, idle", core: "ours" },
  bare: { id: "bare-idle", label: "bare, idle", core: "bare" },
};

const [seederOf, downloaderOf] = [
  ({ seeders }: Swarm) => seeders[0],
  ({ downloader }: Swarm) => downloader,
];

/** The page computes and occupies a core: this shows what is left on a machine with few of them. */
export const heavy = blocked(downloaderOf, spin, {
  name: "heavy",
  title: "segments of 1 MB while the downloader's page is blocked 200 ms of every 210",
});

export const heavySeed = blocked(seederOf, spin, {
  name: "heavy-seed",
  quick: false,
  title: "segments of 1 MB while the seeder's page is blocked 200 ms of every 210",
});

/** The page waits and leaves its core to others: this shows which contender needs the page's thread. */
export const heavyWait = blocked(downloaderOf, wait, {
  name: "heavy-wait",
  quick: false,
  title: "the same, but it waits for a synchronous request and takes no core",
});

export const heavyWaitSeed = blocked(seederOf, wait, {
  name: "heavy-wait-seed",
  quick: false,
  title: "the same of the seeder's page",
});

/** Here the network is the limit, and not the processor, which the busy page shares with everything else. */
export const heavyLink = blocked(
  downloaderOf,
  spin,
  {
    name: "heavy-link",
    quick: false,
    title: "segments of 250 kB over 40 ms and 20 Mbit/s, with the downloader's page blocked",
  },
  homeLink,
);

function blocked(
  victimOf: (swarm: Swarm) => Peer | undefined,
  block: typeof spin,
  names: Pick<Workload, "name" | "title" | "quick">,
  link?: Link,
): Workload {
  const count = victimOf === seederOf ? fewerSegments : segments;
  return {
    ...names,
    contenders: [contenders.ours, idle.ours, ...everybody.slice(1), idle.bare],
    metrics: [
      { id: "segment", label: "time per segment", unit: "ms", better: "lower" },
      { id: "throughput", label: "throughput", unit: "MB/s", better: "higher" },
    ],
    targets: [
      { metric: "throughput", relation: "at least", factor: 0.9, of: { best: [idle.ours.id] } },
      { metric: "segment", relation: "at most", factor: 1 / 3.5, of: { best: peers } },
    ],
    run: async ({ id, core }, stage) => {
      const loaded = stage.quick ? 10 : count;
      const swarm = await openSwarm(stage, core, {
        count: loaded,
        bytes: link === undefined ? 1_000_000 : 250_000,
        seeders: 1,
        parallel: 3,
        ...(link === undefined ? {} : { prepare: (peer) => emulateLink(peer, link) }),
      });
      const isIdle = id === idle.ours.id || id === idle.bare.id;
      const victim = victimOf(swarm);
      if (!isIdle && victim !== undefined) await block(victim.page, stage, heavily);
      const { bytes, total } = await swarm.download();
      return { figures: { segment: total / loaded, throughput: bytes / 1e6 / (total / 1000) } };
    },
  };
}

/** Segments from one seeder while one of the two pages is busy with something else. */
import type { UndrivenPage } from "@swarmlane/testkit/node";
import { contenders, everybody, peers, type Contender } from "../model/contender.ts";
import type { Workload } from "../model/workload.ts";
import type { Peer } from "../stage/peer.ts";
import type { Stage } from "../stage/stage.ts";
import { emulateLink, homeLink, type Link } from "../stage/slow-link.ts";
import { openSwarm, type Swarm } from "../stage/swarm.ts";

/** ms, as in the tests: a page that gets a twentieth of its time. */
const busy = 200;
const every = 210;

const segments = 60;
/** From a blocked seeder the others bring one a second. */
const fewerSegments = 30;

/** The same, undisturbed, in the same run: what the others are compared with. */
const idle: Readonly<Record<"ours" | "bare", Contender>> = {
  ours: { id: "ours-idle", label: "ours, idle", core: "ours" },
  bare: { id: "bare-idle", label: "bare, idle", core: "bare" },
};

const [seederOf, downloaderOf] = [
  ({ seeders }: Swarm) => seeders[0],
  ({ downloader }: Swarm) => downloader,
];

/** Computes: takes a core from everybody else, and so shows what is left on a machine with few of them. */
export const heavy = blocked(downloaderOf, spin, {
  name: "heavy",
  title: "segments of 1 MB while the downloader's page is blocked 200 ms of every 210",
});

export const heavySeed = blocked(seederOf, spin, {
  name: "heavy-seed",
  quick: false,
  title: "segments of 1 MB while the seeder's page is blocked 200 ms of every 210",
});

/** Waits, and leaves its core to others: what is measured is who needs the page's thread. */
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

/** Where the network is the limit, and not the processor, which the busy page and everybody else share. */
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
  block: (page: UndrivenPage, stage: Stage) => Promise<void>,
  names: Pick<Workload, "name" | "title" | "quick">,
  link?: Link,
): Workload {
  const count = victimOf === seederOf ? fewerSegments : segments;
  return {
    ...names,
    contenders: [contenders.ours, idle.ours, ...everybody.slice(1), idle.bare],
    metrics: [{ id: "throughput", label: "throughput", unit: "MB/s", better: "higher" }],
    targets: [
      { metric: "throughput", relation: "at least", factor: 0.9, of: { best: [idle.ours.id] } },
      { metric: "throughput", relation: "at least", factor: 3.5, of: { best: peers } },
    ],
    run: async ({ id, core }, stage) => {
      const swarm = await openSwarm(stage, core, {
        count: stage.quick ? 10 : count,
        bytes: link === undefined ? 1_000_000 : 250_000,
        seeders: 1,
        parallel: 3,
        ...(link === undefined ? {} : { prepare: (peer) => emulateLink(peer, link) }),
      });
      const isIdle = id === idle.ours.id || id === idle.bare.id;
      const victim = victimOf(swarm);
      if (!isIdle && victim !== undefined) await block(victim.page, stage);
      const { bytes, total } = await swarm.download();
      return { figures: { throughput: bytes / 1e6 / (total / 1000) } };
    },
  };
}

/** From now on, until the page is closed. */
async function spin(page: UndrivenPage): Promise<void> {
  await page.evaluate(
    ([spinning, period]) => {
      const go = () => {
        const until = performance.now() + spinning;
        while (performance.now() < until);
        setTimeout(go, period - spinning);
      };
      // Not at once: this call has to be answered.
      setTimeout(go);
    },
    [busy, every] as const,
  );
}

/** The same without work: the origin takes its time to answer. */
async function wait(page: UndrivenPage, { urls }: Stage): Promise<void> {
  await page.evaluate(
    ([address, rest]) => {
      const go = () => {
        const request = new XMLHttpRequest();
        request.open("GET", address, false);
        // Whatever becomes of one, the page is blocked again: an idle page would flatter.
        try {
          request.send();
        } finally {
          setTimeout(go, rest);
        }
      };
      setTimeout(go);
    },
    [`${urls.origin}/bytes/wait?size=1&fault=delay:${busy}`, every - busy] as const,
  );
}

/** Runs one attack on a viewer with Swarmlane or 0.6.2, and measures what the viewer gets and what the attack costs it. Node. */
import { setTimeout as delay } from "node:timers/promises";
import type { AttackRow } from "@swarmlane/testkit";
import {
  attackSegmentBytes,
  seederNames,
  setAttackScene,
  type AttackScene,
} from "@swarmlane/testkit/node";
import type { Browser } from "playwright-core";
import { summarize } from "../model/statistics.ts";
import { countThreadTimes } from "../profile/thread-times.ts";
import { createHeapMeter, type MemoryUsage } from "./heap.ts";
import type { PageSource } from "./pages.ts";
import type { Stage } from "./stage.ts";

export type AttackedCore = "ours" | "0.6.2";

export interface AttackFigures {
  /** From the honest seeder, of 60. */
  readonly segments: number;
  /** ms for five segments over HTTP, as the median of `batches`; undefined when not all of them came. */
  readonly http: number | undefined;
  /** ms of processor time of the loader's thread; undefined if the system does not report it. */
  readonly thread: number | undefined;
  /** Elapsed ms. */
  readonly elapsed: number;
  /** MiB of that thread's heap and buffers. Undefined if it did not answer. */
  readonly heap: number | undefined;
  /** Number of workers that were lost. Undefined if the page did not answer. */
  readonly lost: number | undefined;
}

/** ms */
const fromSeederTimeout = 20_000;
const httpTimeout = 15_000;
/** Each takes some hundredths of a second, and other work on the machine may double that. */
const batches = 7;
/** ms within which a busy thread must collect its garbage. */
const heapTimeout = 15_000;

const pages: Readonly<Record<AttackedCore, PageSource>> = {
  ours: attackPage("ours"),
  "0.6.2": attackPage("0.6.2"),
};

function attackPage(core: AttackedCore): PageSource {
  return {
    name: `attack-${core}`,
    entry: "attack.page.ts",
    scripts: [`/core/${core}/p2p-media-loader-core.min.js`],
  };
}

/** The system's name of the loader's thread. The main thread of a process has the name of its program. */
const threadOf: Readonly<Record<AttackedCore, RegExp>> = {
  ours: /^renderer: DedicatedWorker/,
  "0.6.2": /^renderer: chrom/,
};

const heldBy: Readonly<Record<AttackedCore, (usage: MemoryUsage) => number>> = {
  ours: ({ workers }) => workers.heap + workers.buffers,
  "0.6.2": ({ page }) => page.heap + page.buffers,
};

/** Without an entry in `row.attackers` this is the control. Opens three browsers, and closes them. */
export async function measureAttack(
  stage: Stage,
  core: AttackedCore,
  row: AttackRow,
): Promise<AttackFigures> {
  const openPage = () => stage.open(pages[core]);
  const [viewer, seeder, attackers] = await Promise.all([openPage(), openPage(), openPage()]);
  try {
    const meter = await createHeapMeter(viewer);
    const { base } = await stage.segments(seederNames.length, attackSegmentBytes);
    const attack = await setAttackScene(row, {
      ...{ viewer: viewer.page, seeder: seeder.page, attackers: attackers.page },
      tracker: stage.urls.attackTrackers.honest,
      attackersTracker: stage.urls.attackTrackers.attackers,
      swarm: `${stage.swarm} ${row.name}`,
      // All segments have the same content, so they share one file.
      urlOf: (name) => `${base}/0.bin?${name}`,
    });
    const started = performance.now();
    const endSampling = sampleThread(viewer.browser, threadOf[core]);
    await attack.beginAttack();
    const { loaded } = await attack.fromSeeder(fromSeederTimeout);
    const http = await measureHttp(attack);
    const thread = await endSampling();
    const elapsed = performance.now() - started;
    // A worker may be lost during the attack.
    const read = meter.read().catch(() => undefined);
    const heap = await Promise.race([read, delay(heapTimeout, undefined)]);
    const warnings = (await attack.viewerReport())?.warnings;
    await attack.endAttack();
    return {
      segments: loaded,
      http,
      ...{ thread, elapsed },
      heap: heap === undefined ? undefined : heldBy[core](heap) / 1024 ** 2,
      lost: warnings?.filter(({ code }) => code === "WORKER_LOST").length,
    };
  } finally {
    await Promise.all([viewer, seeder, attackers].map((peer) => peer.close()));
  }
}

/** Undefined if a segment does not arrive in time. */
async function measureHttp(attack: AttackScene): Promise<number | undefined> {
  const times: number[] = [];
  while (times.length < batches) {
    const { ms } = await attack.overHttp(httpTimeout);
    if (ms === undefined) return undefined;
    times.push(ms);
  }
  return summarize(times)?.median;
}

/** ms */
const sampleInterval = 500;

/**
 * ms of the processor from now until the returned function is called. A worker that ends takes its count with it, so
 * that the sum is made of short samples.
 */
function sampleThread(browser: Browser, name: RegExp): () => Promise<number | undefined> {
  const over = new AbortController();
  const sample = async (spent: number | undefined): Promise<number | undefined> => {
    if (over.signal.aborted) return spent;
    const read = await countThreadTimes(browser);
    await delay(sampleInterval);
    const found = (await read()).find(({ thread }) => name.test(thread));
    return sample(found === undefined ? spent : (spent ?? 0) + Math.max(0, found.time));
  };
  const sampling = sample(undefined);
  // Awaited at the end; until then a browser that is closed must not count as an unhandled failure.
  sampling.catch(() => undefined);
  return () => {
    over.abort();
    return sampling;
  };
}

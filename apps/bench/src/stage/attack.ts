/** Runs one attack on a viewer of ours or of 0.6.2, and measures what it gets and what it costs. Node. */
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
  /** ms of the processor that the thread that thinks took; undefined where the system does not tell. */
  readonly thread: number | undefined;
  /** ms that passed meanwhile. */
  readonly elapsed: number;
  /** MiB of that thread: its heap and its buffers. Undefined when it did not answer. */
  readonly heap: number | undefined;
  /** Workers that were given up. Undefined when the page did not answer. */
  readonly lost: number | undefined;
}

/** ms */
const fromSeederTimeout = 20_000;
const httpTimeout = 15_000;
/** Each takes some hundredths of a second, which anything else on the machine may double. */
const batches = 7;
/** ms that a thread which is kept busy has to collect its garbage. */
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

/** The thread that thinks, as the system names it: a process's main thread has the name of its program. */
const threadOf: Readonly<Record<AttackedCore, RegExp>> = {
  ours: /^renderer: DedicatedWorker/,
  "0.6.2": /^renderer: chrom/,
};

const heldBy: Readonly<Record<AttackedCore, (usage: MemoryUsage) => number>> = {
  ours: ({ workers }) => workers.heap + workers.buffers,
  "0.6.2": ({ page }) => page.heap + page.buffers,
};

/** `row.attackers` without an entry is the control. Three browsers, which are closed again. */
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
      // Every segment has the same content, so that a name needs no file of its own.
      urlOf: (name) => `${base}/0.bin?${name}`,
    });
    const started = performance.now();
    const endSampling = sampleThread(viewer.browser, threadOf[core]);
    await attack.beginAttack();
    const { loaded } = await attack.fromSeeder(fromSeederTimeout);
    const http = await measureHttp(attack);
    const thread = await endSampling();
    const elapsed = performance.now() - started;
    // A worker may be lost meanwhile.
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

/** Undefined as soon as a segment does not come in time. */
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

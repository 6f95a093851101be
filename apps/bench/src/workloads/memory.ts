/** The memory in use while 2 GB of video pass through a loader, and the memory left after `destroy()`. */
import { setTimeout as delay } from "node:timers/promises";
import { contenders } from "../model/contender.ts";
import type { Figures, Workload } from "../model/workload.ts";
import type { FlowOptions } from "../page/flow.page.ts";
import { emptyPage, flowPages } from "../stage/flow-pages.ts";
import { createHeapMeter, type HeapMeter, type MemoryUsage } from "../stage/heap.ts";
import type { Peer } from "../stage/peer.ts";
import type { Stage } from "../stage/stage.ts";

const bytes = 1_000_000;
/** `cachedSegmentsCount` by default, of a megabyte each: less than the bytes that the cache may hold. */
const cacheBudget = 30;
/** HTTP downloads at a time by default. Each may hold its segment twice: during the download, and on its way to the page. */
const activeTransfers = 2;
const files = 64;
/** ms until worker and loader are ready, and until the store has cleaned up (`limits.storageCleanRest`). */
const rest = 1000;

export const memory: Workload = {
  name: "memory",
  title: "segments of 1 MB pass through (2 GB; --quick 200 MB), default cache of 30 segments",
  contenders: [contenders.ours, contenders["0.6.2"]],
  metrics: [
    { id: "held", label: "payload, page and worker", unit: "MB", better: "lower" },
    {
      id: "pageHeap",
      label: "page's heap and buffers over an empty page",
      unit: "MB",
      better: "lower",
    },
    { id: "workerHeap", label: "worker's heap", unit: "MB", better: "lower" },
    { id: "growth", label: "grown since the cache was full", unit: "MB", better: "lower" },
    { id: "left", label: "left after destroy(), over an empty page", unit: "MB", better: "lower" },
    {
      id: "resident",
      label: "resident, over an empty page's process",
      unit: "MB",
      better: "lower",
    },
  ],
  targets: [
    { metric: "held", relation: "at most", factor: cacheBudget + 2 * activeTransfers, of: "unit" },
    { metric: "pageHeap", relation: "at most", factor: 10, of: "unit" },
    // The size of heaps varies: growth of less than a thousandth of the data counts as none.
    { metric: "growth", relation: "at most", factor: 2, of: "unit" },
  ],
  run: async ({ core }, stage) => {
    if (core !== "ours" && core !== "0.6.2") return { impossible: "no such page" };
    const empty = await readEmpty(stage);
    const peer = await stage.open(flowPages[core]);
    const meter = await createHeapMeter(peer);
    const options: FlowOptions = {
      base: (await stage.segments(files, bytes)).base,
      files,
      swarm: stage.swarm,
      settings: { trackerAnnounce: [stage.urls.tracker], rtcConfig: { iceServers: [] } },
    };
    await peer.page.evaluate((given) => window.flow.open(given), options);
    await delay(rest);
    const before = buffersOf(await meter.read());
    const full = await playTo(peer, meter, 0, 2 * cacheBudget);
    const end = await playTo(peer, meter, 2 * cacheBudget, stage.quick ? 200 : 2000);
    await peer.page.evaluate(() => window.flow.destroy());
    const after = await meter.read();
    return {
      figures: {
        held: megabytes(buffersOf(end) - before),
        pageHeap: megabytes(pageBytes(end) - pageBytes(empty)),
        workerHeap: megabytes(end.workers.heap),
        growth: megabytes(end.held - full.held),
        left: megabytes(after.held - empty.held),
        ...residentOver(end, empty),
      },
    };
  },
};

async function readEmpty(stage: Stage): Promise<MemoryUsage> {
  const peer = await stage.open(emptyPage);
  const usage = await (await createHeapMeter(peer)).read();
  await peer.close();
  return usage;
}

function residentOver(one: MemoryUsage, empty: MemoryUsage): Figures {
  if (one.resident === undefined || empty.resident === undefined) return {};
  return { resident: megabytes(one.resident - empty.resident) };
}

async function playTo(
  peer: Peer,
  meter: HeapMeter,
  from: number,
  to: number,
): Promise<MemoryUsage> {
  await peer.page.evaluate(([first, end]) => window.flow.play(first, end), [from, to] as const);
  await delay(rest);
  return meter.read();
}

function buffersOf({ page, workers }: MemoryUsage): number {
  return page.buffers + workers.buffers;
}

function pageBytes({ page }: MemoryUsage): number {
  return page.heap + page.buffers;
}

function megabytes(count: number): number {
  return count / 1e6;
}

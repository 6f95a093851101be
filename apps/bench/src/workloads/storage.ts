/** The cost of IndexedDB: alone, compared with plain puts and gets, and under a player, compared with memory only. */
import type { Contender } from "../model/contender.ts";
import type { Target } from "../model/target.ts";
import type { Figures, Workload } from "../model/workload.ts";
import type { StoreTimes } from "../page/store.worker.ts";
import { flowPages } from "../stage/flow-pages.ts";
import { createHeapMeter } from "../stage/heap.ts";
import type { PageSource } from "../stage/pages.ts";
import type { Stage } from "../stage/stage.ts";
import { measureTurns, openFlow, warmUps } from "./storage-turns.ts";
// Declares what its page adds to `window`.
import type {} from "../page/store.page.ts";

const disk: Contender = { id: "disk", label: "ours, IndexedDB", core: "ours" };
const inMemory: Contender = { id: "memory", label: "ours, memory only", core: "ours" };

const storePage: PageSource = {
  name: "store",
  entry: "store.page.ts",
  workers: ["store.worker.ts"],
};

const megabyte = 1_000_000;
const small = 100_000;
const listed = 10_000;

/** `metric` is a ratio of two figures that were measured in turns. */
function factor(metric: string, relation: Target["relation"], value: number): Target {
  return { metric, contender: disk.id, relation, factor: value, of: "unit" };
}

export const storage: Workload = {
  name: "storage",
  title: "segments in IndexedDB, on the disk: by themselves, and behind a loader",
  contenders: [disk, inMemory],
  metrics: [
    { id: "write", label: "write, 1 MB each", unit: "MB/s", better: "higher" },
    {
      id: "writeToPlain",
      label: "write, 1 MB each, to plain idb in turns",
      unit: "×",
      better: "higher",
    },
    { id: "read", label: "read, 1 MB each", unit: "MB/s", better: "higher" },
    {
      id: "readToPlain",
      label: "read, 1 MB each, to plain idb in turns",
      unit: "×",
      better: "higher",
    },
    { id: "writeSmall", label: "write, 100 kB each", unit: "MB/s", better: "higher" },
    {
      id: "writeSmallToPlain",
      label: "write, 100 kB each, to plain idb in turns",
      unit: "×",
      better: "higher",
    },
    { id: "readSmall", label: "read, 100 kB each", unit: "MB/s", better: "higher" },
    {
      id: "readSmallToPlain",
      label: "read, 100 kB each, to plain idb in turns",
      unit: "×",
      better: "higher",
    },
    { id: "list", label: "list 10,000 segments", unit: "ms", better: "lower" },
    {
      id: "delay",
      label: "1 MB at a viewer's pace, asked for to delivered",
      unit: "ms",
      better: "lower",
    },
    {
      id: "delayToMemory",
      label: "1 MB at a viewer's pace, to memory only in turns",
      unit: "×",
      better: "lower",
    },
    { id: "delaySpread", label: "± half of these turns", unit: "×", better: "lower" },
    {
      id: "pageToMemory",
      label: "page main thread, processor, to memory only in turns",
      unit: "×",
      better: "lower",
    },
    { id: "flow", label: "1 MB as fast as they come", unit: "ms", better: "lower" },
    { id: "page", label: "the same: page main thread", unit: "ms/MB", better: "lower" },
    { id: "passed", label: "the same: in all", unit: "MB", better: "higher" },
    {
      id: "growth",
      label: "heaps and buffers, grown, all written",
      unit: "MB",
      better: "lower",
    },
    { id: "resident", label: "the page's process, grown since then", unit: "MB", better: "lower" },
    { id: "stored", label: "of it on the disk at the end", unit: "MB", better: "higher" },
  ],
  targets: [
    factor("writeToPlain", "at least", 0.8),
    factor("readToPlain", "at least", 0.8),
    factor("writeSmallToPlain", "at least", 0.8),
    factor("readSmallToPlain", "at least", 0.8),
    factor("list", "at most", 50),
    factor("delayToMemory", "at most", 1.05),
    factor("pageToMemory", "at most", 1.05),
    // The size of heaps varies: growth of less than two thousandths of the data counts as none.
    factor("growth", "at most", 4),
  ],
  run: async (contender, stage) => {
    const behind = await measureBehind(stage, contender);
    if (contender === inMemory) return { figures: behind };
    const turns = await measureTurns(stage);
    return { figures: { ...(await measureAlone(stage)), ...turns, ...behind } };
  },
};

async function measureAlone(stage: Stage): Promise<Figures> {
  const { page } = await stage.openOnDisk(storePage);
  const transfer = (segments: number, bytes: number) =>
    page.evaluate((request) => window.measureStore(request), {
      ...{ task: "transfer" as const, segments, bytes },
    });
  const share = stage.quick ? 4 : 1;
  const [few, many] = [200 / share, 2000 / share];
  const large = await transfer(few, megabyte);
  const lesser = await transfer(many, small);
  const rates = ({ write, read }: StoreTimes, bytes: number) =>
    [write, read].map((ms) => bytes / 1e6 / (ms / 1000)) as [number, number];
  const [write, read] = rates(large.ours, few * megabyte);
  const [writeSmall, readSmall] = rates(lesser.ours, many * small);
  const list = await page.evaluate((request) => window.measureStore(request), {
    ...{ task: "list" as const, segments: listed, bytes: 100 },
  });
  return {
    ...{ write, read, writeSmall, readSmall, list },
    writeToPlain: large.plain.write / large.ours.write,
    readToPlain: large.plain.read / large.ours.read,
    writeSmallToPlain: lesser.plain.write / lesser.ours.write,
    readSmallToPlain: lesser.plain.read / lesser.ours.read,
  };
}

/** 2 GB in a full run, as fast as possible: writes cannot wait for a pause. */
async function measureBehind(stage: Stage, contender: Contender): Promise<Figures> {
  const peer = await stage.openOnDisk(flowPages.ours);
  const meter = await createHeapMeter(peer);
  await openFlow(stage, peer, contender === disk);
  const play = (from: number, to: number) =>
    peer.page.evaluate(([first, end]) => window.flow.play(first, end), [from, to] as const);
  const isDisk = contender === disk;
  const settle = () => (isDisk ? peer.page.evaluate(() => window.flow.stored()) : 0);
  await play(0, warmUps);
  await settle();
  const before = await meter.read();
  const count = (stage.quick ? 200 : 2000) - warmUps;
  const { result, mainThread } = await peer.measure(() => play(warmUps, warmUps + count));
  const stored = await settle();
  const after = await meter.read();
  await peer.close();
  return {
    flow: result.ms,
    page: mainThread / count,
    passed: ((warmUps + count) * megabyte) / 1e6,
    growth: (after.held - before.held) / 1e6,
    ...(after.resident !== undefined && before.resident !== undefined
      ? { resident: (after.resident - before.resident) / 1e6 }
      : {}),
    ...(isDisk ? { stored: stored / 1e6 } : {}),
  };
}

/** What IndexedDB costs: alone, against plain puts and gets; and under a player, against memory only. */
import type { Contender } from "../model/contender.ts";
import type { Figures, Workload } from "../model/workload.ts";
import type { FlowOptions } from "../page/flow.page.ts";
import type { StoreRequest } from "../page/store.worker.ts";
import { flowPages } from "../stage/flow-pages.ts";
import { createHeapMeter } from "../stage/heap.ts";
import type { PageSource } from "../stage/pages.ts";
import type { Stage } from "../stage/stage.ts";

const disk: Contender = { id: "disk", label: "ours, IndexedDB", core: "ours" };
const inMemory: Contender = { id: "memory", label: "ours, memory only", core: "ours" };
const plain: Contender = { id: "plain", label: "plain idb", core: "bare" };

const storePage: PageSource = {
  name: "store",
  entry: "store.page.ts",
  workers: ["store.worker.ts"],
};

const megabyte = 1_000_000;
const small = 100_000;
const listed = 10_000;

export const storage: Workload = {
  name: "storage",
  title: "segments in IndexedDB, on the disk: by themselves, and behind a loader",
  contenders: [disk, inMemory, plain],
  metrics: [
    { id: "write", label: "write, 1 MB each", unit: "MB/s", better: "higher" },
    { id: "read", label: "read, 1 MB each", unit: "MB/s", better: "higher" },
    { id: "writeSmall", label: "write, 100 kB each", unit: "MB/s", better: "higher" },
    { id: "readSmall", label: "read, 100 kB each", unit: "MB/s", better: "higher" },
    { id: "list", label: "list 10,000 segments", unit: "ms", better: "lower" },
    {
      id: "delay",
      label: "a segment of 1 MB, asked for to delivered",
      unit: "ms",
      better: "lower",
    },
    { id: "page", label: "page main thread", unit: "ms/MB", better: "lower" },
    {
      id: "growth",
      label: "heaps and buffers, grown since the cache was full",
      unit: "MB",
      better: "lower",
    },
  ],
  targets: [
    ...["write", "read", "writeSmall", "readSmall"].map((metric) => ({
      metric,
      contender: disk.id,
      relation: "at least" as const,
      factor: 0.8,
      of: { best: [plain.id] },
    })),
    { metric: "list", contender: disk.id, relation: "at most", factor: 50, of: "unit" },
    {
      metric: "delay",
      contender: disk.id,
      relation: "at most",
      factor: 1.05,
      of: { best: [inMemory.id] },
    },
    {
      metric: "page",
      contender: disk.id,
      relation: "at most",
      factor: 1.05,
      of: { best: [inMemory.id] },
    },
    // Some batches wait to be written at any moment, within a bound that the storage sets: limits.storageQueueBytes.
    { metric: "growth", contender: disk.id, relation: "at most", factor: 34, of: "unit" },
  ],
  run: async (contender, stage) => {
    const alone = contender === inMemory ? {} : await measureAlone(stage, contender);
    const behind = contender === plain ? {} : await measureBehind(stage, contender);
    return { figures: { ...alone, ...behind } };
  },
};

async function measureAlone(stage: Stage, { id }: Contender): Promise<Figures> {
  const { page } = await stage.openOnDisk(storePage);
  const kind = id === plain.id ? "plain" : "ours";
  const ask = (segments: number, bytes: number) =>
    page.evaluate((request) => window.measureStore(request), {
      kind,
      segments,
      bytes,
    } satisfies StoreRequest);
  const share = stage.quick ? 4 : 1;
  const [few, many] = [200 / share, 2000 / share];
  const large = await ask(few, megabyte);
  const lesser = await ask(many, small);
  const rate = (count: number, bytes: number, ms: number) => (count * bytes) / 1e6 / (ms / 1000);
  // Listing reads no payload: these are tiny, so that it takes no time to make them.
  const { list } = await ask(listed, 100);
  return {
    write: rate(few, megabyte, large.write),
    read: rate(few, megabyte, large.read),
    writeSmall: rate(many, small, lesser.write),
    readSmall: rate(many, small, lesser.read),
    list,
  };
}

const files = 64;
/** Until memory's 30 segments are full and the code is warm. */
const warmUps = 60;

async function measureBehind(stage: Stage, { id }: Contender): Promise<Figures> {
  const peer = await stage.openOnDisk(flowPages.ours);
  const meter = await createHeapMeter(peer.page);
  const options: FlowOptions = {
    base: (await stage.segments(files, megabyte)).base,
    files,
    swarm: stage.swarm,
    settings: { trackerAnnounce: [stage.urls.tracker], rtcConfig: { iceServers: [] } },
    onDisk: id === disk.id,
  };
  await peer.page.evaluate((given) => window.flow.open(given), options);
  const play = (from: number, to: number) =>
    peer.page.evaluate(([first, end]) => window.flow.play(first, end), [from, to] as const);
  await play(0, warmUps);
  const before = await meter.read();
  const count = stage.quick ? 140 : 1940;
  const { result, mainThread } = await peer.measure(() => play(warmUps, warmUps + count));
  const after = await meter.read();
  return {
    delay: result.ms,
    page: mainThread / count,
    growth: (after.held - before.held) / 1e6,
  };
}

/** The cost of inspection: the p2p workload without it, with an unused hook, and with a reader attached. */
import type { Contender } from "../model/contender.ts";
import type { Workload } from "../model/workload.ts";
import { countThreadTimes } from "../profile/thread-times.ts";
import { attachReader, countMessages } from "../stage/inspector-reader.ts";
import { parallelDownloads } from "../stage/transfer.ts";
import { openSwarm } from "../stage/swarm.ts";

interface Watched extends Contender {
  /** The loader's setting, for the downloader and its seeder. */
  readonly inspect: boolean | undefined;
}

const watched: readonly Watched[] = [
  { id: "off", label: "inspect: false", core: "ours", inspect: false },
  { id: "ours", label: "hook never called", core: "ours", inspect: undefined },
  { id: "on", label: "inspected, read", core: "ours", inspect: true },
];

export const inspect: Workload = {
  name: "inspect",
  quick: false,
  title: "segments of 1 MB from one seeder, both ends inspected or not",
  contenders: watched,
  metrics: [
    { id: "throughput", label: "throughput", unit: "MB/s", better: "higher" },
    { id: "worker", label: "downloader's worker thread", unit: "ms/segment", better: "lower" },
    { id: "messages", label: "messages read", unit: "1/segment", better: "lower" },
  ],
  targets: [
    {
      ...{ metric: "throughput", contender: "on", relation: "at least", factor: 0.95 },
      of: { best: ["ours"] },
    },
    { metric: "throughput", relation: "at least", factor: 0.95, of: { best: ["off"] } },
    { metric: "worker", relation: "at most", factor: 1.05, of: { best: ["off"] } },
  ],
  async run({ core, id }, stage) {
    const { inspect: isOn } = watched.find((one) => one.id === id) ?? {};
    const count = 120;
    const swarm = await openSwarm(stage, core, {
      ...{ count, bytes: 1_000_000, seeders: 1, parallel: parallelDownloads },
      settings: isOn === undefined ? {} : { inspect: isOn },
      ...(isOn === true ? { prepare: attachReader } : {}),
    });
    const { downloader } = swarm;
    const threadTimes = await countThreadTimes(downloader.browser);
    const before = await countMessages(downloader);
    const { total, bytes } = await swarm.download();
    const threads = await threadTimes();
    const messages = (await countMessages(downloader)) - before;
    if (isOn === true && messages === 0) throw new Error("nobody told the reader anything");
    const worker = threads.filter(({ thread }) => thread.endsWith(": DedicatedWorker"));
    return {
      figures: {
        throughput: bytes / 1e6 / (total / 1000),
        messages: messages / count,
        ...(worker.length === 0
          ? {}
          : { worker: worker.reduce((sum, { time }) => sum + time, 0) / count }),
      },
    };
  },
};

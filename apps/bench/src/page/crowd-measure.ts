/** Measures a crowd: the same steps for ours and for 0.6.2. Any thread. */
import {
  mapFrame,
  queueFrom,
  type CreateCrowd,
  type CrowdOptions,
  type CrowdSettings,
  type MapReport,
  type QueueReport,
} from "./crowd.ts";

/** Nothing is loaded over HTTP, and peers may be asked for everything, so the policy must consider every segment. */
const peersOnly: CrowdSettings = {
  simultaneousHttpDownloads: 0,
  requiredSegmentsPriority: 1,
  httpDownloadProbability: 0,
  p2pDownloadMaxPriority: 1e6,
};

/** The most that one map may contain. */
const announced = 4000;
const warmUps = 5;

export async function measureQueue(
  create: CreateCrowd,
  { segments, peers }: CrowdOptions,
): Promise<QueueReport> {
  let first = 0;
  const fresh = 3;
  for (let run = 0; run < fresh; run++) {
    const crowd = await create({ peers: 0, held: [], settings: peersOnly });
    const queue = queueFrom(0, segments);
    const started = performance.now();
    await crowd.load(queue);
    first += (performance.now() - started) / fresh;
    crowd.end();
  }
  const crowd = await create({ peers, held: [], settings: peersOnly });
  await crowd.load(queueFrom(0, segments));
  const map = mapFrame(0, announced);
  for (let peer = 0; peer < peers; peer++) await crowd.receiveMap(peer, map);
  // Making a queue of 2,000 takes as long as loading it, so the queues are made before.
  const steps = stepsFor(segments);
  const queues = Array.from({ length: warmUps + steps + 1 }, (_, step) =>
    queueFrom(step, segments),
  );
  const next = await meanOf(steps, (step) => crowd.load(queues[step] ?? []));
  crowd.end();
  return { first, next };
}

export async function measureMaps(
  create: CreateCrowd,
  { segments, peers }: CrowdOptions,
): Promise<MapReport> {
  const [warm, timed] = [10, 10];
  const missing = warm + timed;
  const queue = queueFrom(0, segments + missing);
  const crowd = await create({
    peers,
    held: queue.slice(missing),
    settings: {
      ...peersOnly,
      requiredSegmentsPriority: missing,
      simultaneousHttpDownloads: missing,
    },
  });
  await crowd.load(queue);
  const receive = await meanOf(stepsFor(segments), (step) =>
    crowd.receiveMap(0, mapFrame(0, segments + step)),
  );
  for (const segment of queue.slice(0, warm)) await crowd.arrive(segment);
  const before = crowd.sentMaps();
  const started = performance.now();
  for (const segment of queue.slice(warm, missing)) await crowd.arrive(segment);
  const send = (performance.now() - started) / Math.max(1, crowd.sentMaps() - before);
  crowd.end();
  return { receive, send };
}

/** A page's clock has a resolution of 0.1 ms, so small costs are measured in batches. */
function stepsFor(segments: number): number {
  return Math.max(20, Math.min(200, 20_000 / segments));
}

async function meanOf(steps: number, work: (step: number) => Promise<void>): Promise<number> {
  for (let step = 1; step <= warmUps; step++) await work(step);
  const started = performance.now();
  for (let step = 1; step <= steps; step++) await work(warmUps + step);
  return (performance.now() - started) / steps;
}

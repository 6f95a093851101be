/** `window.crowd`: what a long queue and many peers cost ours (in its worker, and on the page) and 0.6.2 (on the page). Browser. */
import { measureMaps, measureQueue } from "./crowd-measure.ts";
import {
  crowdSwarm,
  endOfTask,
  queueFrom,
  type CreateCrowd,
  type CrowdOptions,
  type MapReport,
  type QueueReport,
} from "./crowd.ts";
import type { CrowdRequest } from "./crowd.worker.ts";

export interface CrowdPage {
  queue(options: CrowdOptions): Promise<QueueReport>;
  maps(options: CrowdOptions): Promise<MapReport>;
  /** ms of the page's thread for a `load()` of that many segments, moved by one segment since the previous call. */
  pageLoad(segments: number): Promise<number>;
}

declare global {
  interface Window {
    crowdOf: Readonly<Record<"ours" | "0.6.2", CrowdPage>>;
  }
}

/** The internal parts of 0.6.2 that a tracker client and an origin use. */
interface Loader {
  load(segments: readonly object[], streamSwarmId: string): unknown;
  destroy(): Promise<void>;
  readonly p2pManager: { onTrackerPeer(peer: PretendedPeer): void };
  readonly httpManager: { emit(event: "segment-loaded", ...rest: unknown[]): void };
}

declare const p2pml: { core: { HybridLoader: new (settings: object) => Loader } };

type Listener = (...args: unknown[]) => void;

const create062: CreateCrowd = async ({ peers, held, settings }) => {
  const stored = new Map(held.map((segment) => [segment.id, { segment }]));
  const loader = new p2pml.core.HybridLoader({
    ...settings,
    // Nothing is loaded over HTTP: arrivals are simulated.
    simultaneousHttpDownloads: 0,
    trackerAnnounce: [],
    rtcConfig: { iceServers: [] },
    ...(held.length === 0 ? {} : { segmentsStorage: createStorage(stored) }),
  });
  // The loader drops its peers when it learns its swarm id.
  void loader.load(queueFrom(0, 1), crowdSwarm);
  await endOfTask();
  let sent = 0;
  const crowd = Array.from({ length: peers }, (_, index) => {
    const peer = new PretendedPeer(`peer-${index}`, () => sent++);
    loader.p2pManager.onTrackerPeer(peer);
    peer.emit("connect");
    return peer;
  });
  await endOfTask();
  return {
    load: async (queue) => {
      void loader.load(queue, crowdSwarm);
      await endOfTask();
    },
    receiveMap: async (peer, frame) => {
      crowd[peer]?.emit("data", frame);
      await endOfTask();
    },
    arrive: async (segment) => {
      stored.set(segment.id, { segment });
      loader.httpManager.emit("segment-loaded", { ...segment }, new ArrayBuffer(8));
      await endOfTask();
    },
    sentMaps: () => sent,
    end: () => void loader.destroy(),
  };
};

/** A peer as the tracker client would report it. */
class PretendedPeer {
  readonly remoteAddress = "10.0.0.1";
  private readonly listeners = new Map<string, Listener[]>();

  constructor(
    readonly id: string,
    private readonly onMap: () => void,
  ) {}

  on(event: string, listener: Listener): this {
    this.listeners.set(event, [...(this.listeners.get(event) ?? []), listener]);
    return this;
  }

  emit(event: string, ...args: unknown[]): void {
    for (const listener of this.listeners.get(event) ?? []) listener(...args);
  }

  write(text: unknown): void {
    if (typeof text === "string" && text.startsWith('{"c":2')) this.onMap();
  }

  destroy(): void {
    this.listeners.clear();
  }
}

function createStorage(stored: ReadonlyMap<string, object>) {
  return {
    storeSegment: () => Promise.resolve(),
    getSegmentsMap: () => Promise.resolve(stored),
    getSegment: () => Promise.resolve(undefined),
    clean: () => Promise.resolve(false),
    destroy: () => Promise.resolve(),
  };
}

function askWorker<Report>(request: CrowdRequest): Promise<Report> {
  const worker = new Worker("/pages/crowd.worker.js");
  return new Promise<Report>((resolve, reject) => {
    worker.addEventListener("message", ({ data }: MessageEvent<Report>) => resolve(data));
    worker.addEventListener("error", (event) => reject(new Error(event.message)));
    worker.postMessage(request);
  }).finally(() => worker.terminate());
}

/** The loader as it is: with ours the queue goes to the worker in here. */
async function pageLoad(segments: number): Promise<number> {
  const loader = new p2pml.core.HybridLoader({
    useP2P: false,
    simultaneousHttpDownloads: 0,
    httpDownloadProbability: 0,
  });
  const steps = 50;
  let spent = 0;
  for (let step = 0; step <= steps; step++) {
    const queue = queueFrom(step, segments);
    const started = performance.now();
    void loader.load(queue, crowdSwarm);
    await endOfTask();
    // The first call starts the worker.
    if (step > 0) spent += performance.now() - started;
  }
  await loader.destroy();
  return spent / steps;
}

window.crowdOf = {
  ours: {
    queue: (options) => askWorker<QueueReport>({ ...options, measure: "queue" }),
    maps: (options) => askWorker<MapReport>({ ...options, measure: "maps" }),
    pageLoad,
  },
  "0.6.2": {
    queue: (options) => measureQueue(create062, options),
    maps: (options) => measureMaps(create062, options),
    pageLoad,
  },
};

/** The last queue that was passed to the loader. It is only passed again if it has changed. */
import { rangeHeader } from "@swarmlane/manifest";
import type { LoaderSegment, StreamLoader } from "./stream-loader.ts";
import { signatureOf, type Upcoming } from "./upcoming.ts";

export interface LoaderQueue {
  /** Ids. */
  readonly listed: ReadonlySet<string>;
  find(id: string): Upcoming | undefined;
  tell(target: QueueTarget, list: readonly Upcoming[]): void;
  /** The next queue is passed on even if it is the same. */
  forget(): void;
  /** Empties the queue. Aborts are reported before it returns, while `find` still knows the segments. */
  empty(): void;
  /** The loader was destroyed. */
  clear(): void;
}

export interface QueueTarget {
  readonly streamSwarmId: string;
  readonly manifestUrl: string;
}

export function createLoaderQueue(
  loader: StreamLoader,
  onRefused: (cause: unknown) => void,
): LoaderQueue {
  /** By id. The previous queue is kept until `load()` has returned, because aborts are reported inside. */
  let queued = new Map<string, Upcoming>();
  let listed: ReadonlySet<string> = new Set();
  let signature = "";
  let swarm: string | undefined;

  function clear(): void {
    queued = new Map();
    listed = new Set();
    signature = "";
    swarm = undefined;
  }

  return {
    get listed() {
      return listed;
    },
    find: (id) => queued.get(id),
    tell({ streamSwarmId, manifestUrl }, list) {
      const { requiredSegmentsPriority, httpDownloadMaxPriority, p2pDownloadMaxPriority } =
        loader.getSettings();
      const bounds = [requiredSegmentsPriority, httpDownloadMaxPriority, p2pDownloadMaxPriority];
      const next = `${streamSwarmId} ${signatureOf(list, bounds)}`;
      if (next === signature) return;
      signature = next;
      swarm = streamSwarmId;
      for (const upcoming of list) queued.set(upcoming.segment.id, upcoming);
      const segments = list.map((upcoming) => toLoaderSegment(upcoming, manifestUrl));
      loader.load(segments, streamSwarmId).catch(onRefused);
      queued = new Map(list.map((upcoming) => [upcoming.segment.id, upcoming]));
      listed = new Set(queued.keys());
    },
    forget() {
      signature = "";
    },
    empty() {
      if (swarm !== undefined) loader.load([], swarm).catch(() => undefined);
      clear();
    },
    clear,
  };
}

function toLoaderSegment({ segment, url, priority }: Upcoming, manifest: string): LoaderSegment {
  return {
    id: segment.id,
    url,
    masterSwarmId: segment.swarmId,
    masterManifestUri: manifest,
    streamId: segment.streamId,
    sequence: segment.sequence,
    range: segment.range === undefined ? undefined : rangeHeader(segment.range),
    priority,
  };
}

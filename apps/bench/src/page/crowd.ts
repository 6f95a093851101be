/**
 * A long queue and many peers that hold all of it, for ours (the engine alone, in a worker) and for 0.6.2 (the whole
 * loader, on the page, where it always runs). No payload moves: peers are asked and never answer. Any thread.
 */

export interface CrowdOptions {
  readonly segments: number;
  readonly peers: number;
}

/** ms of the engine's thread, as the mean of many calls. Each includes all work that follows from the call. */
export interface QueueReport {
  /** `load()` of an unknown queue. */
  readonly first: number;
  /** `load()` of the same queue, moved by one segment. */
  readonly next: number;
}

/** ms a map. */
export interface MapReport {
  /** Receiving a whole map with one new segment. */
  readonly receive: number;
  /** Sending a whole map to each peer after one segment was stored. */
  readonly send: number;
}

export interface CrowdSegment {
  readonly id: string;
  readonly url: string;
  readonly masterSwarmId: string;
  readonly masterManifestUri: string;
  readonly streamId: string | undefined;
  readonly sequence: string;
  readonly range: string | undefined;
  readonly priority: number;
}

/** One loader among its peers. A step resolves when all work that follows from it in its thread is done. */
export interface Crowd {
  load(queue: readonly CrowdSegment[]): Promise<void>;
  /** `frame`: the peer's map. */
  receiveMap(peer: number, frame: Uint8Array): Promise<void>;
  /** The origin brought a segment of the queue, and every peer is told. */
  arrive(segment: CrowdSegment): Promise<void>;
  /** Number of maps sent so far. */
  sentMaps(): number;
  end(): void;
}

export interface CrowdSetup {
  readonly peers: number;
  /** Segments that are in the store from the beginning. */
  readonly held: readonly CrowdSegment[];
  /** These override the defaults. */
  readonly settings: CrowdSettings;
}

export interface CrowdSettings {
  readonly simultaneousHttpDownloads: number;
  readonly requiredSegmentsPriority: number;
  readonly httpDownloadProbability: number;
  readonly p2pDownloadMaxPriority: number;
}

export type CreateCrowd = (setup: CrowdSetup) => Promise<Crowd>;

export const crowdSwarm = "crowd";

/** A macrotask later every promise of this thread has settled. */
export function endOfTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(undefined);
  });
}

/** `count` segments from number `first`, which is played next. */
export function queueFrom(first: number, count: number): CrowdSegment[] {
  return Array.from({ length: count }, (_, priority) => {
    const sequence = String(first + priority);
    return {
      id: `${crowdSwarm}+V0+${sequence}`,
      url: `${location.origin}/nowhere/${sequence}`,
      masterSwarmId: crowdSwarm,
      masterManifestUri: `${location.origin}/nowhere`,
      streamId: "V0",
      sequence,
      range: undefined,
      priority,
    };
  });
}

/** A whole map as 0.6.2 sends it, with all segments loaded. */
export function mapFrame(first: number, count: number): Uint8Array {
  const names = Array.from({ length: count }, (_, index) => String(first + index));
  const map = { [`${crowdSwarm}+V0`]: [names.join("|"), names.map(() => 0)] };
  return new TextEncoder().encode(JSON.stringify({ c: 2, m: map }));
}

/** `window.bench` for p2p-media-loader-core 2.x: a player that requests one segment after the other, while the core prefetches. Browser. */
import type { Core, CoreConfig, Segment, Stream } from "p2p-media-loader-core-2";
import type { BenchPage, PeerOptions } from "./bench-page.ts";
import { createArrivals } from "./arrivals.ts";

interface CoreModule {
  readonly Core: new (config: Partial<CoreConfig>) => Core;
}

const stream: Stream = { runtimeId: "stream", type: "main", index: "0" };
/** s; longer than any stream here. */
const everything = 1e6;

let core: Core;
let options: PeerOptions;
let connected = 0;
const known = new Set<number>();
const arrivals = createArrivals();

// The package has no classic script.
const address = "/core/2.3.1/p2p-media-loader-core.es.min.js";
void import(/* @vite-ignore */ address).then((module: CoreModule) => {
  window.bench = createBench(module);
});

function createBench(module: CoreModule): BenchPage {
  return {
    open: (given) => {
      options = given;
      core = new module.Core(configOf(given));
      core.setManifestResponseUrl(`${given.segments.base}/manifest`);
      core.addStreamIfNoneExists(stream);
      core.addEventListener("onPeerConnect", () => connected++);
      core.addEventListener("onPeerClose", () => connected--);
    },
    load: (from, to) => {
      const indices = Array.from({ length: to - from }, (_, position) => from + position);
      const unknown = indices.filter((index) => !known.has(index));
      for (const index of unknown) known.add(index);
      const report = arrivals.expect(indices.map(runtimeId));
      core.updateStream(stream.runtimeId, unknown.map(segmentOf));
      void play(indices);
      return report;
    },
    peerCount: () => connected,
    destroy: () => {
      core.destroy();
      return Promise.resolve();
    },
  };
}

async function play(indices: readonly number[]): Promise<void> {
  for (const index of indices) {
    core.updatePlayback(index, 1);
    try {
      arrivals.add(runtimeId(index), await loadOne(index));
    } catch (error) {
      arrivals.fail(`${index}: ${String(error)}`);
      return;
    }
  }
}

/** Resolves to the segment's bytes. */
function loadOne(index: number): Promise<number> {
  return new Promise((resolve, reject) => {
    core
      .loadSegment(runtimeId(index), {
        onSuccess: ({ data }) => resolve(data.byteLength),
        onError: reject,
      })
      .catch(reject);
  });
}

function runtimeId(index: number): string {
  return `segment-${index}`;
}

/** Each lasts a second: playback at `index` is in segment `index`. */
function segmentOf(index: number): Segment {
  return {
    runtimeId: runtimeId(index),
    // Even numbers only: 2.3.1 writes the count of each 256 consecutive ids into one byte, so that 256 becomes 0.
    externalId: 2 * index,
    url: `${options.segments.base}/${index}.bin`,
    startTime: index,
    endTime: index + 1,
  };
}

function configOf({ role, tracker, swarm, parallel, settings }: PeerOptions): Partial<CoreConfig> {
  const fromPeers = role === "downloader";
  return {
    swarmId: swarm,
    announceTrackers: role === "http" ? [] : [tracker],
    isP2PDisabled: role === "http",
    rtcConfig: { iceServers: [] },
    simultaneousHttpDownloads: fromPeers ? 0 : parallel,
    simultaneousP2PDownloads: parallel,
    // A download in high demand is aborted for one in higher demand. So segments from peers are prefetched only.
    highDemandTimeWindow: fromPeers ? 0 : everything,
    httpDownloadTimeWindow: everything,
    p2pDownloadTimeWindow: everything,
    // A busy machine must not cause a failure.
    p2pNotReceivingBytesTimeoutMs: 20_000,
    httpNotReceivingBytesTimeoutMs: 20_000,
    p2pErrorRetries: 1000,
    ...settings,
  };
}

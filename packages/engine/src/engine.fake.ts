/** An engine over fake ports, and two of them joined by a channel in memory. For tests. */
import {
  defaultEngineSettings,
  segmentKey,
  type ConnectionId,
  type EngineSettings,
  type HostLoad,
  type PeerId,
  type SegmentInfo,
} from "@swarmlane/contract";
import {
  createChannelPair,
  createFakePorts,
  type FakePorts,
  type FakePortsOptions,
} from "@swarmlane/testkit";
import { createEngine } from "./create-engine.ts";
import type { Engine, EngineOptions } from "./engine.ts";

export interface EngineSceneOptions extends FakePortsOptions, EngineOptions {
  readonly settings?: Partial<EngineSettings>;
  readonly peerId?: PeerId;
}

export interface EngineScene {
  readonly ports: FakePorts;
  readonly engine: Engine;
  readonly load: (queue: readonly SegmentInfo[], rest?: Partial<HostLoad>) => Promise<void>;
  /** The newest reported state of a segment. */
  readonly stateOf: (info: SegmentInfo) => string | undefined;
  /** Ids in the order in which the segments were reported as loaded. */
  readonly loaded: () => string[];
  /** Ids of the open HTTP requests. */
  readonly requested: () => string[];
}

/** No random downloads unless the test wants them. */
export function createEngineScene(options: EngineSceneOptions = {}): EngineScene {
  const ports = createFakePorts(options);
  const settings = { ...defaultEngineSettings, httpDownloadProbability: 0, ...options.settings };
  const peerId = options.peerId ?? ("00".repeat(20) as PeerId);
  const engine = createEngine(ports, settings, peerId, options);
  return {
    ports,
    engine,
    async load(queue, rest) {
      await engine.load({
        queue,
        streamSwarmId: "m+V0",
        expectsPeers: false,
        delivered: [],
        ...rest,
      });
      await ports.clock.settle();
    },
    stateOf: (info) =>
      ports
        .eventsOf("segment/state")
        .filter(({ key }) => key === segmentKey(info))
        .at(-1)?.state,
    loaded: () => ports.eventsOf("segment/loaded").map(({ segment }) => segment.info.id),
    requested: () => ports.http.open.map(({ request }) => request.segment.id),
  };
}

/** Joins two engines that share a clock, as the page does after ICE. */
export function connect(a: EngineScene, b: EngineScene): void {
  const pair = createChannelPair({ clock: a.ports.clock, latency: 5, bandwidth: 1000 });
  const id = 1 as ConnectionId;
  a.engine.connectionOpened(id, true, pair.a);
  b.engine.connectionOpened(id, false, pair.b);
  a.engine.connectionAdmit(id, "bb".repeat(20) as PeerId, "10.0.0.2", "certificate b");
  b.engine.connectionAdmit(id, "aa".repeat(20) as PeerId, "10.0.0.1", "certificate a");
}

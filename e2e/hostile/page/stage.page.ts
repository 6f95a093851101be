/** What a scenario finds on its page as `window.stage`: loaders of the core that the page loaded, and evil peers. Browser. */
import {
  announceNow,
  asOwnPeer,
  createEvilPeer,
  evilBehaviours,
  lateAnnouncer,
  ownPeerOffences,
  syntheticBytes,
  type EvilBehaviour,
  type EvilPeer,
} from "@swarmlane/testkit";
import { createProbe, poll, type Probe, type ProbedLoader } from "./probe.ts";
import { makeSegments, type SegmentShape } from "./segments.ts";

/** Addresses of the loopback servers. */
export interface StageUrls {
  /** Another origin than the page's. */
  readonly origin: string;
  readonly tracker: string;
  readonly evilTracker: string;
}

export interface EvilCast {
  readonly swarm: string;
  readonly behaviour: EvilBehaviour;
  /** Segments that it says it has. Default: none. */
  readonly names?: readonly string[];
  /** Bytes of each of them. */
  readonly size?: number;
  /** In place of made-up bytes, by name. */
  readonly content?: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
  /** In place of the map that `names` make. */
  readonly map?: Readonly<Record<string, readonly [string, readonly number[]]>>;
  readonly peerId?: string;
  readonly certificate?: RTCCertificate;
  readonly offers?: number;
  readonly trackerUrl?: string;
}

const urls = JSON.parse(new URLSearchParams(location.search).get("options") ?? "{}") as StageUrls;

declare const p2pml: { core: { HybridLoader: new (settings: unknown) => ProbedLoader } };

const connections: RTCPeerConnection[] = [];
let made = 0;
globalThis.RTCPeerConnection = new Proxy(RTCPeerConnection, {
  construct(target, args: [RTCConfiguration?]) {
    const connection = new target(...args);
    connections.push(connection);
    connection.addEventListener("connectionstatechange", () => {
      if (connection.connectionState === "connected") made++;
    });
    return connection;
  },
});

/** A loader in the loopback swarm unless `settings` say otherwise. */
function openProbe(settings: Record<string, unknown> = {}): Probe {
  return createProbe(
    new p2pml.core.HybridLoader({
      trackerAnnounce: [urls.tracker],
      rtcConfig: { iceServers: [] },
      peerRequestsPerAnnounce: 2,
      // what is not required comes from peers, or when a scenario says so
      httpDownloadProbability: 0,
      ...settings,
    }),
  );
}

const segments = (swarm: string, names: readonly string[], shape?: SegmentShape) =>
  makeSegments(urls.origin, swarm, names, shape);

/** Resolves when it has announced itself. It makes one offer, unless told otherwise. */
function joinEvil(cast: EvilCast): Promise<EvilPeer> {
  const { swarm, behaviour, names = [], size = 40_000, content = {}, ...rest } = cast;
  return createEvilPeer({
    trackerUrl: urls.tracker,
    streamSwarmId: swarm,
    behaviour,
    map: { [swarm]: [names.join("|"), names.map(() => 0)] },
    segment: (wireId) => {
      const name = wireId.slice(swarm.length + 1);
      return Promise.resolve(content[name] ?? syntheticBytes(name, size));
    },
    offers: 1,
    ...rest,
  });
}

/** A loader that has joined its swarm with one segment from the origin, and met as many peers. */
async function meet(swarm: string, settings: Record<string, unknown> = {}, peers = 1) {
  const probe = openProbe(settings);
  const [first] = segments(swarm, ["first"]);
  await probe.loader.load([first], swarm);
  await probe.untilLoaded([`${swarm}+first`]);
  await probe.until(`${peers} peers`, ({ connected }) => connected.length >= peers);
  return probe;
}

/** From now on segments that no peer has are drawn from the origin, whatever their priority. Takes effect at once. */
async function drawOverHttp(probe: Probe, queue: unknown, swarm: string): Promise<void> {
  const settings = probe.loader.getSettings();
  settings["httpDownloadProbability"] = 1;
  settings["httpDownloadProbabilityInterval"] = 100;
  await probe.loader.load(queue, swarm);
}

/** Whether somebody closed a connection to it: evil peers themselves stay connected to each other. */
const isShunned = ({ sessions }: EvilPeer): boolean =>
  sessions.some(({ channel }) => channel.readyState === "closed");

export const stage = {
  urls,
  HybridLoader: p2pml.core.HybridLoader,
  openProbe,
  segments,
  joinEvil,
  meet,
  drawOverHttp,
  isShunned,
  poll,
  behaviours: evilBehaviours,
  /** What peers of our own do. */
  ownPeers: { asOwnPeer, ownPeerOffences, lateAnnouncer, announceNow },
  bytes: syntheticBytes,
  /** RTCPeerConnections that were constructed on this page, whoever did it. */
  connectionsBuilt: () => connections.length,
  /** Those of them that ever led to somebody. */
  connectionsMade: () => made,
  /** Those of them that lead to somebody now. */
  connectionsOpen: () =>
    connections.filter(({ connectionState }) => connectionState === "connected").length,
};

declare global {
  interface Window {
    stage: typeof stage;
  }
}
window.stage = stage;

/** One viewer: the real engine over simulated ports, a player, and the page's part of P2P. */
import {
  defaultEngineSettings,
  type EngineEvent,
  type EngineSettings,
  type Limits,
  type LoadedSegment,
  type Log,
  type PeerId,
  type Reason,
} from "@swarmlane/contract";
import { createEngine } from "@swarmlane/engine";
import type { EventClock } from "../clock/event-clock.ts";
import type { Host, Network } from "../network/network.ts";
import { createSimChannel } from "../network/sim-channel.ts";
import { type Bodies, isCorrupt } from "../origin/bodies.ts";
import { connectTime, type SimOrigin } from "../origin/sim-origin.ts";
import type { Timeline } from "../origin/timeline.ts";
import { createPlayer, type Player, type PlayerOptions } from "../player/player.ts";
import type { Dice } from "../random/random.ts";
import { consumeOnly, limits062, type Member } from "../scenario/audience.ts";
import { createSimHub, type SimHub } from "../tracker/sim-hub.ts";
import type { SimTracker } from "../tracker/sim-tracker.ts";
import { pieceSize, scaledLimits } from "./scaled-limits.ts";
import { createKnowledge, type Knowledge, sequenceOf } from "./knowledge.ts";
import { createSharedStore } from "./shared-store.ts";
import { emptyRecord, type ViewerRecord } from "./viewer-record.ts";
import { withoutGreeting } from "./without-greeting.ts";

/** What all viewers of a run share. */
export interface World {
  readonly clock: EventClock;
  readonly network: Network;
  readonly origin: SimOrigin;
  readonly originHost: Host;
  readonly tracker: SimTracker;
  readonly trackerHost: Host;
  readonly timeline: Timeline;
  readonly bodies: Bodies;
  readonly limits: Limits;
  /** ms: see `Population`. */
  readonly gathering: number;
  readonly connecting: number;
  /** By their peer ids. */
  readonly viewers: Map<PeerId, Viewer>;
  /** A viewer is about to ask the origin for a segment. */
  readonly onOriginRequest: (viewer: Viewer, sequence: number) => void;
}

export interface ViewerOptions {
  readonly host: Host;
  readonly dice: Dice;
  readonly player: PlayerOptions;
  readonly settings: Partial<EngineSettings>;
  readonly member: Member;
  readonly tellsSwarmSize: boolean;
  readonly validates: boolean;
}

export interface Viewer {
  readonly peerId: PeerId;
  readonly record: ViewerRecord;
  readonly player: Player;
  /** Connected peers. */
  readonly peers: ReadonlySet<PeerId>;
  /** Sequences that are stored, and those that are being loaded, with why. */
  readonly held: ReadonlySet<number>;
  readonly loading: ReadonlyMap<number, Loading>;
  start(): void;
  leave(): Promise<void>;
}

export interface Loading {
  readonly source: "http" | "p2p";
  readonly reason: Reason;
  /** What the policy knew of peers when it decided. */
  readonly knew: Knowledge;
}

/** ms from the start until player and loader are made, and the mean by which a busy page's timers are late. */
const pageStart = [50, 350] as const;
const lateness = 4;

const silent: Log = Object.assign(() => undefined, { enabled: false });

export function createViewer(world: World, options: ViewerOptions): Viewer {
  const { clock, network, origin, timeline, bodies } = world;
  const { host, dice, member } = options;
  const peerId = dice.hex(20) as PeerId;
  const settings: EngineSettings = {
    ...defaultEngineSettings,
    ...options.settings,
    ...(member.kind === "consumeOnly" ? consumeOnly : {}),
    webRtcMaxMessageSize: pieceSize(options.settings, bodies.scale),
  };
  const limits = scaledLimits(
    { ...world.limits, ...(member.speaks06 ? limits062 : {}) },
    bodies.scale,
  );
  const record = emptyRecord(host.name, member.kind, host.access.up);
  const peers = new Set<PeerId>();
  const held = new Set<number>();
  const loading = new Map<number, Loading>();
  const pageDice = dice.named("page");
  const knowledge = createKnowledge(timeline);
  let isGone = false;
  let joining: unknown;
  let hasJoined = false;

  const store = createSharedStore({ settings, clock, bodies, budget: limits.cacheBytes });
  const engine = createEngine(
    {
      http: origin.portFor(host, (sequence) => world.onOriginRequest(viewer, sequence)),
      store: {
        ...store,
        store(segment) {
          held.add(Number(segment.info.sequence));
          return store.store(segment);
        },
        async clean(masterSwarmId, isLocked) {
          const dropped = await store.clean(masterSwarmId, isLocked);
          if (dropped !== "unknown") for (const id of dropped) held.delete(sequenceOf(id));
          return dropped;
        },
      },
      callbacks: { validate: options.validates ? validate : undefined, buildUrl: undefined },
      clock,
      random: dice.named("engine").next,
      digest: undefined,
      limits,
      emit: receive,
      log: () => silent,
    },
    settings,
    peerId,
    { policyObserver: knowledge.observer },
  );
  const hub: SimHub = createSimHub({
    ...{ clock, network, limits, peerId, host },
    engine: options.tellsSwarmSize ? engine : { ...engine, trackerUpdate: () => undefined },
    tracker: world.tracker,
    trackerHost: world.trackerHost,
    dice: dice.named("hub"),
    offersPerAnnounce: 10,
    gathering: world.gathering,
    connecting: world.connecting,
    openChannel(onClosed) {
      const channel = createSimChannel({
        clock,
        scale: bodies.scale,
        bufferedLow: limits.bufferedLow,
        onClosed,
        onSent(bytes, kind) {
          if (kind === "piece") record.uploadedBytes += bytes;
          else record.controlBytes += bytes;
        },
      });
      return member.speaks06 ? withoutGreeting(channel) : channel;
    },
    count: (what) => {
      record.connections[what] += 1;
    },
  });
  const player = createPlayer({
    ...{ clock, timeline },
    options: {
      ...options.player,
      firstPicture: pageDice.logNormal(options.player.firstPicture, 0.4),
    },
    phase: pageDice.between(0, 100),
    prioritiesInSeconds: settings.prioritiesInSeconds,
    lateness: () => pageDice.exponential(lateness),
    getPlaylist: (onLoaded) => origin.getPlaylist(host, onLoaded),
    load(queue) {
      if (isGone) return;
      joinSoon(world.limits.firstJoin);
      void engine.load({
        ...{ queue, streamSwarmId: timeline.streamSwarmId, delivered: [] },
        expectsPeers: settings.useP2P,
      });
    },
    async isThere(sequence) {
      return (await engine.getSegment(timeline.infoOf(sequence, 0).id)) !== undefined;
    },
    notes: {
      started: () => (record.startUp = clock.now() - record.startedAt),
      played(sequence) {
        record.playedSegments += 1;
        record.playedBytes += timeline.sizeOf(sequence);
      },
      stalled: (duration) => void record.stalls.push(duration),
      skipped: () => (record.skips += 1),
      ended: () => undefined,
    },
  });

  /** Like the loader: when the first segment has come, or a moment after the first `load()`. */
  function joinSoon(ms: number): void {
    if (!settings.useP2P || hasJoined || (joining !== undefined && ms > 0)) return;
    clock.clearTimeout(joining);
    joining = clock.setTimeout(() => {
      hasJoined = true;
      if (!isGone) hub.join();
    }, ms);
  }

  function receive(event: EngineEvent): void {
    switch (event.type) {
      case "segment/state":
        noteState(sequenceOf(event.key), event);
        break;
      case "segment/loaded":
        joinSoon(0);
        if (isCorrupt(event.segment.data)) record.corruptSegments += 1;
        player.delivered(Number(event.segment.info.sequence));
        break;
      case "segment/error":
        record.errors += 1;
        player.failed(sequenceOf(event.key));
        break;
      case "bytes/downloaded":
        if (event.method === "http") record.httpBytes += event.bytes * bodies.scale;
        else record.p2pBytes += event.bytes * bodies.scale;
        break;
      case "peer/connected":
        peers.add(event.peerId);
        break;
      case "peer/closed":
        peers.delete(event.peerId);
        record.connections.closed += 1;
        break;
      case "connection/drop":
      case "connection/room":
        // The page hears of it in a task of its own.
        clock.setTimeout(() => hub.receive(event), 0);
        break;
      case "bytes/uploaded":
      case "peer/banned":
      case "warning":
        break;
    }
  }

  function noteState(
    sequence: number,
    { state, reason }: Extract<EngineEvent, { type: "segment/state" }>,
  ): void {
    if (state === "http" || state === "p2p")
      loading.set(sequence, { source: state, reason, knew: knowledge.newest });
    else loading.delete(sequence);
  }

  const viewer: Viewer = {
    ...{ peerId, record, player, peers, held, loading },
    start() {
      record.startedAt = clock.now();
      world.viewers.set(peerId, viewer);
      const connecting = connectTime(network, host, world.originHost);
      clock.setTimeout(() => player.start(), pageDice.between(...pageStart) + connecting);
    },
    async leave() {
      if (isGone) return;
      isGone = true;
      record.leftAt = clock.now();
      player.stop();
      hub.leave();
      world.viewers.delete(peerId);
      await engine.destroy();
    },
  };
  return viewer;
}

/** The page's `segmentValidator`: it knows right bytes from wrong ones. */
function validate({ data }: LoadedSegment): Promise<void> {
  return isCorrupt(data) ? Promise.reject(new Error("wrong bytes")) : Promise.resolve();
}

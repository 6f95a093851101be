/** Puts the engine together: one actor system over the ports. Either thread; owns every timer it sets. */
import type { EngineEvent, LoadedSegment } from "@swarmlane/contract";
import { type ActorRefFrom, createActor } from "xstate";
import type { AttemptToken, SwarmEvent } from "./actor-events.ts";
import { createArrivals } from "./arrivals.ts";
import { createBatch } from "./batch.ts";
import { createBandwidth } from "./bandwidth.ts";
import { createByteCounts } from "./byte-counts.ts";
import { engineMachine } from "./engine.machine.ts";
import type { CreateEngine } from "./engine.ts";
import { createHttpPace } from "./http-pace.ts";
import { createLifetime } from "./lifetime.ts";
import { createLiveSwarm } from "./live-swarm.ts";
import { createPayloads } from "./payloads.ts";
import { createAnnouncer } from "./scheduler/announcer.ts";
import { createPlayhead } from "./scheduler/playhead.ts";
import { hasWork, runPolicy } from "./scheduler/policy-step.ts";
import { createPolicyTurns } from "./scheduler/policy-turns.ts";
import { createSchedulerQueue } from "./scheduler/queue.ts";
import { masterSwarmOf, type SchedulerEvent, wantedOf } from "./scheduler/scheduler-context.ts";
import { createStartSegment } from "./segment/segment-actor.ts";
import type { SegmentChange } from "./segment/segment-context.ts";
import { createSegmentEffects } from "./segment/segment-effects.ts";
import { createGuardedStore } from "./storage/guarded-store.ts";
import { createStoreIndex } from "./storage/store-index.ts";
import { createStoreReader } from "./storage/store-reader.ts";
import { createOpenLinks } from "./swarm/index.ts";

export const createEngine: CreateEngine = (ports, settings, ownPeerId, options = {}) => {
  const { limits, random, http, callbacks, digest } = ports;
  const lifetime = createLifetime(ports.clock);
  const { clock } = lifetime;
  const now = () => clock.now();
  /** The only settings object of this thread: `configure` changes it, and all readers read it at each use. */
  const live = settings;
  const log = ports.log("p2pml:hybrid-loader");
  const segmentLog = ports.log("p2pml:hybrid-loader-segments");
  const httpLog = ports.log("p2pml:http-media-manager");

  const bandwidth = createBandwidth();
  const arrivals = createArrivals(now);
  const payloads = createPayloads();
  const queue = createSchedulerQueue(createPlayhead(now, limits.usualSegment, live));
  const httpPace = createHttpPace();
  const turns = createPolicyTurns({
    clock,
    hasWork: () => findScheduler() !== undefined && hasWork({ queue, settings: live }),
    drawInterval: () => Math.max(1, live.httpDownloadProbabilityInterval),
    run(isDrawDue) {
      const context = findScheduler()?.getSnapshot().context;
      if (context !== undefined) runPolicy(context, isDrawDue);
    },
  });
  const index = createStoreIndex();
  const store = createGuardedStore(ports, live, (error) => emit({ type: "warning", error }));
  const reader = createStoreReader(store, index);
  let lastToken = 0;

  const tell = createByteCounts({
    clock,
    interval: limits.byteCountInterval,
    tell: (event) => ports.emit(event),
  });

  /** Every event leaves here: all bytes count for the bandwidth, and no event is emitted after the end. */
  function emit(event: EngineEvent): void {
    if (lifetime.ended) return;
    if (event.type === "bytes/downloaded") {
      bandwidth.add(event.bytes, now());
      if (event.method === "http") arrivals.note(undefined);
    }
    tell(event);
  }

  const segmentEnv = {
    ...{ settings: live, limits, now, payloads, emit, toSwarm, log: segmentLog },
    hasValidator: callbacks.validate !== undefined,
    onChange: createBatch<SegmentChange>((changes) =>
      toScheduler({ type: "segments.changed", changes }),
    ),
    effects: createSegmentEffects({
      ...{ http, callbacks, clock, limits, digest, emit, settings: live, payloads, store },
      ...{ bandwidth, pace: httpPace, log: httpLog },
    }),
  };
  const swarmView = createLiveSwarm(() => findSwarm()?.getSnapshot().context.view);
  const links = createOpenLinks();
  const root: ActorRefFrom<typeof engineMachine> = createActor(engineMachine, {
    clock,
    ...(options.inspect === undefined ? {} : { inspect: options.inspect }),
    input: {
      emit,
      scheduler: {
        env: {
          ...{
            settings: live,
            limits,
            now,
            random,
            queue,
            index,
            store,
            emit,
            toSwarm,
            segmentEnv,
          },
          ...{ httpPace, turns },
          swarm: swarmView,
          ownPeerId,
          announcer: createAnnouncer(index, (announcement) =>
            toSwarm({ type: "announce", announcement }),
          ),
          nextToken: () => ++lastToken as AttemptToken,
          startSegment: createStartSegment(),
          observer: options.policyObserver,
          log: segmentLog,
        },
      },
      swarm: {
        ownPeerId,
        ports: { ...ports, clock, emit },
        settings: live,
        payloads,
        bans: options.bans ?? [],
        links,
        arrivals,
        hasValidator: callbacks.validate !== undefined,
        // It tells the swarm which peers are useful.
        wanted: () => wantedOf(queue),
        readForPeer: (id) => reader.forPeer(id),
        onAnnounced: options.onAnnounced,
        onChange(reason) {
          if (log.enabled) log("the swarm changed", reason);
          turns.want();
        },
      },
    },
  });
  // Without an observer XState throws an actor's error into the next task.
  root.subscribe({ error: (error) => log("the engine broke down", error) });
  options.onRoot?.(root);
  root.start();

  function findSwarm() {
    const { swarm } = root.getSnapshot().children;
    return swarm?.getSnapshot().status === "active" ? swarm : undefined;
  }

  function findScheduler() {
    const { scheduler } = root.getSnapshot().children;
    return scheduler?.getSnapshot().status === "active" ? scheduler : undefined;
  }

  function toSwarm(event: SwarmEvent): void {
    if (!lifetime.ended) findSwarm()?.send(event);
  }

  function toScheduler(event: SchedulerEvent): void {
    if (!lifetime.ended) root.getSnapshot().children.scheduler?.send(event);
  }

  return {
    load(load) {
      if (log.enabled) log("load segments", load.queue.length, load.streamSwarmId);
      toScheduler({ type: "load", load });
      return Promise.resolve();
    },
    configure(changes) {
      Object.assign(live, changes);
      toScheduler({ type: "settings.changed" });
      toSwarm({ type: "settings.changed" });
    },
    async getSegment(id): Promise<LoadedSegment | undefined> {
      const snapshot = root.getSnapshot().children.scheduler?.getSnapshot();
      const masterSwarmId = snapshot && masterSwarmOf(snapshot.context, id);
      if (masterSwarmId === undefined || lifetime.ended) return undefined;
      const found = await reader.forPlayer(id, masterSwarmId);
      if (found === undefined) toScheduler({ type: "player.asked", id });
      return found;
    },
    connectionOpened(connectionId, initiator, channel) {
      // Without a swarm there would be no listener for it.
      if (findSwarm() === undefined) channel.close();
      else toSwarm({ type: "connection.opened", connectionId, initiator, channel });
    },
    connectionAdmit(connectionId, peerId, remoteAddress, certificate) {
      toSwarm({ type: "connection.admit", connectionId, peerId, remoteAddress, certificate });
    },
    connectionClosed(connectionId) {
      toSwarm({ type: "connection.closed", connectionId });
    },
    trackerUpdate(complete, incomplete) {
      toScheduler({ type: "tracker.updated", complete, incomplete });
    },
    relist() {
      toScheduler({ type: "store.changed" });
    },
    resume(reason) {
      toScheduler({ type: "resume", reason });
    },
    async destroy() {
      if (lifetime.ended) return;
      toScheduler({ type: "stop" });
      toSwarm({ type: "stop" });
      lifetime.end();
      root.stop();
      index.clear();
      await store.destroy();
    },
  };
};

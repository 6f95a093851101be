/** One segment actor alone, with a recording swarm and simulated time. For tests. */
import {
  because,
  defaultEngineSettings,
  type EngineSettings,
  type ErrorInfo,
  type ConnectionId,
  type PeerId,
  type SegmentInfo,
} from "@swarmlane/contract";
import { createFakePorts, fakeSegment, type FakePortsOptions } from "@swarmlane/testkit";
import { createActor } from "xstate";
import type { AttemptToken, SwarmEvent } from "../actor-events.ts";
import { createBandwidth } from "../bandwidth.ts";
import { createHttpPace } from "../http-pace.ts";
import { createPayloads } from "../payloads.ts";
import { createGuardedStore } from "../storage/guarded-store.ts";
import { neverFailed, type CoolDown } from "./cool-down.ts";
import type { SegmentChange, SegmentEnv } from "./segment-context.ts";
import { createSegmentEffects } from "./segment-effects.ts";
import { segmentMachine } from "./segment.machine.ts";

export const somePeer = "aa".repeat(20) as PeerId;
export const someConnection = 1 as ConnectionId;
export const token = (n: number) => n as AttemptToken;
export const closed: ErrorInfo = { code: "P2P_CLOSED", message: "the peer left" };

export interface SegmentSceneOptions extends FakePortsOptions {
  readonly settings?: Partial<EngineSettings>;
  readonly info?: SegmentInfo;
  readonly coolDown?: CoolDown;
  /** The peers are still receiving what they send. */
  readonly isRelayed?: boolean;
}

export function createSegmentScene(options: SegmentSceneOptions = {}) {
  const ports = createFakePorts(options);
  const settings = { ...defaultEngineSettings, ...options.settings };
  const payloads = createPayloads();
  const toSwarm: SwarmEvent[] = [];
  const { http, callbacks, clock, limits, digest, emit } = ports;
  const store = createGuardedStore(ports, settings, (error) => emit({ type: "warning", error }));
  const bandwidth = createBandwidth();
  const log = ports.log("test");
  const pace = createHttpPace();
  const changes: SegmentChange[] = [];
  const env: SegmentEnv = {
    settings,
    limits: ports.limits,
    now: () => ports.clock.now(),
    payloads,
    emit: ports.emit,
    toSwarm: (event) => void toSwarm.push(event),
    onChange: (change) => void changes.push(change),
    hasValidator: ports.callbacks.validate !== undefined,
    effects: createSegmentEffects({
      ...{ http, callbacks, clock, limits, digest, emit, log, settings, payloads, store },
      ...{ bandwidth, pace },
    }),
    log,
  };
  const info = options.info ?? fakeSegment(1);
  const coolDown = options.coolDown ?? neverFailed;
  const segment = createActor(segmentMachine, {
    clock,
    input: { env, info, coolDown, reason: because("joined-queue") },
  });
  segment.start();

  const startedByPeer = (n: number, size: number, head = 0, source = someConnection): void =>
    segment.send({
      ...{ type: "download.started", token: token(n), source, size, head },
      isRelayed: options.isRelayed ?? false,
    });

  return {
    ...{ ports, settings, payloads, toSwarm, changes, segment, info },
    states: () => ports.eventsOf("segment/state").map(({ state }) => state),
    /** The header came over that connection. */
    startedByPeer,
    /** Hands a whole segment over, as a peer session does. */
    bringByPeer: (n: number, bytes: Uint8Array<ArrayBuffer>, source = someConnection): void => {
      startedByPeer(n, bytes.byteLength, 0, source);
      segment.send({ type: "download.done", token: token(n), payload: payloads.put(bytes) });
    },
    /** The transfer stops with these bytes from the segment's beginning. */
    stopPeer: (
      n: number,
      bytes: Uint8Array<ArrayBuffer> | undefined,
      size: number,
      error = closed,
    ): void => {
      const partial = bytes && { payload: payloads.put(bytes), size };
      segment.send({ type: "download.failed", token: token(n), error, partial });
    },
    /** Connections that were blamed, with the code. */
    blamed: () =>
      toSwarm.flatMap((event) =>
        event.type === "source.blamed" ? [[event.source, event.error.code] as const] : [],
      ),
    startHttp: (n: number) =>
      segment.send({ type: "start.http", token: token(n), info, reason: because("our-share") }),
    startP2p: (n: number, peerId = somePeer) =>
      segment.send({
        ...{ type: "start.p2p", token: token(n), peerId, info },
        reason: {
          ...{ code: "peer-holds", notHttp: "not-required", speed: undefined },
          p2p: { taken: 1, count: 3 },
        },
      }),
  };
}

/** Everything an engine needs, faked, under simulated time. Any thread. Records what the engine says. */
import type { EngineEvent, EnginePorts, Limits, Log, PageCallbacks } from "@swarmlane/contract";
import { defaultLimits } from "@swarmlane/contract";
import { createSimulatedClock, type SimulatedClock } from "../clock/index.ts";
import { createFakeHttp, type FakeHttp } from "./fake-http.ts";
import { createFakeStore, type FakeStore } from "./fake-store.ts";
import { sha256Sync } from "./sha256-sync.ts";

export interface FakePorts extends EnginePorts {
  readonly clock: SimulatedClock;
  readonly http: FakeHttp;
  readonly store: FakeStore;
  /** What was emitted, in order. */
  readonly events: EngineEvent[];
  eventsOf<T extends EngineEvent["type"]>(type: T): Extract<EngineEvent, { type: T }>[];
}

export interface FakePortsOptions {
  readonly clock?: SimulatedClock;
  readonly callbacks?: Partial<PageCallbacks>;
  readonly limits?: Partial<Limits>;
  /** Default 0.5, always. */
  readonly random?: () => number;
  /** Default: SHA-256, within the task. Undefined: the platform has none. */
  readonly digest?: EnginePorts["digest"];
}

export function createFakePorts(options: FakePortsOptions = {}): FakePorts {
  const events: EngineEvent[] = [];
  const silent: Log = Object.assign(() => undefined, { enabled: false });
  return {
    clock: options.clock ?? createSimulatedClock(),
    http: createFakeHttp(),
    store: createFakeStore(),
    callbacks: { validate: undefined, buildUrl: undefined, ...options.callbacks },
    limits: { ...defaultLimits, ...options.limits },
    random: options.random ?? (() => 0.5),
    digest: "digest" in options ? options.digest : (bytes) => Promise.resolve(sha256Sync(bytes)),
    emit: (event) => void events.push(event),
    log: () => silent,
    events,
    eventsOf<T extends EngineEvent["type"]>(type: T) {
      return events.filter(
        (event): event is Extract<EngineEvent, { type: T }> => event.type === type,
      );
    },
  };
}

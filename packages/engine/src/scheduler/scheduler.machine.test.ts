import {
  defaultEngineSettings,
  defaultLimits,
  segmentKey,
  type Log,
  type PeerId,
} from "@swarmlane/contract";
import { fakeSegment, fakeQueue } from "@swarmlane/testkit";
import { initialTransition, transition } from "xstate";
import { expect, test } from "vitest";
import { neverFailed } from "../segment/cool-down.ts";
import { createStoreIndex } from "../storage/store-index.ts";
import { createSchedulerQueue } from "./queue.ts";
import type { SchedulerEnv, SchedulerEvent } from "./scheduler-context.ts";
import { createHttpPace } from "../http-pace.ts";
import { createPlayhead } from "./playhead.ts";
import { schedulerMachine } from "./scheduler.machine.ts";

/** An environment that notes each effect by name. */
function createWatchedEnv() {
  const effects: string[] = [];
  const note =
    (name: string) =>
    (...args: unknown[]): never => {
      effects.push([name, ...args.map((arg) => typeof arg)].join(" "));
      return undefined as never;
    };
  const log: Log = Object.assign(note("log"), { enabled: true });
  const queue = createSchedulerQueue(createPlayhead(() => 1000, 2000, defaultEngineSettings));
  const env: SchedulerEnv = {
    ...{ settings: { ...defaultEngineSettings }, limits: defaultLimits, log },
    ...{ now: () => 1000, random: () => 0, ownPeerId: "us" as PeerId },
    queue: { ...queue, replace: note("queue.replace"), noteChanges: note("queue.noteChanges") },
    index: { ...createStoreIndex(), add: note("index.add"), replace: note("index.replace") },
    swarm: {
      ...{
        peers: new Map(),
        uplink: undefined,
        relays: () => [],
        holders: () => [],
        loaders: () => [],
      },
      ...{ electors: () => [] },
      backedOffUntil: () => undefined,
    },
    ...{ toSwarm: note("toSwarm"), emit: note("emit"), startSegment: note("startSegment") },
    announcer: { note: note("announcer.note"), tell: note("announcer.tell") },
    ...{ httpPace: createHttpPace(), nextToken: note("nextToken") },
    turns: { want: note("turns.want"), wakeAt: note("turns.wakeAt") },
    store: { list: note("store.list"), clean: note("store.clean") },
    segmentEnv: undefined as never,
  };
  return { env, effects, queue };
}

test("a transition only assigns and names actions: it starts, sends and changes nothing (ADR 0018)", () => {
  const { env, effects, queue } = createWatchedEnv();
  const info = fakeSegment(1);
  const key = segmentKey(info);
  const load = {
    ...{ queue: fakeQueue(3), streamSwarmId: "m+V0", expectsPeers: true, delivered: [] },
  };
  let [snapshot, actions] = initialTransition(schedulerMachine, { env });
  const names: string[] = [];
  const take = (event: SchedulerEvent): void => {
    [snapshot, actions] = transition(schedulerMachine, snapshot, event);
    names.push(...actions.map(({ type }) => type));
  };
  take({ type: "load", load });
  // As it would be if the actions had been carried out: there is something to abort, stop, tell and replace.
  const actor = {
    id: "segment-0",
    send: () => effects.push("send"),
    getSnapshot: () => ({ value: "http", context: { coolDown: neverFailed, suspects: [] } }),
  } as never;
  queue.replace({ ...load, now: 1000, required: 1, start: () => actor });

  take({ type: "segments.changed", changes: [{ key, state: "cached", info }] });
  take({ type: "player.asked", id: info.id });
  take({ type: "xstate.error.actor.segment-0", actorId: "segment-0", error: new Error("thrown") });
  take({ type: "resume", reason: "online" });
  take({ type: "swarm.gone" });
  take({ type: "load", load: { ...load, queue: [] } });
  take({ type: "stop" });

  expect(effects).toEqual([]);
  expect(names).toEqual(expect.arrayContaining(["replaceQueue", "abortLeavers", "replaceCrashed"]));
  expect(snapshot.context).toMatchObject({ masterSwarmId: info.masterSwarmId, mustClean: true });
});

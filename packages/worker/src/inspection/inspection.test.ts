import type {
  InspectedHost,
  InspectionFeedModule,
  InspectRequest,
  Observation,
} from "@swarmlane/contract";
import { createEngine, type EngineOptions } from "@swarmlane/engine";
import { createFakePorts, fakeQueue } from "@swarmlane/testkit";
import { defaultEngineSettings, type PeerId } from "@swarmlane/contract";
import { expect, test } from "vitest";
import { fakeHostOptions } from "../host.fake.ts";
import { createInspection } from "./inspection.ts";

const request: InspectRequest = { feedUrl: "x", title: "", redact: "none", settings: {} };

interface FakeFeed {
  readonly module: InspectionFeedModule;
  readonly observed: Observation[];
  readonly ports: unknown[];
  hosts: InspectedHost[];
  isStopped: boolean;
}

function createFakeFeed(onObserve: () => void = () => undefined): FakeFeed {
  const feed: FakeFeed = {
    ...{ observed: [], ports: [], hosts: [], isStopped: false },
    module: {
      startFeed(host) {
        feed.hosts.push(host);
        return {
          observe(_, observation) {
            feed.observed.push(observation);
            onObserve();
          },
          connect: (port) => void feed.ports.push(port),
          stop: () => void (feed.isStopped = true),
        };
      },
    },
  };
  return feed;
}

/** The engine with an inspection on it. */
function createScene(inspect: boolean, importModule: () => Promise<unknown>) {
  const ports = createFakePorts();
  const warnings: string[] = [];
  const inspection = createInspection(fakeHostOptions({ inspect }), {
    clock: ports.clock,
    importModule,
    warn: ({ code, message }) => void warnings.push(`${code} ${message}`),
  });
  const options: EngineOptions = inspection.engineOptions;
  const engine = createEngine(ports, defaultEngineSettings, "00" as PeerId, options);
  const load = async () => {
    await engine.load({
      queue: fakeQueue(1),
      streamSwarmId: "m+V0",
      expectsPeers: false,
      delivered: [],
    });
    await ports.clock.settle();
  };
  return { ports, inspection, warnings, load };
}

test("nothing is looked at, and no code loaded, until somebody asks", async () => {
  let imports = 0;
  const { load, inspection } = createScene(false, () => Promise.resolve(++imports));
  await load();
  inspection.observe({ of: "engine", event: { type: "peer/closed", peerId: "a" as PeerId } });
  expect(imports).toBe(0);
});

test("with `inspect` from the start the feed gets everything from the first event on, decisions too", async () => {
  const feed = createFakeFeed();
  const { load, inspection, ports } = createScene(true, () => Promise.resolve(feed.module));
  await load();
  inspection.receive({ type: "inspect/start", request });
  await ports.clock.settle();
  const [first] = feed.observed;
  expect(first).toMatchObject({ of: "actors", event: { event: { type: "xstate.init" } } });
  expect(feed.observed.map(({ of }) => of)).toContain("policy");
  const before = feed.observed.length;
  await load();
  expect(feed.observed.length).toBeGreaterThan(before);
});

test("started later it sees what comes, and the root to look for the rest", async () => {
  const feed = createFakeFeed();
  const { load, inspection, ports } = createScene(false, () => Promise.resolve(feed.module));
  await load();
  inspection.receive({ type: "inspect/start", request, port: "a port" });
  inspection.receive({ type: "inspect/start", request });
  await ports.clock.settle();
  expect(feed.hosts).toHaveLength(1);
  expect(feed.hosts[0]?.root).toBeDefined();
  expect(feed.ports).toEqual(["a port"]);
  inspection.receive({ type: "inspect/start", request, port: "another" });
  expect(feed.ports).toEqual(["a port", "another"]);
});

test("a feed that throws is turned off with one warning, and the engine continues", async () => {
  const feed = createFakeFeed(() => {
    throw new Error("a bug");
  });
  const { load, inspection, warnings, ports } = createScene(false, () =>
    Promise.resolve(feed.module),
  );
  inspection.receive({ type: "inspect/start", request });
  await ports.clock.settle();
  await load();
  expect(warnings).toEqual(["INSPECT_FAILED inspection was stopped: Error: a bug"]);
  expect(feed.isStopped).toBe(true);
  expect(ports.http.open).toHaveLength(1);
  expect(feed.observed).toHaveLength(1);
});

test("code that cannot be loaded causes a warning, and can be requested again", async () => {
  const feed = createFakeFeed();
  let isThere = false;
  const { inspection, warnings, ports } = createScene(true, () =>
    isThere ? Promise.resolve(feed.module) : Promise.reject(new Error("404")),
  );
  inspection.receive({ type: "inspect/start", request });
  await ports.clock.settle();
  expect(warnings).toEqual(["INSPECT_FAILED inspection was stopped: Error: 404"]);
  isThere = true;
  inspection.receive({ type: "inspect/start", request });
  await ports.clock.settle();
  expect(feed.hosts).toHaveLength(1);
});

test("what was stopped while its code came does not start", async () => {
  const feed = createFakeFeed();
  const { inspection, ports } = createScene(true, () => Promise.resolve(feed.module));
  inspection.receive({ type: "inspect/start", request });
  inspection.receive({ type: "inspect/stop" });
  await ports.clock.settle();
  expect(feed.hosts).toHaveLength(0);
});

test("turned off and on again while segments load, it begins anew and the engine does not notice", async () => {
  const feed = createFakeFeed();
  const { load, inspection, ports, warnings } = createScene(false, () =>
    Promise.resolve(feed.module),
  );
  inspection.receive({ type: "inspect/start", request });
  await ports.clock.settle();
  await load();
  inspection.receive({ type: "inspect/stop" });
  const before = feed.observed.length;
  ports.http.open[0]?.progress(10);
  await load();
  expect(feed.observed).toHaveLength(before);
  inspection.receive({ type: "inspect/start", request });
  await ports.clock.settle();
  ports.http.find("m+V0+0").respond(new Uint8Array(10));
  await ports.clock.advance(10);
  expect(feed.hosts).toHaveLength(2);
  expect(feed.observed.length).toBeGreaterThan(before);
  expect(ports.eventsOf("segment/loaded")).toHaveLength(1);
  expect(warnings).toEqual([]);
});

/** A page of the test's own making around one loader: its hosts, hub, lifecycle and time. */
import {
  defaultLimits,
  Events,
  type HostMessage,
  type PeerId,
  type PeerSettings,
} from "@swarmlane/contract";
import type { PeerHubOptions } from "@swarmlane/peers";
import { createSimulatedClock, type SimulatedClock } from "@swarmlane/testkit";
import type { OpenPlace } from "../host/host-place.ts";
import type { LoaderEnvironment } from "../loader-environment.ts";
import { LoaderApi } from "../loader-api.ts";
import type { LifecycleHandlers } from "../page-lifecycle.ts";
import type { HybridLoaderOptions } from "../settings/settings.ts";
import { startFakeHost, type FakeHost } from "./fake-host.fake.ts";

export const ownPeerId = "2d5757".padEnd(40, "0") as PeerId;

export interface TestPageOptions {
  /** How many workers come into being, and what is wrong with them. Default: all, nothing. */
  readonly workers?: "fine" | "none" | "constructor throws" | "never answer";
}

export interface TestPage {
  /** What becomes of the workers that are opened from now on. */
  workers: NonNullable<TestPageOptions["workers"]>;
  readonly loader: LoaderApi;
  readonly clock: SimulatedClock;
  /** Every host that was opened, the newest last. */
  readonly hosts: readonly FakeHost[];
  /** The newest. */
  readonly host: FakeHost;
  readonly lifecycle: LifecycleHandlers | undefined;
  /** What the hub was told: `join x`, `refresh`, `suspend`, `close`. */
  readonly hub: readonly string[];
  readonly hubMessages: readonly HostMessage[];
  /** The settings as the hub would read them now. Throws before a hub was opened. */
  hubSettings(): PeerSettings;
  readonly logs: readonly string[];
  /** Every event as it came: its name and its arguments. */
  readonly events: readonly (readonly [string, ...unknown[]])[];
  /** Until everything that is on the lane has arrived on both sides. */
  settle(): Promise<void>;
  /** Destroys the loader, and lets the time pass that it waits for a host that does not answer. */
  close(): Promise<void>;
}

export function createTestPage(
  settings: HybridLoaderOptions = {},
  { workers = "fine" }: TestPageOptions = {},
): TestPage {
  const clock = createSimulatedClock();
  const hosts: FakeHost[] = [];
  const hub: string[] = [];
  const hubMessages: HostMessage[] = [];
  const logs: string[] = [];
  const events: [string, ...unknown[]][] = [];
  let nextWorkers = workers;
  let lifecycle: LifecycleHandlers | undefined;
  let hubOptions: PeerHubOptions | undefined;

  const open =
    (kind: FakeHost["kind"], isHung: boolean): OpenPlace =>
    (onBroken) => {
      const { host, port, end } = startFakeHost({ kind, onBroken }, { isHung });
      hosts.push(host);
      return { kind, port, end };
    };
  const refuse: OpenPlace = () => {
    throw new Error("refused by the policy of the page");
  };
  const openWorker: OpenPlace = (onBroken) =>
    nextWorkers === "constructor throws"
      ? refuse(onBroken)
      : open("worker", nextWorkers !== "fine")(onBroken);

  const environment: LoaderEnvironment = {
    clock,
    places: () => ({
      worker: workers === "none" ? undefined : openWorker,
      page: open("page", false),
    }),
    findPart: (part) => Promise.resolve(`blob:${part}`),
    openHub(options) {
      hubOptions = options;
      return {
        setSwarm: (swarm) => void hub.push(`join ${String(swarm)}`),
        refresh: () => void hub.push("refresh"),
        receive: (message) => void hubMessages.push(message),
        suspend: () => void hub.push("suspend"),
        close: () => void hub.push("close"),
      };
    },
    generatePeerId: () => ownPeerId,
    askToPersist: () => hub.push("persist"),
    watchLifecycle(handlers) {
      lifecycle = handlers;
      return () => (lifecycle = undefined);
    },
    baseUrl: () => "https://site.example/page",
    debugSetting: () => "p2pml:*",
    log: (namespace) =>
      Object.assign((...args: unknown[]) => void logs.push([namespace, ...args].join(" ")), {
        enabled: true,
      }),
  };

  const loader = new LoaderApi(settings, environment);
  for (const event of Object.values(Events)) {
    loader.on(event as string, (...args) => void events.push([event, ...args]));
  }

  const page: TestPage = {
    loader,
    clock,
    hosts,
    hub,
    hubMessages,
    hubSettings() {
      if (hubOptions === undefined) throw new Error("no hub was opened");
      return hubOptions.settings();
    },
    logs,
    events,
    get host() {
      const newest = hosts.at(-1);
      if (newest === undefined) throw new Error("no host was opened");
      return newest;
    },
    get workers() {
      return nextWorkers;
    },
    set workers(next) {
      nextWorkers = next;
    },
    get lifecycle() {
      return lifecycle;
    },
    async settle() {
      // An answer that comes back has pushed everything before it through the lane.
      await page.host.page.listSegments("").catch(() => undefined);
      await loader.getSegment("nothing");
      await clock.settle();
    },
    async close() {
      const destroyed = loader.destroy();
      await clock.advance(defaultLimits.rpc);
      await destroyed;
    },
  };
  return page;
}

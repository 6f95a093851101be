/**
 * Keeps a host running: a worker, its replacement when it dies, the page where none can be had. Page.
 * Whatever a former host still says is not heard; what the player asked for is asked again of the next one.
 */
import {
  LoaderError,
  toErrorInfo,
  type Clock,
  type EngineSettings,
  type HostLoad,
  type HostOptions,
  type Limits,
  type LoadedSegment,
  type PageApi,
  type PageMessage,
} from "@swarmlane/contract";
import { startHeartbeat } from "./heartbeat.ts";
import { openHostLink, type HostLink } from "./host-link.ts";
import type { HostPlaces } from "./host-place.ts";
import type { HostNotice } from "./lane.ts";
import { createRestartBudget } from "./restart-budget.ts";

export interface HostSupervisorOptions {
  readonly places: HostPlaces;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly pageApi: PageApi;
  /** What a host starts with, as things are now. */
  readonly describeStart: () => HostOptions;
  readonly describeLoad: () => HostLoad;
  readonly onNotice: (notice: HostNotice) => void;
  /** A host is gone and with it its channels. The next one, if any, starts when this returns. */
  readonly onLost: (error: LoaderError) => void;
  /** The next host is there: from now on `post` reaches it. */
  readonly onRestarted: () => void;
  /** Not even the page could run a host: nothing will come until the next `load`. */
  readonly onNoHost: (error: LoaderError) => void;
  /** A worker that cannot be had, or a call that a living host refused or did not answer. */
  readonly onWarning: (error: LoaderError) => void;
}

export interface HostSupervisor {
  /** Gets a worker going before it is needed, since that takes a while. A host on this page waits for the first `load`. */
  warmUp(): void;
  /** Hands over the queue that `describeLoad` describes. */
  load(): void;
  configure(change: Partial<EngineSettings>): void;
  /** Never rejects. Undefined also when there is no host. */
  getSegment(id: string): Promise<LoadedSegment | undefined>;
  /** Dropped while there is no host. Throws `DataCloneError` for what cannot be transferred. */
  post(message: PageMessage, transfer?: Transferable[]): void;
  resume(reason: string): void;
  /** Hands the queue over to a new host, in place of one that runs. */
  replace(): void;
  /** Resolves when the host's thread, port and timers are gone. Never rejects. */
  destroy(): Promise<void>;
}

export function createHostSupervisor(options: HostSupervisorOptions): HostSupervisor {
  const { places, clock, limits, pageApi } = options;
  const mayRestart = createRestartBudget(clock, limits);
  let openPlace = places.worker ?? places.page;
  let link: HostLink | undefined;
  let phase: "opened" | "starting" | "running" = "opened";
  let isWanted = false;
  let stopHeartbeat: () => void = () => undefined;

  function open(): void {
    phase = "opened";
    const isCurrent = (): boolean => link === opened;
    const opened = openHostLink(openPlace, {
      clock,
      limits,
      pageApi,
      onNotice: (notice) => {
        if (isCurrent()) options.onNotice(notice);
      },
      onBroken: (reason) => {
        if (isCurrent()) fail(reason);
      },
    });
    link = opened;
  }

  /** A constructor that throws (CSP, no workers here) is a worker that cannot be had. */
  function openOrFallBack(): void {
    try {
      open();
    } catch (thrown) {
      openPlace = places.page;
      const reason = toErrorInfo(thrown).message;
      // Later: the caller of our own constructor has no listeners yet.
      queueMicrotask(() => options.onWarning(new LoaderError("WORKER_UNAVAILABLE", reason)));
      open();
    }
  }

  function start(): void {
    const started = link;
    if (started === undefined || phase !== "opened") return;
    phase = "starting";
    started.call.start(options.describeStart()).then(
      () => {
        if (link !== started) return;
        phase = "running";
        if (started.kind === "worker") {
          stopHeartbeat = startHeartbeat({
            ping: () => started.call.ping(),
            clock,
            limits,
            onSilence: () => fail("no sign of life"),
          });
        }
      },
      (thrown: unknown) => {
        if (link === started) fail(toErrorInfo(thrown).message);
      },
    );
  }

  /** Right behind the start, if there must be one: the lane keeps their order. */
  function load(): void {
    if (link === undefined) openOrFallBack();
    start();
    tell((call) => call.load(options.describeLoad()));
  }

  /** The former host, if any; from here on nothing of it is heard. */
  function leave(): HostLink | undefined {
    stopHeartbeat();
    const former = link;
    link = undefined;
    return former;
  }

  function fail(reason: string): void {
    const wasRunning = phase === "running";
    const former = leave();
    former?.close();
    if (former?.kind === "page") {
      options.onNoHost(new LoaderError("INTERNAL", reason));
      return;
    }
    if (!wasRunning || !mayRestart()) openPlace = places.page;
    options.onLost(new LoaderError(wasRunning ? "WORKER_LOST" : "WORKER_UNAVAILABLE", reason));
    if (!isWanted || link !== undefined) return;
    load();
    options.onRestarted();
  }

  /** A host on this page has no thread to end: it must be told, as soon as it may have started. */
  async function end(former: HostLink | undefined): Promise<void> {
    if (former === undefined) return;
    if (phase === "running" || (phase === "starting" && former.kind === "page")) {
      await former.call.destroy().catch(ignore);
    }
    former.close();
  }

  /** The heartbeat judges whether a host lives; a call that fails while it does is worth a warning. */
  function watch(call: Promise<unknown>, asked: HostLink): void {
    call.catch((thrown: unknown) => {
      if (link === asked) options.onWarning(LoaderError.from(toErrorInfo(thrown)));
    });
  }

  function tell(ask: (call: HostLink["call"]) => Promise<unknown>): void {
    if (link !== undefined && phase !== "opened") watch(ask(link.call), link);
  }

  return {
    warmUp() {
      if (link !== undefined || openPlace === places.page) return;
      openOrFallBack();
      // Not in this task: callers complete the live settings right behind the constructor.
      queueMicrotask(() => {
        if (link?.kind === "worker") start();
      });
    },
    load() {
      isWanted = true;
      load();
    },
    configure: (change) => tell((call) => call.configure(change)),
    async getSegment(id) {
      for (;;) {
        const asked = link;
        if (asked === undefined || phase === "opened") return undefined;
        try {
          return await asked.call.getSegment(id);
        } catch (thrown) {
          if (link !== asked) continue;
          options.onWarning(LoaderError.from(toErrorInfo(thrown)));
          return undefined;
        }
      }
    },
    post: (message, transfer) => link?.post(message, transfer),
    resume: (reason) => tell((call) => call.resume(reason)),
    replace() {
      isWanted = true;
      if (phase !== "opened") void end(leave());
      load();
    },
    destroy() {
      isWanted = false;
      return end(leave());
    },
  };
}

function ignore(): void {
  // The thread or the port goes away whatever became of the call.
}

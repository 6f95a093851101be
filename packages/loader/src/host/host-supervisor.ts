/**
 * Keeps a host running, and replaces it if it dies. `host-plan.ts` decides where the next one runs. Page.
 * Messages of a former host are ignored, and open requests of the player are sent to the next host.
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
import { createHostPlan } from "./host-plan.ts";
import type { HostNotice } from "./lane.ts";

export interface HostSupervisorOptions {
  readonly places: HostPlaces;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly pageApi: PageApi;
  /** Returns the current options for a host that starts. */
  readonly describeStart: () => HostOptions;
  readonly describeLoad: () => HostLoad;
  /** The host has accepted the last load, or an earlier one. */
  readonly onLoadTaken: () => void;
  readonly onNotice: (notice: HostNotice) => void;
  /** A host has ended or is about to be replaced, and its channels end with it. The next one starts when this returns. */
  readonly onGone: () => void;
  /** Another host has taken over without a call of `replace`. From now on, `post` reaches it. */
  readonly onReplaced: () => void;
  /** Not even the page could run a host. Nothing is loaded until the next `load`, or until a worker is tried again. */
  readonly onNoHost: (error: LoaderError) => void;
  /** A worker was lost or did not start, or a living host rejected a call or did not answer it. */
  readonly onWarning: (error: LoaderError) => void;
}

export interface HostSupervisor {
  /** The host runs on the page because workers were lost. It must not have peers, so it is told that P2P is off. */
  readonly isHttpOnly: boolean;
  /** Starts a worker before it is needed, because this takes some time. A host on this page only starts with the first `load`. */
  warmUp(): void;
  /** Sends the queue that `describeLoad` returns. */
  load(): void;
  configure(change: Partial<EngineSettings>): void;
  /** Never rejects. Also resolves to undefined if there is no host. */
  getSegment(id: string): Promise<LoadedSegment | undefined>;
  /** Messages are dropped while there is no host. Throws `DataCloneError` if something cannot be transferred. */
  post(message: PageMessage, transfer?: Transferable[]): void;
  resume(reason: string): void;
  /** Replaces the running host and sends the queue to the new one. */
  replace(): void;
  /** Resolves when the host's thread has ended, its port is closed and no timer runs. Never rejects. */
  destroy(): Promise<void>;
}

/** `opened`: nothing has been sent to the host yet. `starting`: everything has been sent, and it has not answered yet. */
interface Host {
  readonly link: HostLink;
  phase: "opened" | "starting" | "running";
  stopHeartbeat(): void;
}

export function createHostSupervisor(options: HostSupervisorOptions): HostSupervisor {
  const { places, clock, limits, pageApi } = options;
  const plan = createHostPlan({
    hasWorkers: places.worker !== undefined,
    clock,
    limits,
    onRetryDue() {
      handOver();
      options.onReplaced();
    },
  });
  let host: Host | undefined;
  let isWanted = false;
  const isCurrent = (candidate: Host): boolean => candidate === host;

  function open(): void {
    const mode = plan.next();
    const place = mode === "worker" ? (places.worker ?? places.page) : places.page;
    const link = openHostLink(place, {
      clock,
      limits,
      pageApi,
      onNotice: (notice) => {
        if (isCurrent(opened)) options.onNotice(notice);
      },
      onBroken: (reason) => fail(opened, reason),
    });
    const opened: Host = { link, phase: "opened", stopHeartbeat: () => undefined };
    host = opened;
  }

  /** The constructor of a worker throws where a policy forbids workers, for example. */
  function openOrFallBack(): void {
    try {
      open();
    } catch (thrown) {
      if (plan.mode !== "worker") throw thrown;
      const error = plan.noteFailedStart(toErrorInfo(thrown).message);
      // Later, because the caller of our own constructor has no listeners yet.
      queueMicrotask(() => options.onWarning(error));
      open();
    }
  }

  function start(): void {
    const started = host;
    if (started?.phase !== "opened") return;
    started.phase = "starting";
    started.link.call.start(options.describeStart()).then(
      () => {
        if (!isCurrent(started)) return;
        started.phase = "running";
        if (started.link.kind === "worker") watchWorker(started);
      },
      (thrown: unknown) => fail(started, toErrorInfo(thrown).message),
    );
  }

  function watchWorker(worker: Host): void {
    plan.noteRunning();
    worker.stopHeartbeat = startHeartbeat({
      ping: () => worker.link.call.ping(),
      clock,
      limits,
      onSilence: () => fail(worker, "it does not respond"),
    });
  }

  /** If the host has to be started, the queue follows directly after the start, because the lane keeps the order. */
  function load(): void {
    if (host === undefined) openOrFallBack();
    start();
    const loading = host;
    tell(async (call) => {
      await call.load(options.describeLoad());
      if (loading === host) options.onLoadTaken();
    });
  }

  /** Returns the former host, if any. Its messages are ignored from now on. */
  function leave(): Host | undefined {
    const former = host;
    former?.stopHeartbeat();
    host = undefined;
    return former;
  }

  function fail(failed: Host, reason: string): void {
    if (!isCurrent(failed)) return;
    leave();
    failed.link.close();
    if (failed.link.kind === "page") {
      const message = `The engine could not run on the page (${reason}). No segments are loaded until load() is called again.`;
      options.onNoHost(new LoaderError("INTERNAL", message));
      return;
    }
    const error =
      failed.phase === "running" ? plan.noteDeath(reason) : plan.noteFailedStart(reason);
    options.onGone();
    options.onWarning(error);
    // A listener of the warning may have destroyed the loader or loaded again.
    if (!isWanted || host !== undefined) return;
    load();
    options.onReplaced();
  }

  function handOver(): void {
    options.onGone();
    // Nothing has been sent to a host that was opened in advance, so it can be used.
    if (host?.phase !== "opened") void end(leave());
    load();
  }

  /** A host on this page has no thread that could be ended, so it must be told as soon as it may have started. */
  async function end(former: Host | undefined): Promise<void> {
    if (former === undefined) return;
    const { link, phase } = former;
    if (phase === "running" || (phase === "starting" && link.kind === "page")) {
      await link.call.destroy().catch(ignore);
    }
    link.close();
  }

  /** Only the heartbeat decides whether a host is alive. A call that fails while it is alive causes a warning. */
  function tell(ask: (call: HostLink["call"]) => Promise<unknown>): void {
    const asked = host;
    if (asked === undefined || asked.phase === "opened") return;
    ask(asked.link.call).catch((thrown: unknown) => {
      if (isCurrent(asked)) options.onWarning(LoaderError.from(toErrorInfo(thrown)));
    });
  }

  return {
    get isHttpOnly() {
      return plan.mode === "http-only";
    },
    warmUp() {
      if (host !== undefined || plan.mode !== "worker") return;
      openOrFallBack();
      // Not in this task, because callers complete the live settings directly after the constructor.
      queueMicrotask(() => {
        if (host?.link.kind === "worker") start();
      });
    },
    load() {
      isWanted = true;
      load();
    },
    configure: (change) => tell((call) => call.configure(change)),
    async getSegment(id) {
      for (;;) {
        const asked = host;
        if (asked === undefined || asked.phase === "opened") return undefined;
        try {
          const found = await asked.link.call.getSegment(id);
          // A host that has been replaced may still have answered while it ended.
          if (found !== undefined || isCurrent(asked)) return found;
        } catch (thrown) {
          if (!isCurrent(asked)) continue;
          options.onWarning(LoaderError.from(toErrorInfo(thrown)));
          return undefined;
        }
      }
    },
    post: (message, transfer) => host?.link.post(message, transfer),
    resume: (reason) => tell((call) => call.resume(reason)),
    replace() {
      isWanted = true;
      handOver();
    },
    destroy() {
      isWanted = false;
      plan.stop();
      return end(leave());
    },
  };
}

function ignore(): void {
  // The thread or the port is closed, whatever the result of the call.
}

/**
 * Connects the engine to an inspection feed, whose code is loaded when the page asks for it. Either thread. Until then it only
 * costs a check of a variable. If a feed fails, it is turned off with a warning and does not affect the loader.
 */
import {
  toErrorInfo,
  type ErrorInfo,
  type HostOptions,
  type InspectionFeed,
  type InspectionFeedModule,
  type InspectMessage,
  type InspectRequest,
  type Observation,
} from "@swarmlane/contract";
import type { EngineOptions } from "@swarmlane/engine";
import type { Platform } from "../platform.ts";

export interface Inspection {
  /** For `createEngine`. */
  readonly engineOptions: EngineOptions;
  /** Nothing of `observation` is kept once a feed runs. */
  observe(observation: Observation): void;
  receive(message: InspectMessage): void;
  stop(): void;
}

export interface InspectionContext {
  readonly clock: Platform["clock"];
  readonly importModule: Platform["importModule"];
  readonly warn: (error: ErrorInfo) => void;
}

/** The number of events that are recorded until the feed's code is loaded, which takes about 100 ms. */
const mostRemembered = 2000;

export function createInspection(options: HostOptions, context: InspectionContext): Inspection {
  const { clock, importModule, warn } = context;
  let root: Parameters<NonNullable<EngineOptions["onRoot"]>>[0] | undefined;
  let feed: InspectionFeed | undefined;
  let remembered: [number, Observation][] | undefined;
  let unsubscribe: (() => void) | undefined;
  /** What was asked for; undefined when inspection is off. */
  let asked: InspectRequest | undefined;
  /** Readers that wait for the feed. */
  let ports: unknown[] = [];

  function watch(): void {
    if (unsubscribe !== undefined || root === undefined) return;
    const { system } = root;
    const subscription = system.inspect((event) => observe({ of: "actors", event }));
    unsubscribe = () => subscription.unsubscribe();
  }

  function observe(observation: Observation): void {
    if (feed !== undefined) attempt((current) => current.observe(clock.now(), observation));
    else if (remembered !== undefined && remembered.length < mostRemembered)
      remembered.push([clock.now(), observation]);
  }

  function attempt(work: (feed: InspectionFeed) => void): void {
    try {
      if (feed !== undefined) work(feed);
    } catch (thrown) {
      fail(thrown);
    }
  }

  function fail(thrown: unknown): void {
    stop();
    warn({
      code: "INSPECT_FAILED",
      message: `inspection was stopped: ${toErrorInfo(thrown).message}`,
    });
  }

  async function start(request: InspectRequest): Promise<void> {
    asked = request;
    remembered ??= [];
    watch();
    try {
      const { startFeed } = (await importModule(request.feedUrl)) as InspectionFeedModule;
      if (asked !== request) return;
      const { peerId, settings } = options;
      const begun = startFeed({ clock, root, peerId, settings, request });
      feed = begun;
      for (const [at, observation] of remembered) begun.observe(at, observation);
      for (const port of ports) begun.connect(port);
      remembered = undefined;
      ports = [];
    } catch (thrown) {
      if (asked === request) fail(thrown);
    }
  }

  function stop(): void {
    const former = feed;
    feed = asked = remembered = undefined;
    unsubscribe?.();
    unsubscribe = undefined;
    ports = [];
    try {
      former?.stop();
    } catch {
      // It is off.
    }
  }

  return {
    engineOptions: {
      onRoot(actor) {
        root = actor;
        if (options.inspect !== true) return;
        remembered = [];
        watch();
      },
      onAnnounced: (announced) => observe({ of: "announced", announced }),
      policyObserver: {
        isWatching: () => feed !== undefined || remembered !== undefined,
        onDecisions(decisions, view) {
          observe({ of: "policy", decisions, view });
        },
      },
    },
    observe,
    receive(message) {
      if (message.type === "inspect/stop") stop();
      else if (message.type === "inspect/warning") observe({ of: "page", message });
      else {
        const { port, request } = message;
        if (port !== undefined && feed !== undefined) attempt((current) => current.connect(port));
        else if (port !== undefined) ports.push(port);
        if (asked === undefined) void start(request);
      }
    },
    stop,
  };
}

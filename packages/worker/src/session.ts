/** One engine with the parts of the platform that it needs. Nothing is emitted after `destroy`. */
import type {
  EngineEvent,
  EnginePorts,
  EngineSettings,
  ErrorInfo,
  HostMessage,
  HostOptions,
  HttpPort,
  PageApi,
} from "@swarmlane/contract";
import type { CreateEngine, Engine } from "@swarmlane/engine";
import type { IdbStoreModule } from "@swarmlane/storage";
import { createChannelRegistry } from "./channels/channel-registry.ts";
import { createLogs } from "./debug-log.ts";
import { fitToDevice } from "./device-limits.ts";
import { createFetchHttp } from "./http/fetch-http.adapter.ts";
import { createXhrHttp, type XhrHttp } from "./http/xhr-http.adapter.ts";
import { createInspection } from "./inspection/inspection.ts";
import type { PageNotice } from "./lane.ts";
import { createPageCallbacks } from "./page-callbacks.ts";
import type { Platform } from "./platform.ts";
import { toPortableEvent } from "./portable-event.ts";
import { createPageStore } from "./storage/page-store.adapter.ts";
import { createPersistentStorage, type PersistentStorage } from "./storage/persistent-storage.ts";

export interface HostSession {
  readonly engine: Engine;
  receive(notice: PageNotice): void;
  destroy(): Promise<void>;
}

export interface HostSessionContext {
  readonly createEngine: CreateEngine;
  readonly platform: Platform;
  readonly page: PageApi;
  readonly post: (message: HostMessage) => void;
}

export function createHostSession(options: HostOptions, context: HostSessionContext): HostSession {
  const { platform, page, post } = context;
  const { callbacks, bans } = options;
  /** The one object that the engine changes when it is configured, and that all others read. */
  const settings: EngineSettings = { ...options.settings };
  const limits = fitToDevice(options.limits, platform.deviceMemory);
  const xhr = callbacks.xhr ? createPageXhr(options, context) : undefined;
  let isDestroyed = false;
  /** Requests and channels continue after this, because they still have to report their ends. */
  const say = (message: HostMessage): void => {
    if (!isDestroyed) post(message);
  };

  const { clock, importModule } = platform;
  const warn = (error: ErrorInfo): void => say(toPortableEvent({ type: "warning", error }));
  const inspection = createInspection({ ...options, settings }, { clock, importModule, warn });
  const persistent = createPersistent({ ...options, settings, limits }, context, tell, say);

  const ports: EnginePorts = {
    http: xhr ?? createHttp(options, platform),
    store: callbacks.storage ? createPageStore(page) : persistent?.store,
    callbacks: createPageCallbacks(page, callbacks),
    clock: platform.clock,
    random: platform.random,
    digest: platform.digest,
    limits,
    emit: tell,
    log: createLogs(options.debug, say),
  };
  const engineOptions = { ...inspection.engineOptions, bans };
  const created = context.createEngine(ports, settings, options.peerId, engineOptions);
  const engine = persistent?.watch(created) ?? created;
  const channels = createChannelRegistry(engine, limits, post);

  function tell(event: EngineEvent): void {
    inspection.observe({ of: "engine", event });
    say(toPortableEvent(event));
  }

  return {
    engine,
    receive(notice) {
      switch (notice.type) {
        case "tracker/update":
          inspection.observe({ of: "page", message: notice });
          engine.trackerUpdate(notice.complete, notice.incomplete);
          break;
        case "xhr/progress":
          xhr?.progress(notice.requestId, notice.bytes);
          break;
        case "connection/opened":
        case "connection/admit":
        case "connection/closed":
        case "relay/frame":
        case "relay/buffered":
          channels.receive(notice);
          break;
        case "inspect/start":
        case "inspect/stop":
        case "inspect/warning":
          inspection.receive(notice);
          break;
      }
    },
    async destroy() {
      isDestroyed = true;
      try {
        await engine.destroy();
      } finally {
        channels.close();
        inspection.stop();
      }
    },
  };
}

function createPersistent(
  { storage: description, settings, callbacks, limits }: HostOptions,
  { platform, page }: HostSessionContext,
  tell: (event: EngineEvent) => void,
  say: (message: HostMessage) => void,
): PersistentStorage | undefined {
  if (description === undefined || callbacks.storage) return undefined;
  const warn = (error: ErrorInfo): void => tell({ type: "warning", error });
  const importDisk = async (): Promise<IdbStoreModule> =>
    (await platform.importModule(await page.storeUrl())) as IdbStoreModule;
  return createPersistentStorage({
    ...{ description, settings, limits, platform, importDisk, warn },
    tellAmount: (amount) => say({ type: "storage/amount", amount }),
  });
}

function createHttp({ limits, baseUrl }: HostOptions, { fetch, clock }: Platform): HttpPort {
  return createFetchHttp({ fetch, clock, limits, baseUrl });
}

function createPageXhr(
  { limits }: HostOptions,
  { platform, page, post }: HostSessionContext,
): XhrHttp {
  return createXhrHttp({
    clock: platform.clock,
    limits,
    send: (request) => page.xhr(request),
    abort: (requestId) => post({ type: "xhr/abort", requestId }),
  });
}

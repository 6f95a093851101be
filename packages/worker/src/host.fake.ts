/** The page's end of a lane and an engine that records, for tests of the host. Node or a page. */
import { expose, wrap, type Endpoint, type Remote } from "comlink";
import {
  createQueueSender,
  defaultEngineSettings,
  defaultLimits,
  type EnginePorts,
  type EngineSettings,
  type HostApi,
  type HostBatch,
  type HostLoad,
  type HostMessage,
  type HostOptions,
  type LoadAnswer,
  type PageApi,
  type PageMessage,
  type PeerId,
} from "@swarmlane/contract";
import type { CreateEngine, Engine, EngineOptions } from "@swarmlane/engine";

export interface FakePage {
  readonly host: Remote<HostApi>;
  /** What came beside the Comlink traffic, in order; replies stand in it as `control`. */
  readonly received: HostMessage[];
  readonly batches: HostBatch[];
  readonly isClosed: () => boolean;
  load(load: HostLoad): Promise<LoadAnswer>;
  post(message: PageMessage, transfer?: Transferable[]): void;
  close(): void;
}

/** `port` is the page's end. */
export function createFakePage(port: MessagePort, api: Partial<PageApi> = {}): FakePage {
  const received: HostMessage[] = [];
  const batches: HostBatch[] = [];
  const views = { control: new EventTarget(), callback: new EventTarget() };
  let isClosed = false;

  const endpoint = (type: keyof typeof views): Endpoint => ({
    postMessage: (message: unknown, transfer = []) => port.postMessage({ type, message }, transfer),
    addEventListener: (name, listener) => views[type].addEventListener(name, listener),
    removeEventListener: (name, listener) => views[type].removeEventListener(name, listener),
  });
  port.addEventListener("message", ({ data }: MessageEvent<HostBatch>) => {
    batches.push(data);
    for (const message of data) {
      received.push(message);
      if (message.type !== "control" && message.type !== "callback") continue;
      const event = new MessageEvent("message", { data: message.message });
      views[message.type].dispatchEvent(event);
    }
  });
  port.addEventListener("close", () => (isClosed = true));
  port.start();
  expose(api, endpoint("callback"));
  const host = wrap<HostApi>(endpoint("control"));
  const sender = createQueueSender();
  return {
    host,
    received,
    batches,
    isClosed: () => isClosed,
    load: ({ queue, ...rest }) => host.load({ ...rest, change: sender.change(queue) }),
    post: (message, transfer = []) => port.postMessage(message, transfer),
    close: () => port.close(),
  };
}

export interface FakeEngine {
  readonly create: CreateEngine;
  /** Names and arguments of the calls, in order. */
  readonly calls: unknown[][];
  readonly ports: () => EnginePorts;
  /** The object that the engine was given. As a real one does, `configure` changes it. */
  readonly settings: () => EngineSettings;
  readonly options: () => EngineOptions;
}

/** `behaviour` replaces single methods. */
export function createFakeEngine(behaviour: Partial<Engine> = {}): FakeEngine {
  const calls: unknown[][] = [];
  let given: { ports: EnginePorts; settings: EngineSettings; options: EngineOptions } | undefined;
  const started = (): NonNullable<typeof given> => {
    if (given === undefined) throw new Error("no engine was created");
    return given;
  };
  const record =
    (name: string) =>
    (...args: unknown[]): void =>
      void calls.push([name, ...args]);
  const recordAsync =
    (name: string) =>
    async (...args: unknown[]): Promise<undefined> => {
      calls.push([name, ...args]);
      return Promise.resolve(undefined);
    };
  return {
    calls,
    ports: () => started().ports,
    settings: () => started().settings,
    options: () => started().options,
    create: (ports, settings, _ownPeerId, options = {}) => {
      given = { ports, settings, options };
      return {
        load: recordAsync("load"),
        configure(changes) {
          calls.push(["configure", changes]);
          Object.assign(settings, changes);
        },
        getSegment: recordAsync("getSegment"),
        connectionOpened: record("connectionOpened"),
        connectionAdmit: record("connectionAdmit"),
        connectionClosed: record("connectionClosed"),
        trackerUpdate: record("trackerUpdate"),
        relist: record("relist"),
        resume: record("resume"),
        destroy: recordAsync("destroy"),
        ...behaviour,
      };
    },
  };
}

export function fakeHostOptions(changes: Partial<HostOptions> = {}): HostOptions {
  return {
    settings: { ...defaultEngineSettings },
    limits: defaultLimits,
    peerId: "ab".repeat(20) as PeerId,
    baseUrl: "https://page.test/",
    callbacks: { validate: false, buildUrl: false, xhr: false, storage: false },
    debug: "",
    bans: [],
    ...changes,
  };
}

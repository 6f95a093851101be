/** A host that does what the test says, at the far end of a real MessageChannel. */
import { expose, transfer, wrap } from "comlink";
import {
  createQueueReceiver,
  segmentKey,
  type EngineEvent,
  type HostApi,
  type HostLoad,
  type HostMessage,
  type HostOptions,
  type LoadCall,
  type LoadedSegment,
  type PageApi,
  type PageMessage,
  type SegmentInfo,
} from "@swarmlane/contract";

export interface FakeHost {
  readonly kind: "worker" | "page";
  /** Calls in their order; `start` and `load` with what they brought. */
  readonly calls: readonly string[];
  readonly started: HostOptions | undefined;
  readonly loads: readonly HostLoad[];
  /** The same as they crossed the lane. */
  readonly loadCalls: readonly LoadCall[];
  readonly notices: readonly PageMessage[];
  readonly hasEnded: boolean;
  /** The page's callbacks. */
  readonly page: PageApi;
  /** What `getSegment` answers. */
  readonly stored: Map<string, LoadedSegment>;
  say(...messages: HostMessage[]): void;
  /** Says that the newest load's segment is there. */
  deliver(id: string, data?: ArrayBuffer, more?: Partial<LoadedSegment>): void;
  /** The queue that was loaded is not known any more. */
  forgetQueue(): void;
  /** Answers the next `getSegment` as if the segment were not there yet. */
  forgetOnce(id: string): void;
  /** Answers no call from now on, as a worker in an endless loop. */
  hang(): void;
  /** As the worker's `error` event. */
  crash(reason: string): void;
}

export interface FakePlaceEvents {
  readonly kind: FakeHost["kind"];
  readonly onBroken: (reason: string) => void;
}

export function startFakeHost(
  { kind, onBroken }: FakePlaceEvents,
  { isHung = false } = {},
): { host: FakeHost; port: MessagePort; end: () => void } {
  const { port1: port, port2: far } = new MessageChannel();
  const calls: string[] = [];
  const loads: HostLoad[] = [];
  const loadCalls: LoadCall[] = [];
  let queues = createQueueReceiver();
  const notices: PageMessage[] = [];
  const stored = new Map<string, LoadedSegment>();
  const forgotten = new Set<string>();
  let started: HostOptions | undefined;
  let hung = isHung;
  let ended = false;

  const control = new EventTarget();
  const callback = new EventTarget();
  const endpoint = (target: EventTarget, type: "control" | "callback") => ({
    addEventListener: target.addEventListener.bind(target),
    removeEventListener: target.removeEventListener.bind(target),
    postMessage: (message: unknown, list: Transferable[] = []) => {
      if (!hung) far.postMessage([{ type, message }], list);
    },
  });
  far.onmessage = ({ data }: MessageEvent<PageMessage>) => {
    if (hung) return;
    const event = (message: unknown) => new MessageEvent("message", { data: message });
    if (data.type === "control") control.dispatchEvent(event(data.message));
    else if (data.type === "callback") callback.dispatchEvent(event(data.message));
    else notices.push(data);
  };

  const api: HostApi = {
    start: (options) => {
      calls.push("start");
      started = options;
      return Promise.resolve();
    },
    load: (load) => {
      calls.push("load");
      loadCalls.push(load);
      const { change, ...rest } = load;
      const queue = queues.apply(change);
      if (queue === undefined) return Promise.resolve("unknown base");
      loads.push({ ...rest, queue });
      return Promise.resolve("loaded");
    },
    configure: (settings) => {
      calls.push(`configure ${JSON.stringify(settings)}`);
      return Promise.resolve();
    },
    getSegment: (id) => {
      const found = forgotten.delete(id) ? undefined : stored.get(id);
      if (found === undefined) return Promise.resolve(undefined);
      const data = found.data.slice(0);
      return Promise.resolve(transfer({ ...found, data }, [data]));
    },
    resume: (reason) => {
      calls.push(`resume ${reason}`);
      return Promise.resolve();
    },
    ping: () => {
      calls.push("ping");
      return Promise.resolve();
    },
    destroy: () => {
      calls.push("destroy");
      return Promise.resolve();
    },
  };
  expose(api, endpoint(control, "control"));
  const page = wrap<PageApi>(endpoint(callback, "callback"));

  const host: FakeHost = {
    kind,
    calls,
    loads,
    loadCalls,
    notices,
    stored,
    page,
    get started() {
      return started;
    },
    get hasEnded() {
      return ended;
    },
    say: (...messages) => far.postMessage(messages),
    deliver(id, data = new ArrayBuffer(8), more = {}) {
      const info = loads.at(-1)?.queue.find((segment) => segment.id === id);
      if (info === undefined) throw new Error(`${id} is in no queue`);
      const loaded = loadedSegment(info, { data, ...more });
      stored.set(id, loaded);
      host.say(loadedEvent(loaded));
    },
    forgetQueue: () => (queues = createQueueReceiver()),
    forgetOnce: (id) => void forgotten.add(id),
    hang: () => (hung = true),
    crash: (reason) => onBroken(reason),
  };
  const end = (): void => {
    ended = true;
    far.close();
  };
  return { host, port, end };
}

export function loadedSegment(info: SegmentInfo, more: Partial<LoadedSegment> = {}): LoadedSegment {
  return {
    info,
    data: new ArrayBuffer(8),
    requestUrl: info.url,
    responseUrl: info.url,
    downloadBandwidth: 1,
    ...more,
  };
}

export function loadedEvent(segment: LoadedSegment): EngineEvent {
  return { type: "segment/loaded", key: segmentKey(segment.info), segment };
}

/** Counts what of the platform a page has in use, by wrapping constructors and timers. Browser; before the core. */

export interface Census {
  /** Not terminated. */
  readonly workers: number;
  /** Not closed. */
  readonly connections: number;
  /** Not closing. */
  readonly sockets: number;
  readonly timers: number;
  /** Workers ever built. */
  readonly workersBuilt: number;
}

type TimerId = ReturnType<typeof setTimeout> | number | undefined;

const workers: Worker[] = [];
const ended = new WeakSet<Worker>();
const connections: RTCPeerConnection[] = [];
const sockets: WebSocket[] = [];
const timers = new Set<TimerId>();

export function takeCensus(): Census {
  return {
    workers: workers.filter((worker) => !ended.has(worker)).length,
    connections: connections.filter(({ signalingState }) => signalingState !== "closed").length,
    sockets: sockets.filter(({ readyState }) => readyState < WebSocket.CLOSING).length,
    timers: timers.size,
    workersBuilt: workers.length,
  };
}

/** As a crash would: the page is told nothing. */
export function terminateWorkers(): void {
  for (const worker of workers) worker.terminate();
}

/** Connections that exist now, for a look at what became of them later. */
export function currentConnections(): readonly RTCPeerConnection[] {
  return connections.filter(({ signalingState }) => signalingState !== "closed");
}

export function wrapPlatform(): void {
  // a test may have taken it away
  if ("Worker" in window) wrapWorker();
  window.RTCPeerConnection = class extends window.RTCPeerConnection {
    constructor(config?: RTCConfiguration) {
      super(config);
      connections.push(this);
    }
  };
  window.WebSocket = class extends window.WebSocket {
    constructor(url: string | URL) {
      super(url);
      sockets.push(this);
    }
  };
  wrapTimers();
}

function wrapWorker(): void {
  window.Worker = class extends window.Worker {
    constructor(...args: ConstructorParameters<typeof Worker>) {
      super(...args);
      workers.push(this);
    }
    override terminate(): void {
      ended.add(this);
      super.terminate();
    }
  };
}

function wrapTimers(): void {
  const platform = {
    setTimeout: setTimeout.bind(window),
    clearTimeout: clearTimeout.bind(window),
    setInterval: setInterval.bind(window),
    clearInterval: clearInterval.bind(window),
  };
  const wrapped = {
    setTimeout(task: () => void, ms?: number) {
      const id = platform.setTimeout(() => {
        timers.delete(id);
        task();
      }, ms);
      timers.add(id);
      return id;
    },
    setInterval(task: () => void, ms?: number) {
      const id = platform.setInterval(task, ms);
      timers.add(id);
      return id;
    },
    clearTimeout(id: TimerId) {
      timers.delete(id);
      platform.clearTimeout(id);
    },
    clearInterval(id: TimerId) {
      timers.delete(id);
      platform.clearInterval(id);
    },
  };
  Object.assign(window, wrapped);
}

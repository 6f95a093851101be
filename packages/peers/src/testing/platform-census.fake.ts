/** Tests only: counts the platform objects that are in use, by wrapping constructors and timers. */

export interface PlatformCensus {
  /** Number of connections ever built. */
  readonly connectionsBuilt: number;
  /** The connections that are connected now. */
  connected(): RTCPeerConnection[];
  /** Everything sent over a WebSocket, in order. */
  readonly sent: readonly string[];
  inUse(): { connections: number; sockets: number };
  /** Resolves as soon as no timer is left. Rejects if one is left after `patience` ms. */
  noTimers(patience: number): Promise<void>;
  /** Restores the constructors and timers of the platform. */
  end(): void;
}

export function takeCensus(): PlatformCensus {
  const connections: RTCPeerConnection[] = [];
  const sockets: WebSocket[] = [];
  const timers = new Set<unknown>();
  const sent: string[] = [];
  const platform = {
    RTCPeerConnection,
    WebSocket,
    setTimeout: setTimeout.bind(globalThis),
    clearTimeout: clearTimeout.bind(globalThis),
    setInterval: setInterval.bind(globalThis),
    clearInterval: clearInterval.bind(globalThis),
  };

  globalThis.RTCPeerConnection = class extends platform.RTCPeerConnection {
    constructor(config?: RTCConfiguration) {
      super(config);
      connections.push(this);
    }
  };
  globalThis.WebSocket = class extends platform.WebSocket {
    constructor(url: string | URL) {
      super(url);
      sockets.push(this);
    }
    override send(data: string): void {
      sent.push(data);
      super.send(data);
    }
  };
  const wrapped = {
    setTimeout(task: () => void, delay?: number) {
      const id = platform.setTimeout(() => {
        timers.delete(id);
        task();
      }, delay);
      timers.add(id);
      return id;
    },
    setInterval(task: () => void, delay?: number) {
      const id = platform.setInterval(task, delay);
      timers.add(id);
      return id;
    },
    clearTimeout(id?: number) {
      timers.delete(id);
      platform.clearTimeout(id);
    },
    clearInterval(id?: number) {
      timers.delete(id);
      platform.clearInterval(id);
    },
  };
  Object.assign(globalThis, wrapped);

  return {
    get connectionsBuilt() {
      return connections.length;
    },
    sent,
    connected: () => connections.filter((connection) => connection.connectionState === "connected"),
    inUse: () => ({
      connections: connections.filter(({ signalingState }) => signalingState !== "closed").length,
      sockets: sockets.filter(({ readyState }) => readyState < WebSocket.CLOSING).length,
    }),
    async noTimers(patience) {
      const until = performance.now() + patience;
      while (timers.size > 0) {
        if (performance.now() > until) throw new Error(`${timers.size} timers are left`);
        await new Promise((resolve) => platform.setTimeout(resolve, 5));
      }
    },
    end: () => Object.assign(globalThis, platform),
  };
}

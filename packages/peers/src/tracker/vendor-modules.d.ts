/** The parts that we use of packages without types, or whose types depend on those of Node. */

declare module "simple-peer" {
  export interface SignalData {
    readonly type: string;
    readonly sdp?: string;
  }

  export interface SimplePeerOptions {
    readonly initiator?: boolean;
    readonly trickle?: boolean;
    readonly config?: RTCConfiguration;
    /** The three constructors that simple-peer calls with `new`. */
    readonly wrtc: object;
  }

  export default class SimplePeer {
    constructor(options: SimplePeerOptions);
    readonly destroyed: boolean;
    readonly remoteAddress: string | undefined;
    /** Emits `error`, if one is given, and then `close` in a microtask. */
    destroy(error?: Error): void;
    signal(data: SignalData): void;
    on(event: "connect" | "close", listener: () => void): this;
    on(event: "error", listener: (error: Error) => void): this;
    on(event: "signal", listener: (data: SignalData) => void): this;
    once(event: "signal", listener: (data: SignalData) => void): this;
    emit(event: "signal", data: SignalData): boolean;
  }
}

declare module "bittorrent-tracker/client" {
  export interface TrackerClientOptions {
    /** Hex. */
    readonly infoHash: string;
    /** Hex. */
    readonly peerId: string;
    readonly announce: readonly string[];
    /** Required, but used by HTTP and UDP trackers only. */
    readonly port: number;
    readonly rtcConfig?: unknown;
    /** Passed to every peer as its `wrtc`. */
    readonly wrtc: object;
    /** Passed to the socket as its `agent`. */
    readonly proxyOpts: { readonly httpAgent: object; readonly httpsAgent: object };
    readonly getAnnounceOpts: () => { readonly numwant: number };
  }

  export default class TrackerClient {
    constructor(options: TrackerClientOptions);
    /** Announces now and from then on at the tracker's interval. */
    start(): void;
    stop(): void;
    destroy(): void;
    on(event: "warning" | "error", listener: (error: Error) => void): this;
    on(
      event: "update",
      listener: (update: { readonly complete: number; readonly incomplete: number }) => void,
    ): this;
  }
}

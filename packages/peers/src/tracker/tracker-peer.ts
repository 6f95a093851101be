/**
 * The tracker client's peer: an unmodified simple-peer on one of our connections. It replaces
 * `@thaunknown/simple-peer` by alias (see vite-aliases.ts). Never emits an unhandled `error` and never throws from
 * `signal()`.
 */
/// <reference types="./vendor-modules.d.ts" />
import SimplePeer from "simple-peer";
import type { SignalData, SimplePeerOptions } from "simple-peer";
import type { PeerConnection } from "../connection/peer-connection.ts";
import { deadOffer } from "./socket/frame-guard.ts";

/** Creates our connections. The tracker client gets it as its `wrtc` option and passes it on to every peer. */
export interface ConnectionSource {
  /** Never throws. If the budget is exhausted, the connection fails at once. */
  connect(initiator: boolean): PeerConnection;
  readonly onError: (error: Error) => void;
}

export default class TrackerPeer extends SimplePeer {
  /** The other side's id in hex, set by the tracker client. */
  declare id?: string;

  constructor(options: SimplePeerOptions & { readonly wrtc: ConnectionSource }) {
    const source = options.wrtc;
    const initiator = options.initiator === true;
    const connection = source.connect(initiator);
    super({ ...options, wrtc: connection.wrtc });
    let hasSignalled = false;
    this.once("signal", () => {
      hasSignalled = true;
      connection.signalled();
    });
    this.on("connect", () => connection.connected());
    this.on("error", (error) => source.onError(error));
    this.on("close", () => {
      connection.close();
      if (initiator && !hasSignalled) this.emit("signal", deadOffer);
    });
    connection.attach(this);
  }

  /** An answer may arrive for an offer that was withdrawn meanwhile. simple-peer would throw. */
  override signal(data: SignalData): void {
    if (this.destroyed) return;
    try {
      super.signal(data);
    } catch (error) {
      this.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

/**
 * The tracker client's peer, in place of `@thaunknown/simple-peer` by alias (see vite-aliases.ts): simple-peer
 * as it ships, on a connection of ours. Page. Never emits an unhandled `error`, never throws from `signal()`.
 */
/// <reference types="./vendor-modules.d.ts" />
import SimplePeer from "simple-peer";
import type { SignalData, SimplePeerOptions } from "simple-peer";
import type { Connection } from "./connection.ts";
import { deadOffer } from "./dead-offer.ts";

/** Comes as the tracker client's `wrtc` option, which it passes on to every peer. */
export interface ConnectionSource {
  /** Never throws; without room for it the connection fails at once. */
  connect(initiator: boolean): Connection;
  readonly onError: (error: Error) => void;
}

export default class TrackerPeer extends SimplePeer {
  /** The other side's id in hex; the tracker client sets it. */
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

  /** An answer may come for an offer that is gone by now; simple-peer would throw. */
  override signal(data: SignalData): void {
    if (this.destroyed) return;
    try {
      super.signal(data);
    } catch (error) {
      this.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

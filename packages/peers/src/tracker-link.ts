/** Our announces for one swarm at one tracker: a tracker client of its own. Page. */
/// <reference types="./vendor-modules.d.ts" />
import TrackerClient from "bittorrent-tracker/client";
import type { PeerId } from "@swarmlane/contract";
import type { TrackerGate } from "./guarded-socket.ts";
import type { ConnectionSource } from "./tracker-peer.ts";

export interface TrackerLink {
  /** Announces now, if there is a connection, and from now on at the tracker's interval. */
  announce(): void;
  /** Says good-bye and forgets the offers that nobody has answered. */
  leave(): void;
}

export interface TrackerLinkOptions {
  /** A usable address with the hub's name as its fragment. */
  readonly url: string;
  /** Hex. */
  readonly infoHash: string;
  readonly peerId: PeerId;
  readonly rtcConfig: unknown;
  readonly source: ConnectionSource;
  readonly gate: TrackerGate;
  /** Offers that the next announce may carry. */
  readonly offersWanted: () => number;
  readonly onUpdate: (complete: number, incomplete: number) => void;
  readonly onWarning: (message: string) => void;
}

/** The client wants a port; only HTTP and UDP trackers are told. 0.6.2 gives the same. */
const unusedPort = 6881;

export function createTrackerLink(options: TrackerLinkOptions): TrackerLink {
  const client = new TrackerClient({
    infoHash: options.infoHash,
    peerId: options.peerId,
    announce: [options.url],
    port: unusedPort,
    rtcConfig: options.rtcConfig,
    wrtc: options.source,
    proxyOpts: { httpAgent: options.gate, httpsAgent: options.gate },
    getAnnounceOpts: () => ({ numwant: options.offersWanted() }),
  });
  let known = "";

  client.on("error", (error) => options.onWarning(error.message));
  client.on("warning", (error) => options.onWarning(error.message));
  client.on("update", ({ complete, incomplete }) => {
    if (known === `${complete} ${incomplete}`) return;
    known = `${complete} ${incomplete}`;
    options.onUpdate(complete, incomplete);
  });

  return {
    announce: () => client.start(),
    leave() {
      client.stop();
      client.destroy();
    },
  };
}

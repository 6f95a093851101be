/** Our announces for one swarm at one tracker, made by a tracker client of its own. */
/// <reference types="./vendor-modules.d.ts" />
import TrackerClient from "bittorrent-tracker/client";
import type { PeerId } from "@swarmlane/contract";
import { createAnnouncePacer } from "./announce-pacer.ts";
import type { TrackerGate } from "./socket/guarded-socket.ts";
import type { ConnectionSource } from "./tracker-peer.ts";

export interface TrackerLink {
  /** Announces now, if there is a connection, and from now on at the tracker's interval. */
  announce(): void;
  /**
   * Announces again as soon as `limits.announceIntervalMin` has passed since the last announce, unless there are no
   * offers to make then.
   */
  announceSoon(): void;
  /** Tells the tracker that we leave, and withdraws the offers that nobody has answered. Connected peers stay. */
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
  /** Number of offers that the next announce may carry. */
  readonly offersWanted: () => number;
  readonly onUpdate: (complete: number, incomplete: number) => void;
  readonly onWarning: (message: string) => void;
}

/** The client requires a port but sends it to HTTP and UDP trackers only. 0.6.2 uses the same one. */
const unusedPort = 6881;

export function createTrackerLink(options: TrackerLinkOptions): TrackerLink {
  const pacer = createAnnouncePacer(options.gate.limits.announceIntervalMin, () => {
    if (options.offersWanted() > 0) client.start();
  });
  const client = new TrackerClient({
    infoHash: options.infoHash,
    peerId: options.peerId,
    announce: [options.url],
    port: unusedPort,
    rtcConfig: options.rtcConfig,
    wrtc: options.source,
    proxyOpts: { httpAgent: options.gate, httpsAgent: options.gate },
    getAnnounceOpts() {
      pacer.announced();
      return { numwant: options.offersWanted() };
    },
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
    announceSoon: () => pacer.announceSoon(),
    leave() {
      pacer.stop();
      client.stop();
      client.destroy();
    },
  };
}

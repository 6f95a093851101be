/** A slower network for a peer's connections, emulated by Chromium. Node. It applies to connections that are made later. */
import type { Peer } from "./peer.ts";

export interface Link {
  /** ms between two peers that both have this link. */
  readonly roundTrip: number;
  /** Bytes, in each direction. */
  readonly bytesPerSecond: number;
}

/** 20 Mbit/s, 40 ms: a good line at home, in the same country. */
export const homeLink: Link = { roundTrip: 40, bytesPerSecond: 2_500_000 };

export async function emulateLink(peer: Peer, { roundTrip, bytesPerSecond }: Link): Promise<void> {
  // The emulation ends with the session, which ends with the page.
  const session = await peer.page.devtools();
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: roundTrip / 2,
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond,
    // An unlimited queue loses nothing: this measures distance, and not how SCTP handles losses.
    packetLoss: 0,
    packetQueueLength: 0,
  });
}

/** A second engine that holds segments, joined to the one of a feed's scene by a channel in memory. For tests. */
import {
  defaultEngineSettings,
  type ConnectionId,
  type PeerChannel,
  type PeerId,
  type SegmentInfo,
} from "@swarmlane/contract";
import { createEngine, type Engine } from "@swarmlane/engine";
import { createChannelPair, createFakePorts, fakeBody } from "@swarmlane/testkit";
import type { FeedScene } from "./feed-scene.fake.ts";

export const seederId = "bb".repeat(20) as PeerId;

/** Of a segment that a seeder holds, in bytes. */
export const seededBytes = 300_000;

/** Bytes per ms: a segment takes 600 ms, so that downloads are seen under way. */
const bandwidth = 500;

export interface Seeder extends Engine {
  /** From now on nothing arrives from it, though the connection stays open. */
  stall(): void;
}

/** Resolves when both are connected and what the seeder holds is announced. */
export async function joinSeeder(
  { engine, ports: { clock } }: FeedScene,
  queue: readonly SegmentInfo[],
): Promise<Seeder> {
  const ports = createFakePorts({ clock });
  const settings = { ...defaultEngineSettings, requiredSegmentsPriority: queue.length };
  const seeder = createEngine(ports, settings, seederId);
  await seeder.load({ queue, streamSwarmId: "m+V0", delivered: [], expectsPeers: false });
  for (let turn = 0; turn < queue.length; turn += 1) {
    await clock.advance(10);
    for (const request of ports.http.open) request.respond(fakeBody(1, seededBytes));
  }
  await clock.advance(10);
  const pair = createChannelPair({ clock, latency: 5, bandwidth });
  const id = 1 as ConnectionId;
  let isStalled = false;
  const channel: PeerChannel = {
    get bufferedAmount() {
      return pair.a.bufferedAmount;
    },
    send: (frame) => pair.a.send(frame),
    listen: (listener) =>
      pair.a.listen({
        onFrame: (frame) => {
          if (!isStalled) listener.onFrame(frame);
        },
        onBufferedLow: () => listener.onBufferedLow(),
        onClose: () => listener.onClose(),
      }),
    close: () => pair.a.close(),
  };
  engine.connectionOpened(id, true, channel);
  seeder.connectionOpened(id, false, pair.b);
  engine.connectionAdmit(id, seederId, "192.0.2.7", "seeder");
  seeder.connectionAdmit(id, "00".repeat(20) as PeerId, "192.0.2.1", "viewer");
  await clock.advance(1000);
  return { ...seeder, stall: () => void (isStalled = true) };
}

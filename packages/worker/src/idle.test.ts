/** A host whose player has all it wants wakes up for the page's heartbeat only. */
import { defaultEngineSettings, type ConnectionId, type PeerId } from "@swarmlane/contract";
import { createEngine } from "@swarmlane/engine";
import { createSimulatedClock, fakeQueue } from "@swarmlane/testkit";
import { expect, onTestFinished, test } from "vitest";
import { createFakePage, fakeHostOptions } from "./host.fake.ts";
import { createHost } from "./host.ts";
import { createPlatform } from "./platform.ts";

const queue = fakeQueue(4);
const settings = { requiredSegmentsPriority: 9, simultaneousHttpDownloads: 9 };

/** A segments map as a 0.6 peer sends it: it has everything. */
const mapFrame = (): ArrayBuffer => {
  const names = queue.map(({ sequence }) => sequence).join("|");
  const text = JSON.stringify({ c: 2, m: { "m+V0": [names, queue.map(() => 0)] } });
  return new TextEncoder().encode(text).buffer;
};

test("with two connected peers and all segments loaded, nothing but a ping wakes the worker", async () => {
  const clock = createSimulatedClock();
  const fetch = () => Promise.resolve(new Response(new Uint8Array(1000)));
  const { port1, port2 } = new MessageChannel();
  createHost(port2, { createEngine, platform: { ...createPlatform(), clock, fetch } });
  const page = createFakePage(port1);
  onTestFinished(() => page.close());
  await page.host.start(fakeHostOptions({ settings: { ...defaultEngineSettings, ...settings } }));
  for (const id of [1, 2]) {
    const connectionId = id as ConnectionId;
    const peerId = `${id}a`.repeat(20) as PeerId;
    page.post({ type: "connection/opened", connectionId, initiator: false });
    page.post({
      ...{ type: "connection/admit", connectionId, peerId },
      ...{ remoteAddress: `10.0.0.${id}`, certificate: `certificate ${id}` },
    });
    const frame = mapFrame();
    page.post({ type: "relay/frame", connectionId, frame }, [frame]);
  }
  await page.load({ queue, streamSwarmId: "m+V0", expectsPeers: true, delivered: [] });
  const typesOf = () => page.received.map(({ type }) => type);
  const countOf = (type: string) => typesOf().filter((each) => each === type).length;
  await expect
    .poll(async () => {
      await clock.advance(1000);
      return [countOf("peer/connected"), countOf("segment/loaded")];
    })
    .toEqual([2, 4]);
  await clock.advance(60_000);
  await page.host.ping();

  const before = { fired: clock.fired, batches: page.batches.length };
  await clock.advance(600_000);
  await page.host.ping();
  expect(clock.fired - before.fired).toBe(0);
  expect(page.batches.length - before.batches).toBe(1);
});

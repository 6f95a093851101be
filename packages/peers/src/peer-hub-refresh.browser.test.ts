import { afterEach, beforeEach, expect, inject, test, vi } from "vitest";
import type {} from "@swarmlane/testkit";
import { endPages, meet, newSwarm, openPage, patience } from "./testing/hub-party.fake.ts";
import { takeCensus } from "./testing/platform-census.fake.ts";
import type { PlatformCensus } from "./testing/platform-census.fake.ts";
import { FakeWebSocket, installFakeWebSocket } from "./testing/web-socket.fake.ts";

const trackerUrl = inject("trackerUrl");
/** A tracker that never answers. */
const silentUrl = `${inject("evilTrackerUrl")}/silence`;
let census: PlatformCensus;

beforeEach(() => {
  census = takeCensus();
});

afterEach(() => {
  endPages();
  vi.unstubAllGlobals();
  census.end();
});

/** A page in a swarm that has announced at each of its trackers, all of which are fakes. */
async function openWithFakeTrackers(...trackerAnnounce: string[]) {
  installFakeWebSocket();
  const page = openPage({ settings: { trackerAnnounce } });
  page.hub.setSwarm(newSwarm());
  FakeWebSocket.all.forEach((socket) => socket.accept());
  await vi.waitFor(() => {
    expect(FakeWebSocket.all.every(({ sent }) => sent.length === 1)).toBe(true);
  }, patience);
  return page;
}

const addresses = () => FakeWebSocket.all.map(({ url }) => url);
const framesSent = () => FakeWebSocket.all.map(({ sent }) => sent.length);

test("a tracker that is added brings peers without a new swarm", async () => {
  const a = openPage({ settings: { trackerAnnounce: [silentUrl] } });
  const b = openPage();
  const swarm = newSwarm();
  a.hub.setSwarm(swarm);
  a.settings.trackerAnnounce = [silentUrl, trackerUrl];
  a.hub.refresh();
  await meet(swarm, b, a);
});

test("a tracker that is removed gets a good-bye, and the peers that it brought stay connected", async () => {
  const [a, b] = [openPage(), openPage()];
  await meet(newSwarm(), a, b);
  a.settings.trackerAnnounce = [silentUrl];
  a.hub.refresh();
  expect(census.sent.filter((frame) => frame.includes('"event":"stopped"'))).toHaveLength(1);
  // One to the silent tracker, and the one of page B.
  await vi.waitFor(() => expect(census.inUse().sockets).toBe(2), patience);
  expect(a.connectedPeers()).toEqual([b.peerId]);
  expect(b.connectedPeers()).toEqual([a.peerId]);
  expect(census.connected()).toHaveLength(2);
});

test("a tracker that stays keeps its socket and its offers", async () => {
  const page = await openWithFakeTrackers("ws://stays", "ws://goes");
  const built = census.connectionsBuilt;
  const offersOfEach = census.inUse().connections / 2;
  page.settings.trackerAnnounce = ["ws://comes", "ws://stays"];
  page.hub.refresh();
  expect(addresses()).toEqual(["ws://stays", "ws://goes", "ws://comes"]);
  // The second frame is the good-bye. The new tracker is not connected yet.
  expect(framesSent()).toEqual([1, 2, 0]);
  await vi.waitFor(() => expect(page.count("connection/closed")).toBe(offersOfEach), patience);
  expect(census.inUse().connections).toBe(offersOfEach);
  expect(census.connectionsBuilt).toBe(built);
});

test("refreshing without a change does nothing, however often", async () => {
  const page = await openWithFakeTrackers("ws://one", "ws://two");
  const before = { ...census.inUse(), built: census.connectionsBuilt, frames: framesSent() };
  page.settings.trackerAnnounce = ["ws://two/", "ws://one"];
  for (let n = 0; n < 3; n += 1) page.hub.refresh();
  expect({ ...census.inUse(), built: census.connectionsBuilt, frames: framesSent() }).toEqual(
    before,
  );
});

test("turning P2P off closes everything, and turning it on joins the same swarm again", async () => {
  const [a, b] = [openPage(), openPage()];
  const swarm = newSwarm();
  await meet(swarm, a, b);
  a.settings.useP2P = false;
  a.hub.refresh();
  expect(a.connectedPeers()).toEqual([]);
  a.hub.refresh();
  a.settings.useP2P = true;
  a.hub.refresh();
  await vi.waitFor(() => expect(a.connectedPeers()).toEqual([b.peerId]), patience);
});

test("a swarm that is set while P2P is off is joined when P2P is turned on", async () => {
  const a = openPage({ settings: { useP2P: false } });
  const b = openPage();
  const swarm = newSwarm();
  b.hub.setSwarm(swarm);
  a.hub.setSwarm(newSwarm());
  a.hub.setSwarm(swarm);
  expect(census.inUse().sockets).toBe(1);
  a.settings.useP2P = true;
  a.hub.refresh();
  await vi.waitFor(() => expect(a.connectedPeers()).toEqual([b.peerId]), patience);
});

test("refreshing does nothing after suspending, closing or leaving the swarm", async () => {
  const [suspended, closed, left] = [openPage(), openPage(), openPage()];
  for (const { hub } of [suspended, closed, left]) hub.setSwarm(newSwarm());
  suspended.hub.suspend();
  closed.hub.close();
  left.hub.setSwarm(undefined);
  for (const { hub } of [suspended, closed, left]) hub.refresh();
  await vi.waitFor(() => expect(census.inUse()).toEqual({ connections: 0, sockets: 0 }), patience);
  await census.noTimers(500);
});

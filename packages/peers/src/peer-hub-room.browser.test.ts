import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  endPages,
  meet,
  newSwarm,
  offersOfPage,
  openPage,
  patience,
} from "./testing/hub-party.fake.ts";
import type { HubPage } from "./testing/hub-page.fake.ts";
import { takeCensus } from "./testing/platform-census.fake.ts";
import type { PlatformCensus } from "./testing/platform-census.fake.ts";
import { installFakeWebSocket, lastSocket } from "./testing/web-socket.fake.ts";

let census: PlatformCensus;

beforeEach(() => {
  census = takeCensus();
});

afterEach(() => {
  endPages();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  census.end();
});

interface Announce {
  readonly info_hash: string;
  readonly offers?: readonly { readonly offer: { readonly sdp: string } }[];
}

/** A page whose only tracker is the test. It announces once the test accepts the connection. */
function openWithFakeTracker(announceIntervalMin = 15_000) {
  installFakeWebSocket();
  const page = openPage({ limits: { announceIntervalMin } });
  page.hub.setSwarm(newSwarm());
  const socket = lastSocket();
  const announces = () => socket.sent.map((frame) => JSON.parse(frame) as Announce);
  const offers = () => announces().flatMap((announce) => announce.offers ?? []);
  const receiveOffer = () =>
    socket.onmessage?.({
      data: JSON.stringify({
        action: "announce",
        info_hash: announces()[0]?.info_hash,
        peer_id: "p".repeat(20),
        offer_id: "o".repeat(20),
        offer: { type: "offer", sdp: "v=0" },
      }),
    });
  return { page, socket, announces, offers, receiveOffer };
}

function tellRoom(page: HubPage, hasRoom: boolean): void {
  page.hub.receive({ type: "connection/room", hasRoom });
}

test("without room nothing is offered or answered, and there is no warning", async () => {
  const { page, socket, announces, offers, receiveOffer } = openWithFakeTracker();
  tellRoom(page, false);
  socket.accept();
  await vi.waitFor(() => expect(announces()).toHaveLength(1));
  for (let n = 0; n < 50; n += 1) receiveOffer();
  expect(offers()).toEqual([]);
  expect(census.connectionsBuilt).toBe(0);
  expect(page.warnings).toEqual([]);
});

test("offers that are still being prepared when room ends are not sent", async () => {
  const { page, socket, announces, offers } = openWithFakeTracker();
  socket.accept();
  expect(census.inUse().connections).toBe(offersOfPage);
  tellRoom(page, false);
  await vi.waitFor(() => expect(announces()).toHaveLength(1), patience);
  expect(offers()).toEqual([]);
  expect(census.inUse().connections).toBe(0);
});

test("offers are sent again soon after room has come back", async () => {
  const { page, socket, announces, offers } = openWithFakeTracker(0);
  tellRoom(page, false);
  socket.accept();
  await vi.waitFor(() => expect(announces()).toHaveLength(1));
  tellRoom(page, true);
  await vi.waitFor(() => expect(offers()).toHaveLength(offersOfPage), patience);
  expect(announces()).toHaveLength(2);
});

test("there is no extra announce if there was room all along", async () => {
  const { page, socket, announces } = openWithFakeTracker(0);
  socket.accept();
  await vi.waitFor(() => expect(announces()).toHaveLength(1), patience);
  const startTimer = vi.spyOn(globalThis, "setTimeout");
  tellRoom(page, true);
  expect(startTimer).not.toHaveBeenCalled();
  tellRoom(page, false);
  tellRoom(page, true);
  expect(startTimer).toHaveBeenCalledOnce();
});

test("a page that is suspended while it waits to announce leaves no timer", async () => {
  const { page, socket, announces } = openWithFakeTracker();
  socket.accept();
  await vi.waitFor(() => expect(announces()).toHaveLength(1), patience);
  tellRoom(page, false);
  tellRoom(page, true);
  page.hub.suspend();
  await census.noTimers(500);
});

test("after a suspension there is room again", async () => {
  const { page, socket } = openWithFakeTracker();
  socket.accept();
  tellRoom(page, false);
  page.hub.suspend();
  page.hub.setSwarm(newSwarm());
  lastSocket().accept();
  await vi.waitFor(() => expect(lastSocket().sent.join()).toContain('"offer_id"'), patience);
});

test("a page that had no room connects to a new peer when it has room again", async () => {
  const a = openPage({ limits: { announceIntervalMin: 100 } });
  const swarm = newSwarm();
  a.hub.setSwarm(swarm);
  tellRoom(a, false);
  const b = openPage();
  b.hub.setSwarm(swarm);
  await vi.waitFor(() => {
    expect(b.posted).toContainEqual({ type: "tracker/update", complete: 0, incomplete: 2 });
  }, patience);
  expect(a.count("connection/admit")).toBe(0);
  tellRoom(a, true);
  await meet(swarm, a, b);
});

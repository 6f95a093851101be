import { afterEach, beforeEach, expect, inject, test, vi } from "vitest";
import type { ErrorCode } from "@swarmlane/contract";
import type {} from "@swarmlane/testkit";
import type { HubPage } from "./testing/hub-page.fake.ts";
import { endPages, meet, newSwarm, openPage, patience } from "./testing/hub-party.fake.ts";
import { takeCensus } from "./testing/platform-census.fake.ts";
import type { PlatformCensus } from "./testing/platform-census.fake.ts";

const trackerUrl = inject("trackerUrl");
let census: PlatformCensus;

beforeEach(() => {
  census = takeCensus();
});

afterEach(() => {
  endPages();
  vi.restoreAllMocks();
  census.end();
});

async function expectWarning(page: HubPage, code: ErrorCode): Promise<void> {
  await vi.waitFor(
    () => expect(page.warnings.map((error) => error.code)).toContain(code),
    patience,
  );
}

test("closing leaves no connection, no socket and no timer", async () => {
  const [a, b] = [openPage(), openPage()];
  const swarm = newSwarm();
  await meet(swarm, a, b);
  a.hub.setSwarm(newSwarm());
  a.hub.setSwarm(swarm);
  expect(census.inUse().connections).toBeGreaterThan(0);
  expect(census.inUse().sockets).toBe(2);
  a.hub.close();
  b.hub.close();
  expect(census.inUse()).toMatchObject({ connections: 0, sockets: 0 });
  // simple-peer clears its intervals in a microtask; its timeouts run out within a tenth of a second.
  await census.noTimers(500);
  for (const page of [a, b]) {
    expect(page.count("connection/closed")).toBe(page.count("connection/opened"));
  }
});

test("a hub that is closed before the tracker answers leaves nothing either", async () => {
  const page = openPage();
  page.hub.setSwarm(newSwarm());
  page.hub.close();
  page.hub.setSwarm(newSwarm());
  expect(census.inUse()).toMatchObject({ connections: 0, sockets: 0 });
  await census.noTimers(500);
});

test("the invalid STUN address of 0.6.2 causes a warning and does not prevent peers from meeting", async () => {
  const stun = "stun:127.0.0.1:9";
  const rtcConfig = {
    iceServers: [{ urls: [`${stun}?transport=udp`, "stun:127.0.0.1:99999", stun] }],
  };
  const settings = { trackerAnnounce: [trackerUrl], rtcConfig };
  const [a, b] = [openPage({ settings }), openPage({ settings })];
  await meet(newSwarm(), a, b);
  await expectWarning(a, "ICE_SERVER_INVALID");
});

test("a server that only the browser recognises as invalid is dropped alone", async () => {
  const rtcConfig = {
    iceServers: [{ urls: "stun:[nonsense" }, { urls: "stun:127.0.0.1:9" }],
  };
  const settings = { trackerAnnounce: [trackerUrl], rtcConfig };
  const a = openPage({ settings, limits: { iceGathering: 500 } });
  await meet(newSwarm(), a, openPage());
  await expectWarning(a, "ICE_SERVER_INVALID");
  expect(a.warnings).toHaveLength(1);
});

test("an offer that fails and one that hangs do not hold up the announce", async () => {
  const createOffer = vi.spyOn(RTCPeerConnection.prototype, "createOffer");
  createOffer.mockRejectedValueOnce(new Error("no offer today"));
  createOffer.mockReturnValueOnce(new Promise(() => undefined));
  const limits = { iceGathering: 300 };
  const settings = { peerRequestsPerAnnounce: 4 };
  await meet(newSwarm(), openPage({ limits, settings }), openPage({ limits, settings }));
  const offers = census.sent.map(
    (frame) => JSON.parse(frame) as { offers?: { offer: { sdp: string } }[] },
  );
  expect(offers.flatMap((frame) => frame.offers ?? []).every(({ offer }) => offer.sdp !== "")).toBe(
    true,
  );
});

test("with a relay-only policy none of our addresses is sent", async () => {
  const rtcConfig = { iceServers: [], iceTransportPolicy: "relay" };
  const page = openPage({ settings: { rtcConfig }, limits: { iceGathering: 200 } });
  page.hub.setSwarm(newSwarm());
  await vi.waitFor(() => expect(census.sent.length).toBeGreaterThan(0), patience);
  expect(census.sent.join()).not.toContain("candidate");
});

test("addresses that are not trackers are named in warnings", () => {
  const trackerAnnounce = ["https://127.0.0.1/announce", "not an address"];
  const page = openPage({ settings: { trackerAnnounce } });
  page.hub.setSwarm(newSwarm());
  expect(page.warnings).toEqual(
    trackerAnnounce.map((address) => ({
      code: "TRACKER_ERROR",
      message: expect.stringContaining(address) as string,
    })),
  );
});

test("without P2P nothing is opened, and turning it off closes everything", async () => {
  const [a, b] = [openPage(), openPage()];
  const swarm = newSwarm();
  await meet(swarm, a, b);
  a.settings.useP2P = false;
  a.hub.setSwarm(swarm);
  expect(a.connectedPeers()).toEqual([]);
  b.hub.close();
  expect(census.inUse()).toMatchObject({ connections: 0, sockets: 0 });
});

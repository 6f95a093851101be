import { afterEach, expect, test, vi } from "vitest";
import { echoMark, greeting } from "./testing/hub-page.fake.ts";
import type { HubPage } from "./testing/hub-page.fake.ts";
import { endPages, meet, newSwarm, openPage, patience } from "./testing/hub-party.fake.ts";

afterEach(endPages);

async function expectEchoes(...met: HubPage[]): Promise<void> {
  for (const page of met) {
    await vi.waitFor(() => {
      expect(page.received.map(({ text }) => text)).toContain(echoMark + greeting);
    }, patience);
  }
}

function expectRelayed(page: HubPage): void {
  const opened = page.posted.filter((message) => message.type === "connection/opened");
  expect(opened).not.toHaveLength(0);
  expect(opened.every(({ channel }) => channel === undefined)).toBe(true);
  expect(page.count("relay/frame")).toBeGreaterThan(0);
  const buffered = page.posted.filter((message) => message.type === "relay/buffered");
  expect(Math.max(...buffered.map(({ taken }) => taken))).toBeGreaterThanOrEqual(greeting.length);
}

test("two viewers of a stream meet through the tracker, and their workers talk", async () => {
  const [a, b] = [openPage(), openPage()];
  await meet(newSwarm(), a, b);
  await expectEchoes(a, b);
  expect(a.posted.find((message) => message.type === "connection/admit")).toMatchObject({
    peerId: b.peerId,
    remoteAddress: expect.stringMatching(/[.:]/) as string,
  });
  expect(a.count("relay/frame")).toBe(0);
});

test("the page relays the frames if channels must not be transferred", async () => {
  const [a, b] = [openPage({ transferChannels: false }), openPage()];
  await meet(newSwarm(), a, b);
  await expectEchoes(a, b);
  expectRelayed(a);
});

test("the page relays the frames when the platform cannot transfer channels", async () => {
  const [a, b] = [openPage({ canTransfer: false }), openPage()];
  await meet(newSwarm(), a, b);
  await expectEchoes(a, b);
  expectRelayed(a);
});

test("the worker is told how many leeches the tracker knows", async () => {
  const [a, b] = [openPage(), openPage()];
  await meet(newSwarm(), a, b);
  expect(b.posted).toContainEqual({ type: "tracker/update", complete: 0, incomplete: 2 });
});

test("a connection that the engine drops is closed on both sides, once", async () => {
  const [a, b] = [openPage(), openPage()];
  await meet(newSwarm(), a, b);
  const admitted = a.posted.find((message) => message.type === "connection/admit");
  if (admitted === undefined) throw new Error("no peer was admitted");
  const { connectionId } = admitted;
  const drop = {
    type: "connection/drop",
    connectionId,
    error: { code: "P2P_BANNED", message: "" },
  };
  a.hub.receive(drop as Parameters<typeof a.hub.receive>[0]);
  a.hub.receive(drop as Parameters<typeof a.hub.receive>[0]);
  await vi.waitFor(() => expect(b.connectedPeers()).toEqual([]), patience);
  expect(a.posted.filter(isClosed(connectionId))).toHaveLength(1);
});

test("if both sides make an offer, both connections are reported", async () => {
  const [a, b] = [openPage(), openPage()];
  const swarm = newSwarm();
  await meet(swarm, a, b);
  // A came first, so B made the offer. Now that B is there, A announces again.
  a.hub.setSwarm(newSwarm());
  a.hub.setSwarm(swarm);
  await vi.waitFor(() => {
    const sides = a.posted.filter((message) => message.type === "connection/opened");
    const admitted = a.posted.filter((message) => message.type === "connection/admit");
    const began = admitted.map(
      ({ connectionId }) => sides.find((side) => side.connectionId === connectionId)?.initiator,
    );
    expect(new Set(began)).toEqual(new Set([true, false]));
  }, patience);
});

test("the peers of a swarm stay for a while after a switch, and a switch back keeps them", async () => {
  const limits = { swarmLinger: 300 };
  const [a, b, leaver, left] = [openPage({ limits }), openPage(), openPage({ limits }), openPage()];
  const swarm = newSwarm();
  await meet(swarm, a, b);
  await meet(newSwarm(), leaver, left);
  a.hub.setSwarm(newSwarm());
  leaver.hub.setSwarm(newSwarm());
  expect(a.connectedPeers()).toContain(b.peerId);
  a.hub.setSwarm(swarm);
  await vi.waitFor(() => expect(leaver.connectedPeers()).toEqual([]), patience);
  expect(a.connectedPeers()).toContain(b.peerId);
  expect(b.connectedPeers()).toContain(a.peerId);
});

test("the peers of a swarm that was left are disconnected when the linger is over", async () => {
  const [a, b] = [openPage({ limits: { swarmLinger: 100 } }), openPage()];
  await meet(newSwarm(), a, b);
  a.hub.setSwarm(newSwarm());
  expect(a.connectedPeers()).toContain(b.peerId);
  await vi.waitFor(() => expect(a.connectedPeers()).toEqual([]), patience);
  await vi.waitFor(() => expect(b.connectedPeers()).toEqual([]), patience);
});

test("a hub that was suspended meets its peers again", async () => {
  const [a, b] = [openPage(), openPage()];
  const swarm = newSwarm();
  await meet(swarm, a, b);
  a.hub.suspend();
  expect(a.connectedPeers()).toEqual([]);
  await meet(swarm, a, b);
});

test("two hubs on a page do not affect each other: when one closes, the other continues", async () => {
  const [a, b] = [openPage(), openPage()];
  const swarm = newSwarm();
  await meet(swarm, a, b);
  a.hub.close();
  await meet(swarm, b, openPage());
});

test("peers meet in browsers that cannot write bytes as hex", async () => {
  const own = Object.getOwnPropertyDescriptor(Uint8Array.prototype, "toHex");
  Reflect.deleteProperty(Uint8Array.prototype, "toHex");
  try {
    await meet(newSwarm(), openPage(), openPage());
  } finally {
    if (own !== undefined) Object.defineProperty(Uint8Array.prototype, "toHex", own);
  }
});

function isClosed(connectionId: number) {
  return (message: { type: string; connectionId?: number }) =>
    message.type === "connection/closed" && message.connectionId === connectionId;
}

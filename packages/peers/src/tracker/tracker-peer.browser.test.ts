import { defaultLimits } from "@swarmlane/contract";
import type { ConnectionId, PageMessage } from "@swarmlane/contract";
import { afterEach, expect, test, vi } from "vitest";
import { createPeerConnection } from "../connection/peer-connection.ts";
import type { PeerConnection } from "../connection/peer-connection.ts";
import { deadOffer } from "./socket/frame-guard.ts";
import TrackerPeer from "./tracker-peer.ts";

const endings: (() => void)[] = [];
afterEach(() => endings.splice(0).forEach((end) => end()));

type Budget = "room" | "no slot when it connects" | "exhausted";

function openPeer(initiator: boolean, budget: Budget = "room") {
  const posted: PageMessage[] = [];
  const errors: Error[] = [];
  const signals: { type: string; sdp?: string }[] = [];
  const share = { connected: () => budget === "room", release: () => undefined };
  const connect = (): PeerConnection =>
    createPeerConnection({
      connectionId: 1 as ConnectionId,
      initiator,
      share: budget === "exhausted" ? undefined : share,
      open: (config) => new RTCPeerConnection(config),
      limits: defaultLimits,
      transferChannels: false,
      post: (message) => posted.push(message),
      onClose: () => undefined,
    });
  const source = { connect, onError: (error: Error) => errors.push(error) };
  const peer = new TrackerPeer({
    initiator,
    trickle: false,
    config: { iceServers: [] },
    wrtc: source,
  });
  peer.on("signal", (signal) => signals.push(signal));
  endings.push(() => peer.destroy());
  return { peer, posted, errors, signals };
}

test("an answer to an offer that was withdrawn is ignored", async () => {
  const { peer, signals, errors } = openPeer(true);
  await vi.waitFor(() => expect(signals).toHaveLength(1));
  peer.destroy();
  await vi.waitFor(() => expect(peer.destroyed).toBe(true));
  peer.signal({ type: "answer", sdp: "v=0" });
  expect(errors).toEqual([]);
});

test("an invalid signal ends the connection without an exception", async () => {
  const { peer, posted, errors } = openPeer(true);
  peer.signal({ type: "nonsense", sdp: "v=nonsense" });
  await vi.waitFor(() => expect(peer.destroyed).toBe(true));
  expect(errors).toHaveLength(1);
  expect(posted.map(({ type }) => type)).toEqual(["connection/opened", "connection/closed"]);
});

test("without budget the offer is dead, and the worker is not told", async () => {
  const { posted, errors, signals } = openPeer(true, "exhausted");
  await vi.waitFor(() => expect(signals).toEqual([deadOffer]));
  expect(errors).toHaveLength(1);
  expect(posted).toEqual([]);
});

/** A bare connection that makes an offer, and connects as soon as the peer answers. */
async function call({ peer, signals }: ReturnType<typeof openPeer>, ...labels: string[]) {
  peer.id = "ab".repeat(20);
  const remote = new RTCPeerConnection();
  endings.push(() => remote.close());
  const channels = labels.map((label) => remote.createDataChannel(label));
  await remote.setLocalDescription();
  await vi.waitFor(() => expect(remote.iceGatheringState).toBe("complete"), { timeout: 6000 });
  peer.signal({ type: "offer", sdp: remote.localDescription?.sdp ?? "" });
  await vi.waitFor(() => expect(signals).toHaveLength(1), { timeout: 6000 });
  await remote.setRemoteDescription(signals[0] as RTCSessionDescriptionInit);
  return channels;
}

test("a peer that opens several channels gets one", async () => {
  const called = openPeer(false);
  const channels = await call(called, "first", "second", "third");
  await vi.waitFor(() => {
    expect(channels.map(({ readyState }) => readyState).sort()).toEqual([
      "closed",
      "closed",
      "open",
    ]);
  });
  expect(called.posted.filter(({ type }) => type === "connection/opened")).toHaveLength(1);
});

test("a peer that connects when no slot is left is not admitted", async () => {
  const { peer, posted, ...called } = openPeer(false, "no slot when it connects");
  await call({ peer, posted, ...called }, "channel");
  await vi.waitFor(() => expect(peer.destroyed).toBe(true), { timeout: 6000 });
  expect(posted.map(({ type }) => type)).toEqual(["connection/opened", "connection/closed"]);
});

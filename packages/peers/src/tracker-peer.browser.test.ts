import { defaultLimits } from "@swarmlane/contract";
import type { ConnectionId, PageMessage } from "@swarmlane/contract";
import { afterEach, expect, test, vi } from "vitest";
import { createConnection } from "./connection.ts";
import type { Connection } from "./connection.ts";
import { deadOffer } from "./dead-offer.ts";
import TrackerPeer from "./tracker-peer.ts";

const endings: (() => void)[] = [];
afterEach(() => endings.splice(0).forEach((end) => end()));

function openPeer(initiator: boolean, hasRoom = true) {
  const posted: PageMessage[] = [];
  const errors: Error[] = [];
  const signals: { type: string; sdp?: string }[] = [];
  const connect = (): Connection =>
    createConnection({
      connectionId: 1 as ConnectionId,
      initiator,
      share: hasRoom ? { connected: () => undefined, release: () => undefined } : undefined,
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

test("an answer to an offer that is gone is ignored", async () => {
  const { peer, signals, errors } = openPeer(true);
  await vi.waitFor(() => expect(signals).toHaveLength(1));
  peer.destroy();
  await vi.waitFor(() => expect(peer.destroyed).toBe(true));
  peer.signal({ type: "answer", sdp: "v=0" });
  expect(errors).toEqual([]);
});

test("a signal that is nonsense ends the connection, without an exception", async () => {
  const { peer, posted, errors } = openPeer(true);
  peer.signal({ type: "nonsense", sdp: "v=nonsense" });
  await vi.waitFor(() => expect(peer.destroyed).toBe(true));
  expect(errors).toHaveLength(1);
  expect(posted.map(({ type }) => type)).toEqual(["connection/opened", "connection/closed"]);
});

test("without room the offer is a dead one, and the worker hears nothing", async () => {
  const { posted, errors, signals } = openPeer(true, false);
  await vi.waitFor(() => expect(signals).toEqual([deadOffer]));
  expect(errors).toHaveLength(1);
  expect(posted).toEqual([]);
});

test("a peer that opens several channels gets one", async () => {
  const { peer, posted, signals } = openPeer(false);
  peer.id = "ab".repeat(20);
  const remote = new RTCPeerConnection();
  endings.push(() => remote.close());
  const channels = ["first", "second", "third"].map((label) => remote.createDataChannel(label));
  await remote.setLocalDescription();
  await vi.waitFor(() => expect(remote.iceGatheringState).toBe("complete"), { timeout: 6000 });
  peer.signal({ type: "offer", sdp: remote.localDescription?.sdp ?? "" });
  await vi.waitFor(() => expect(signals).toHaveLength(1), { timeout: 6000 });
  await remote.setRemoteDescription(signals[0] as RTCSessionDescriptionInit);
  await vi.waitFor(() => {
    expect(channels.map(({ readyState }) => readyState).sort()).toEqual([
      "closed",
      "closed",
      "open",
    ]);
  });
  expect(posted.filter(({ type }) => type === "connection/opened")).toHaveLength(1);
});

/** The genuine MediaPeer of 0.6.2 on a pretended simple-peer: the oracle of the wire protocol. Node only. */
import { EventEmitter } from "node:events";
import type { PeerChannel } from "@swarmlane/contract";
import { MediaPeer } from "p2p-media-loader-core/dist/media-peer.js";

export interface MediaPeerOracle {
  readonly peer: MediaPeer;
  /** Frames that 0.6.2 sent, oldest first. */
  readonly sent: Uint8Array[];
  /** The events that 0.6.2 emitted, with their arguments after the peer itself. */
  readonly events: [name: string, ...args: unknown[]][];
  /** Delivers a frame to 0.6.2. */
  receive(frame: Uint8Array): void;
}

const observed = [
  "connect",
  "close",
  "segment-request",
  "segment-loaded",
  "segment-absent",
  "segment-error",
  "data-updated",
] as const;

/** With a `channel`, 0.6.2 talks over it; without, frames are only recorded. */
export function createMediaPeerOracle(
  options: { channel?: PeerChannel; webRtcMaxMessageSize?: number } = {},
): MediaPeerOracle {
  const { channel, webRtcMaxMessageSize = 65_535 } = options;
  const sent: Uint8Array[] = [];
  const events: MediaPeerOracle["events"] = [];
  const simplePeer = Object.assign(new EventEmitter(), {
    id: "peer",
    remoteAddress: "",
    write(chunk: string | Uint8Array) {
      // simple-peer sends a string as its UTF-8 bytes, in a binary frame.
      const frame = typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk.slice();
      sent.push(frame);
      channel?.send(frame);
    },
    destroy: () => channel?.close(),
  });
  const peer = new MediaPeer(simplePeer, {
    p2pSegmentDownloadTimeout: 60_000,
    webRtcMaxMessageSize,
  });
  for (const name of observed)
    peer.on(name, (_peer: unknown, ...args: unknown[]) => events.push([name, ...args]));
  channel?.listen({
    onFrame: (frame) => simplePeer.emit("data", frame),
    onBufferedLow: () => undefined,
    onClose: () => simplePeer.emit("close"),
  });
  return { peer, sent, events, receive: (frame) => simplePeer.emit("data", frame) };
}

/** A peer that harms others: it announces every segment of the stream, and never answers or sends wrong bytes. */
import { type ConnectionId, type Limits, type PeerChannel, type PeerId } from "@swarmlane/contract";
import {
  decodeFrame,
  encodeCommand,
  encodeHello,
  encodeSegmentsMap,
  listEntries,
  pieceHeaderBytes,
  type WireCommand,
  writePieceHeader,
} from "@swarmlane/wire";
import type { EventClock } from "../clock/event-clock.ts";
import { type Bodies, wrongByte } from "../origin/bodies.ts";
import type { Timeline } from "../origin/timeline.ts";
import type { ConnectionUser } from "../tracker/sim-hub.ts";
import { sequenceOf } from "./knowledge.ts";

export interface HostileOptions {
  readonly clock: EventClock;
  readonly timeline: Timeline;
  readonly bodies: Bodies;
  readonly limits: Limits;
  /** Whether it sends wrong bytes; otherwise it sends nothing. */
  readonly answers: boolean;
  /** Bytes in memory of a message. */
  readonly pieceBytes: number;
}

export interface HostilePeer extends ConnectionUser {
  leave(): void;
}

type Request = Extract<WireCommand, { type: "request" }>;

export function createHostilePeer(options: HostileOptions): HostilePeer {
  const { clock, timeline, bodies, limits, answers, pieceBytes } = options;
  const opened = new Map<ConnectionId, PeerChannel>();
  const admitted = new Set<PeerChannel>();
  let timer: unknown;
  let isGone = false;

  function announce(to: Iterable<PeerChannel>): void {
    const { first, end } = timeline.shownAt(clock.now());
    const loaded = Array.from({ length: end - first }, (_, index) =>
      timeline.infoOf(first + index, 0),
    );
    const frame = encodeSegmentsMap(listEntries({ loaded, loadingByHttp: [] }, limits));
    for (const channel of to) channel.send(frame);
  }

  function announceAgain(): void {
    if (isGone || !timeline.isLive) return;
    announce(admitted);
    timer = clock.setTimeout(announceAgain, 1000 * timeline.options.segmentSeconds);
  }

  function read(channel: PeerChannel, frame: Uint8Array): void {
    if (!answers) return;
    const decoded = decodeFrame(frame, { receiving: false, numbered: true, limits });
    if (decoded.kind === "command" && decoded.command.type === "request")
      answer(channel, decoded.command);
  }

  function answer(channel: PeerChannel, { id, number, offset = 0 }: Request): void {
    const bytes = timeline.sizeOf(sequenceOf(id));
    const size = bodies.scaled(bytes, bytes);
    if (number === undefined) channel.send(encodeCommand({ type: "data", id, size }));
    for (let at = offset; at < size; at += pieceBytes) {
      const head = number === undefined ? 0 : pieceHeaderBytes;
      const frame = new Uint8Array(head + Math.min(pieceBytes, size - at)).fill(wrongByte);
      if (number !== undefined) writePieceHeader(frame, { number, size, offset: at });
      channel.send(frame);
    }
  }

  announceAgain();
  return {
    connectionOpened(id, _initiator, channel) {
      opened.set(id, channel);
      channel.listen({
        onFrame: (frame) => read(channel, frame),
        onBufferedLow: () => undefined,
        onClose: () => undefined,
      });
    },
    connectionAdmit(id: ConnectionId, _peerId: PeerId) {
      const channel = opened.get(id);
      if (channel === undefined) return;
      admitted.add(channel);
      channel.send(encodeHello());
      announce([channel]);
    },
    connectionClosed(id) {
      const channel = opened.get(id);
      opened.delete(id);
      if (channel !== undefined) admitted.delete(channel);
    },
    trackerUpdate: () => undefined,
    leave() {
      isGone = true;
      clock.clearTimeout(timer);
    },
  };
}

/** A swarm under test, and remote ends of channels that speak the protocol by hand. */
import type {
  ConnectionId,
  EngineSettings,
  Limits,
  PeerChannel,
  BanRecord,
  PeerId,
  SegmentKey,
  SegmentName,
  WireSegmentId,
} from "@swarmlane/contract";
import { defaultEngineSettings } from "@swarmlane/contract";
import {
  type ChannelPairOptions,
  createChannelPair,
  createFakePorts,
  type SimulatedClock,
} from "@swarmlane/testkit";
import {
  countEntries,
  decodeFrame,
  encodeCommand,
  encodeHello,
  pieceHeaderBytes,
  type SegmentWireCommand,
  type WireCommand,
  writePieceHeader,
} from "@swarmlane/wire";
import { createActor, type InspectionEvent } from "xstate";
import type { AttemptToken, DownloadEvent, PartialPayload } from "../actor-events.ts";
import { createPayloads } from "../payloads.ts";
import { createProgress } from "../progress.ts";
import { createOpenLinks } from "./session/open-links.ts";
import { swarmMachine } from "./swarm.machine.ts";

export const peerId = (digit: string): PeerId => digit.repeat(40) as PeerId;
export const wireId = (name: string): WireSegmentId => `swarm+${name}` as WireSegmentId;
export const named = (sequence: string, stream = "swarm"): SegmentName => ({ stream, sequence });
/** `length` bytes that differ from place to place. */
export function content(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let n = 0; n < length; n++) bytes[n] = n * 7 + (n >> 8);
  return bytes;
}

/** Quick for megabytes, where `toEqual` is not. */
export function areSame(one: Uint8Array | ArrayBuffer | undefined, other: Uint8Array): boolean {
  return one !== undefined && Buffer.from(one as Uint8Array).equals(other);
}

export interface SwarmFixtureOptions {
  readonly limits?: Partial<Limits>;
  readonly settings?: Partial<EngineSettings>;
  readonly ownPeerId?: PeerId;
  readonly bans?: readonly BanRecord[];
  /** What is still to be loaded. */
  readonly wanted?: () => readonly SegmentName[];
  /** To put two swarms into one time. */
  readonly hasValidator?: boolean;
  readonly clock?: SimulatedClock;
  readonly inspect?: (event: InspectionEvent) => void;
}

/** Our id is all `5` by default. Another peer keeps sending, so that silence is not mistaken for a broken network. */
export function createSwarmFixture(options: SwarmFixtureOptions = {}) {
  const ports = createFakePorts({
    ...(options.limits && { limits: options.limits }),
    ...(options.clock && { clock: options.clock }),
  });
  const settings = { ...defaultEngineSettings, ...options.settings };
  const payloads = createPayloads();
  const stored = new Map<WireSegmentId, Uint8Array>();
  const notices: string[] = [];
  const reads: WireSegmentId[] = [];
  const links = createOpenLinks();
  const swarm = createActor(swarmMachine, {
    clock: ports.clock,
    ...(options.inspect && { inspect: options.inspect }),
    input: {
      ownPeerId: options.ownPeerId ?? peerId("5"),
      ports,
      settings,
      payloads,
      bans: options.bans ?? [],
      links,
      arrivals: { note: () => undefined, lastExcept: () => ports.clock.now() },
      hasValidator: options.hasValidator ?? false,
      wanted: options.wanted ?? (() => []),
      readForPeer: (id) => {
        reads.push(id);
        return Promise.resolve(stored.get(id));
      },
      onChange: (reason) => notices.push(reason),
    },
  }).start();
  let nextConnection = 1;
  let nextToken = 1;

  /** A connection whose remote end the test plays. */
  async function open(initiator = true, pair: ChannelPairOptions = {}) {
    const connectionId = nextConnection++ as ConnectionId;
    const { a, b } = createChannelPair({
      clock: ports.clock,
      bufferedLow: ports.limits.bufferedLow,
      ...pair,
    });
    const remote = createRemote(b);
    swarm.send({ type: "connection.opened", connectionId, initiator, channel: a });
    await ports.clock.advance(1);
    return { connectionId, remote, channel: a };
  }

  /** Each id comes with a certificate of its own unless the test says otherwise. */
  function admit(
    connectionId: ConnectionId,
    id: PeerId,
    remoteAddress = "",
    certificate = `certificate of ${id}`,
  ): void {
    swarm.send({ type: "connection.admit", connectionId, peerId: id, remoteAddress, certificate });
  }

  /** A peer with an empty map. */
  async function join(digit = "a", pair: ChannelPairOptions = {}) {
    const opened = await open(true, pair);
    admit(opened.connectionId, peerId(digit));
    opened.remote.announce();
    await ports.clock.advance(1);
    return { ...opened, id: peerId(digit) };
  }

  function request(id: PeerId, name: string, { partial }: { partial?: PartialPayload } = {}) {
    const events: DownloadEvent[] = [];
    const token = nextToken++ as AttemptToken;
    const progress = createProgress(name as SegmentKey, ports.clock.now());
    swarm.send({
      type: "download.request",
      token,
      peerId: id,
      segment: named(name),
      partial,
      progress,
      replyTo: { send: (event) => void events.push(event) },
    });
    const outcome = () => {
      const last = events.at(-1);
      if (last?.type === "download.failed") return last.error.code;
      return last?.type === "download.done" ? last.type : undefined;
    };
    return {
      events,
      outcome,
      /** What the segment was handed at the end. */
      bytes() {
        const last = events.at(-1);
        if (last?.type === "download.done") return payloads.peek(last.payload);
        if (last?.type === "download.failed" && last.partial !== undefined)
          return payloads.peek(last.partial.payload);
        return undefined;
      },
      cancel: () =>
        swarm.send({
          type: "download.cancel",
          token,
          code: "P2P_CANCELLED",
          reason: "not wanted",
        }),
      token,
      progress,
    };
  }

  return {
    ...{ swarm, ports, settings, payloads, stored, notices, reads, open, admit, join, request },
    advance: (ms = 1) => ports.clock.advance(ms),
    /** How many more requests the peer may be sent. */
    roomOf: (id: PeerId) => swarm.getSnapshot().context.view.peers.get(id)?.room,
    get view() {
      return swarm.getSnapshot().context.view;
    },
    holders: (sequence: string, stream?: string) =>
      swarm.getSnapshot().context.view.holders(named(sequence, stream)),
    drops: () => ports.eventsOf("connection/drop").map((event) => event.error.code),
    eventTypes: () => ports.events.map((event) => event.type),
  };
}

export type Remote = ReturnType<typeof createRemote>;

/**
 * The other end of a channel. A 0.6 peer unless it says `hello`; our own greeting, which 0.6 does not understand, is
 * kept apart.
 */
export function createRemote(channel: PeerChannel) {
  const frames: Uint8Array[] = [];
  const greetings: Uint8Array[] = [];
  let closes = 0;
  let numbered = false;
  const sizes = new Map<number, number>();
  const isGreeting = (frame: Uint8Array) => areSame(frame, encodeHello());
  channel.listen({
    onFrame: (frame) => (isGreeting(frame) ? greetings : frames).push(frame),
    onBufferedLow: () => undefined,
    onClose: () => closes++,
  });
  const limits = createFakePorts().limits;
  const decoded = () =>
    frames.map((frame) => decodeFrame(frame, { receiving: false, numbered, limits }));
  return {
    frames,
    greetings,
    /** From now on it is a peer of our own. */
    hello() {
      numbered = true;
      channel.send(encodeHello());
    },
    /** A piece of the answer to request `number`. */
    piece(number: number, offset: number, bytes: Uint8Array) {
      const frame = new Uint8Array(pieceHeaderBytes + bytes.byteLength);
      const size = sizes.get(number) ?? offset + bytes.byteLength;
      writePieceHeader(frame, { number, size, offset });
      frame.set(bytes, pieceHeaderBytes);
      channel.send(frame);
    },
    isClosed: () => closes > 0,
    close: () => channel.close(),
    /** Everything heard, in words: `request swarm+1`, `map 2`, `piece 1000`. */
    heard: () => decoded().map((each, index) => describe(each, frames[index]?.byteLength ?? 0)),
    commands: (): WireCommand[] =>
      decoded().flatMap((each) => (each.kind === "command" ? [each.command] : [])),
    raw: (bytes: Uint8Array) => channel.send(bytes),
    text: (text: string) => channel.send(new TextEncoder().encode(text)),
    say: (command: SegmentWireCommand) => channel.send(encodeCommand(command)),
    announce(...names: string[]) {
      const swarm = [names.join("|"), names.map(() => 0)];
      this.text(JSON.stringify({ c: 2, m: names.length > 0 ? { swarm } : {} }));
    },
    /** A 0.6 peer's. */
    header(name: string, size: number) {
      this.say({ type: "data", id: wireId(name), size });
    },
    /** Pieces of the answer to request `number` are of a segment of that size. */
    answers(number: number, size: number) {
      sizes.set(number, size);
    },
    ask(name: string, number?: number, range: { offset?: number; size?: number } = {}) {
      this.say({ type: "request", id: wireId(name), number, ...range });
    },
  };
}

function describe(decoded: ReturnType<typeof decodeFrame>, bytes: number): string {
  if (decoded.kind === "piece") return `piece ${bytes}`;
  if (decoded.kind === "numbered")
    return `piece ${decoded.number}: ${decoded.offset}+${decoded.bytes.byteLength} of ${decoded.size}`;
  if (decoded.kind === "error") return decoded.error.code;
  const { command } = decoded;
  if (command.type === "map") return `map ${countEntries(command.segments)}`;
  if (command.type === "coming") return `coming ${countEntries(command.segments)}`;
  if (command.type === "unknown") return `unknown ${command.code}`;
  if (command.type === "changes") return `changes ${countEntries(command.changes)}`;
  if (!("id" in command)) return command.type;
  const number = command.number === undefined ? "" : ` as ${command.number}`;
  const from = command.type === "request" && command.offset ? ` from ${command.offset}` : "";
  return `${command.type} ${command.id}${number}${from}`;
}

/** What the swarm knows: its input, its context, and the questions that are asked of the context. */
import {
  type BanRecord,
  blameFor,
  type Clock,
  type ConnectionId,
  type EnginePorts,
  type EngineSettings,
  type ErrorInfo,
  type PeerId,
  type SegmentName,
  type WireSegmentId,
} from "@swarmlane/contract";
import type { PeerView, SwarmView } from "../actor-events.ts";
import type { Arrivals } from "../arrivals.ts";
import type { Payloads } from "../payloads.ts";
import {
  admissionOf,
  type Connection,
  type Connections,
  holderOf,
  isBusy,
  standbysOf,
} from "./admission/connection.ts";
import { newcomerWins } from "./admission/glare.ts";
import { type Candidate, findYielding, valueOf } from "./admission/slot-value.ts";
import { createLedger, type Ledger } from "./blame/ledger.ts";
import { networkOf } from "./blame/network.ts";
import { createReceiveBudget, type ReceiveBudget } from "./download/receive-budget.ts";
import { type Availability, createAvailability } from "./holdings/availability.ts";
import { createOwnMaps, type OwnMaps } from "./holdings/own-map.ts";
import type { Announced } from "./session/link.ts";
import type { OpenLinks } from "./session/open-links.ts";
import { createRelays, type Relays } from "./upload/relays.ts";
import { createUploadSlots, type UploadSlots } from "./upload/upload-slots.ts";

export interface SwarmInput {
  /** Ours, for the tie-break between two connections to one peer. */
  readonly ownPeerId: PeerId;
  readonly ports: EnginePorts;
  /** Live: read at each use. */
  readonly settings: Readonly<EngineSettings>;
  readonly payloads: Payloads;
  /** Bans that hold from the start. */
  readonly bans: readonly BanRecord[];
  /** Segments that are still to be loaded, the most important first. */
  readonly wanted: () => Iterable<SegmentName>;
  /** The stored bytes for an upload, without refreshing the LRU; undefined when absent. Never rejects. */
  readonly readForPeer: (segmentId: WireSegmentId) => Promise<Uint8Array | undefined>;
  /** What the scheduler reads of the swarm changed. */
  readonly onChange: (reason: string) => void;
  /** For an inspector. Must not throw. */
  readonly onAnnounced?: ((announced: Announced) => void) | undefined;
  readonly arrivals: Arrivals;
  /** Each segment is checked before it is used, so unchecked segments are not requested. */
  readonly hasValidator: boolean;
  /** Keeps the open links. */
  readonly links: OpenLinks;
}

/** What all connections share: plain objects, whose content no machine's context repeats. */
export interface Commons {
  readonly availability: Availability;
  readonly ledger: Ledger;
  readonly ownMaps: OwnMaps;
  readonly budget: ReceiveBudget;
  readonly slots: UploadSlots;
  readonly relays: Relays;
  /** Until when (ms) a peer's word is not taken that it is loading something. */
  readonly doubts: Map<PeerId, number>;
  /** Whether to warn once more that there are too many connections. */
  readonly mayWarn: () => boolean;
}

export interface SwarmContext {
  readonly input: SwarmInput;
  readonly commons: Commons;
  readonly connections: Connections;
  /** The connected peers. Each has one connection in use, which its view reads. */
  readonly peers: ReadonlyMap<PeerId, PeerView>;
  /** What the scheduler reads, at any time: one object, which shows the swarm as it is. */
  readonly view: SwarmView;
}

/** From the swarm to itself, later. */
export interface BackOffOver {
  readonly type: "backoff.over";
  readonly peerId: PeerId;
  readonly segment: SegmentName;
}

export function initialContext(input: SwarmInput, current: () => SwarmContext): SwarmContext {
  const { limits, clock, emit } = input.ports;
  const availability = createAvailability(limits);
  const doubts = new Map<PeerId, number>();
  const isBelieved = (peerId: PeerId): boolean =>
    doubts.size === 0 || (doubts.get(peerId) ?? 0) <= clock.now();
  const ledger = createLedger({
    ...{ limits, clock, bans: input.bans },
    onBan: (record) => emit({ type: "peer/banned", record }),
  });
  const slots = createUploadSlots(limits, clock);
  return {
    input,
    commons: {
      availability,
      ledger,
      ownMaps: createOwnMaps(limits, input.settings),
      budget: createReceiveBudget(limits.receiveBytes),
      slots,
      relays: createRelays(),
      doubts,
      mayWarn: createThrottle(clock, limits.warningCoalesce),
    },
    connections: new Map(),
    peers: new Map(),
    view: {
      get peers() {
        return current().peers;
      },
      get uplink() {
        return slots.uplink;
      },
      holders: (segment) => availability.holders(segment),
      loaders(segment) {
        const all = availability.loaders(segment);
        return doubts.size === 0 ? all : all.filter(isBelieved);
      },
      relays: (segment) => (input.hasValidator ? nobody : availability.relays(segment)),
      electors(stream) {
        const found: PeerId[] = [];
        for (const { id, isOurs } of current().peers.values())
          if (isOurs && isBelieved(id) && availability.mayWant(id, stream)) found.push(id);
        return found;
      },
      backedOffUntil: (peerId, segment) => availability.backedOffUntil(peerId, segment),
    },
  };
}

const nobody: readonly PeerId[] = [];

/** The id of a session's actor. */
export const sessionId = (connectionId: ConnectionId): string => `connection ${connectionId}`;

export function isFull({ input, peers }: SwarmContext): boolean {
  return peers.size >= input.ports.limits.connectedPeers;
}

/** The connection that would make room for a newcomer. */
export function findVictim({ input, commons, connections }: SwarmContext): Connection | undefined {
  const { limits, clock } = input.ports;
  const promising = new Set<PeerId>();
  for (const name of input.wanted())
    for (const peerId of commons.availability.holders(name)) promising.add(peerId);
  const now = clock.now();
  const candidates: Candidate<Connection>[] = [];
  for (const connection of connections.values()) {
    const { identity, link } = connection;
    if (identity === undefined || admissionOf(connection) !== "inUse") continue;
    const { peerId, admittedAt, address } = identity;
    const holdsWanted = promising.has(peerId);
    const value = valueOf({ ...link.account, admittedAt, holdsWanted }, now, limits);
    candidates.push({ id: connection, value, address: networkOf(address) });
  }
  return findYielding(candidates)?.id;
}

/** Whether it takes over at once from the connection in use for that id. */
export function beats(
  { input, connections }: SwarmContext,
  newcomer: Connection | undefined,
  peerId: PeerId,
  address: string,
): boolean {
  const holder = holderOf(connections, peerId);
  if (newcomer === undefined || holder?.identity === undefined || holder === newcomer) return false;
  const { clock, limits } = input.ports;
  return newcomerWins({
    own: input.ownPeerId,
    peer: peerId,
    holder: {
      initiator: holder.initiator,
      hasSpoken: holder.link.account.heardAt !== undefined,
      address: holder.identity.address,
      isBusy: isBusy(holder),
      age: clock.now() - holder.identity.admittedAt,
    },
    newcomer: {
      initiator: newcomer.initiator,
      hasSpoken: newcomer.link.account.heardAt !== undefined,
      address,
    },
    grace: limits.glareGrace,
  });
}

/** Connections on standby that claim the same id. */
export function claimantsOf(
  { connections }: SwarmContext,
  connectionId: ConnectionId,
): Connection[] {
  const peerId = connections.get(connectionId)?.identity?.peerId;
  return peerId === undefined ? [] : standbysOf(connections, peerId);
}

/**
 * When a connection has ended that was in use for its peer: the standby that takes over. It is one that has spoken, or
 * else the one that both sides would choose. Never one whose certificate is banned.
 */
export function findSuccessor(
  context: SwarmContext,
  ended: ConnectionId,
): { readonly connection: Connection; readonly peerId: PeerId } | undefined {
  const peerId = peerLeftBy(context, ended);
  if (peerId === undefined) return undefined;
  const { input, commons, connections } = context;
  const standbys = standbysOf(connections, peerId).filter(
    ({ identity }) =>
      identity !== undefined &&
      !commons.ledger.isBanned({ certificate: identity.certificate, address: "" }),
  );
  const lowerIsOurs = input.ownPeerId < peerId;
  const connection =
    standbys.find(({ link }) => link.account.heardAt !== undefined) ??
    standbys.find((each) => each.initiator === lowerIsOurs) ??
    standbys[0];
  return connection && { connection, peerId };
}

/** The peer that no connection is in use for, now that this one has ended. */
export function peerLeftBy(
  { connections, peers }: SwarmContext,
  ended: ConnectionId,
): PeerId | undefined {
  const peerId = connections.get(ended)?.identity?.peerId;
  if (peerId === undefined || !peers.has(peerId)) return undefined;
  return holderOf(connections, peerId) === undefined ? peerId : undefined;
}

/** A failure at one connection, for one segment. */
export interface Failure {
  readonly connectionId: ConnectionId;
  readonly segment: SegmentName;
  /** Undefined: it went well. */
  readonly error: ErrorInfo | undefined;
}

/** The back-off after a failure. Until it is over, that peer is not asked for that segment again. */
export function backOffOf(
  { connections, input }: SwarmContext,
  { connectionId, segment, error }: Failure,
): { readonly peerId: PeerId; readonly segment: SegmentName; readonly delay: number } | undefined {
  const peerId = connections.get(connectionId)?.identity?.peerId;
  if (peerId === undefined || error === undefined) return undefined;
  const { absentBackoff, shortBackoff } = input.ports.limits;
  switch (blameFor(error).backOff) {
    case "none":
      return undefined;
    case "short":
      return { peerId, segment, delay: shortBackoff };
    case "long":
      return { peerId, segment, delay: absentBackoff };
  }
}

/** The returned function answers true at most once in `interval` ms. */
function createThrottle(clock: Pick<Clock, "now">, interval: number): () => boolean {
  let allowedFrom = -Infinity;
  return () => {
    if (clock.now() < allowedFrom) return false;
    allowedFrom = clock.now() + interval;
    return true;
  };
}

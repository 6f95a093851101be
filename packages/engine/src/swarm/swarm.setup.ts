/** The context, guards and actions of the swarm's machine, by name. Either thread. */
import {
  blameFor,
  type ConnectionId,
  type ErrorInfo,
  type PeerId,
  type SegmentName,
  toErrorInfo,
} from "@swarmlane/contract";
import { assign, enqueueActions, type ErrorActorEvent, setup } from "xstate";
import type { PeerView, SwarmEvent, SwarmView } from "../actor-events.ts";
import {
  admissionOf,
  type Connection,
  type Connections,
  countOf,
  holderOf,
  isBusy,
  standbysOf,
  viewOf,
} from "./admission/connection.ts";
import { newcomerWins } from "./admission/glare.ts";
import { type Candidate, findYielding, valueOf } from "./admission/slot-value.ts";
import { createLedger, type Ledger } from "./blame/ledger.ts";
import { createReceiveBudget, type ReceiveBudget } from "./download/receive-budget.ts";
import { type Availability, createAvailability } from "./holdings/availability.ts";
import { createOwnMaps, type OwnMaps } from "./holdings/own-map.ts";
import { createLink } from "./session/link.ts";
import { peerSessionMachine } from "./session/peer-session.machine.ts";
import type { SessionReport } from "./session/session-events.ts";
import type { SwarmInput } from "./swarm-input.ts";
import { createUploadSlots, type UploadSlots } from "./upload/upload-slots.ts";

/** What all connections share: plain objects, whose content no machine's context repeats. */
interface Commons {
  readonly availability: Availability;
  readonly ledger: Ledger;
  readonly ownMaps: OwnMaps;
  readonly budget: ReceiveBudget;
  readonly slots: UploadSlots;
}

export interface SwarmContext {
  readonly input: SwarmInput;
  readonly commons: Commons;
  readonly connections: Connections;
  /** By id: the connection in use for it, as the policy sees it. */
  readonly peers: ReadonlyMap<PeerId, PeerView>;
  /** When it was last said that there are too many connections. ms. */
  readonly warnedAt: number;
  /** What the scheduler reads, at any time: one object, which shows the swarm as it is. */
  readonly view: SwarmView;
}

/** From the swarm to itself, later. */
interface BackOffOver {
  readonly type: "backoff.over";
  readonly peerId: PeerId;
  readonly segment: SegmentName;
}

type SwarmMachineEvent = SwarmEvent | SessionReport | BackOffOver | ErrorActorEvent;
type Told<Type extends SwarmMachineEvent["type"]> = Extract<SwarmMachineEvent, { type: Type }>;
type Admission = Told<"connection.admit">;
interface About {
  readonly connectionId: ConnectionId;
}

export function initialContext(input: SwarmInput, current: () => SwarmContext): SwarmContext {
  const { limits, clock, emit } = input.ports;
  const availability = createAvailability(limits);
  const ledger = createLedger({
    ...{ limits, clock, bans: input.bans },
    onBan: (record) => emit({ type: "peer/banned", record }),
  });
  return {
    input,
    commons: {
      availability,
      ledger,
      ownMaps: createOwnMaps(limits, input.settings),
      budget: createReceiveBudget(limits.receiveBytes),
      slots: createUploadSlots(limits, clock),
    },
    connections: new Map(),
    peers: new Map(),
    warnedAt: -Infinity,
    view: {
      get peers() {
        return current().peers;
      },
      holders: (segment) => availability.holders(segment),
      isLoadingElsewhere: (segment) => availability.isLoadingElsewhere(segment),
      backedOffUntil: (peerId, segment) => availability.backedOffUntil(peerId, segment),
    },
  };
}

export const swarmSetup = setup({
  types: {
    input: {} as SwarmInput,
    context: {} as SwarmContext,
    events: {} as SwarmMachineEvent,
  },
  actors: { peerSession: peerSessionMachine },
  delays: {
    announceCoalesce: ({ context }) => context.input.ports.limits.announceCoalesce,
    /** A second: values change slowly. */
    roomCheck: 1000,
  },
  guards: {
    isKnown: ({ context, event }) =>
      "connectionId" in event && context.connections.has(event.connectionId),
    isUnknownOrAdmitted: ({ context, event }) =>
      !("connectionId" in event) ||
      context.connections.get(event.connectionId)?.identity !== undefined ||
      !context.connections.has(event.connectionId),
    isPendingFull: ({ context: { input, connections } }) =>
      countOf(connections, "pending") >= input.ports.limits.pendingPeers,
    isStandbyFull: ({ context: { input, connections } }) =>
      countOf(connections, "standby") >= input.ports.limits.pendingPeers,
    isBanned: ({ context }, { certificate, remoteAddress }: Admission) =>
      context.commons.ledger.isBanned({ certificate, address: remoteAddress }),
    isOurselves: ({ context }, { peerId }: Admission) => peerId === context.input.ownPeerId,
    isNewPeer: ({ context }, { peerId }: Admission) => !context.peers.has(peerId),
    isNewAndCrowded: ({ context }, { peerId }: Admission) =>
      !context.peers.has(peerId) && isFull(context) && findVictim(context) === undefined,
    isFull: ({ context }) => isFull(context),
    isNotFull: ({ context }) => !isFull(context),
    canYield: ({ context }) => findVictim(context) !== undefined,
    beatsHolder: ({ context }, { connectionId, peerId, remoteAddress }: Admission) =>
      beats(context, context.connections.get(connectionId), peerId, remoteAddress),
    isBetterStandby: ({ context }, { connectionId }: About) => {
      const standby = context.connections.get(connectionId);
      if (standby?.identity === undefined || admissionOf(standby) !== "standby") return false;
      return beats(context, standby, standby.identity.peerId, standby.identity.address);
    },
    isInUse: ({ context }, { connectionId }: About) => {
      const connection = context.connections.get(connectionId);
      return connection !== undefined && admissionOf(connection) === "inUse";
    },
    /** It does not answer, and another connection that claims the same id has spoken. An idle peer sends its map and no more. */
    isReplaceable: ({ context }, { connectionId, isAlive }: Told<"session.probed">) =>
      !isAlive &&
      claimantsOf(context, connectionId).some(({ link }) => link.account.heardAt !== undefined),
  },
  actions: {
    openSession: assign(({ context, spawn, self }, opened: Told<"connection.opened">) => {
      const { input, commons, connections } = context;
      const { connectionId, initiator, channel } = opened;
      const { ports, settings, payloads, readForPeer } = input;
      const link = createLink({
        ...{ connectionId, channel, ports, settings, payloads, readForPeer },
        budget: commons.budget,
        tell: (report) => self.send(report),
      });
      const session = spawn("peerSession", {
        id: sessionId(connectionId),
        input: { link, ports, settings, slots: commons.slots },
      });
      const connection = { id: connectionId, initiator, link, session, identity: undefined };
      return { connections: new Map(connections).set(connectionId, connection) };
    }),
    rememberLink: ({ context: { input, connections } }, { connectionId }: About) => {
      const link = connections.get(connectionId)?.link;
      if (link !== undefined) input.links.add(link);
    },
    refuseConnection: (
      { context: { input } },
      { connectionId, channel }: Told<"connection.opened">,
    ) => {
      const message = "too many connections are being made";
      channel.close();
      const error: ErrorInfo = { code: "PEER_BUDGET_EXCEEDED", message };
      input.ports.emit({ type: "connection/drop", connectionId, error });
    },
    /** At most one warning in `limits.warningCoalesce`. */
    warnOfBudget: enqueueActions(({ context: { input, warnedAt }, enqueue }) => {
      const { clock, limits } = input.ports;
      if (clock.now() - warnedAt < limits.warningCoalesce) return;
      const message = "there are more connections than there is room for";
      enqueue(() =>
        input.ports.emit({ type: "warning", error: { code: "PEER_BUDGET_EXCEEDED", message } }),
      );
      enqueue.assign({ warnedAt: clock.now() });
    }),
    dropConnection: ({ context }, { connectionId, error }: About & { error: ErrorInfo }) =>
      context.connections.get(connectionId)?.session.send({ type: "end", error }),
    closeConnection: ({ context }, { connectionId }: About) => {
      const error: ErrorInfo = { code: "P2P_CLOSED", message: "the connection closed" };
      context.connections.get(connectionId)?.session.send({ type: "end", error });
    },

    /** For a newcomer, when every slot is taken. */
    makeRoom: ({ context }) => {
      if (!isFull(context)) return;
      const message = "the connection made room for one that may be of more use";
      findVictim(context)?.session.send({ type: "end", error: { code: "P2P_YIELDED", message } });
    },
    identify: enqueueActions(({ context, enqueue }, admission: Admission) => {
      const { connectionId, peerId, remoteAddress: address, certificate } = admission;
      const connection = context.connections.get(connectionId);
      if (connection === undefined) return;
      const admittedAt = context.input.ports.clock.now();
      const identity = { peerId, address, certificate, admittedAt };
      const connections = new Map(context.connections);
      connections.set(connectionId, { ...connection, identity });
      enqueue(() => context.commons.ledger.note(connectionId, { address, certificate }));
      enqueue.assign({ connections });
    }),
    welcome: ({ context: { input } }, { peerId, remoteAddress }: Admission) => {
      input.ports.emit({ type: "peer/connected", peerId, remoteAddress });
      input.notify({ type: "swarm.changed", reason: "a peer joined" });
    },
    /** From now on the connection is the one that is used for its peer. */
    admit: enqueueActions(({ context, enqueue }, { connectionId }: About) => {
      const connection = context.connections.get(connectionId);
      const peerId = connection?.identity?.peerId;
      if (connection === undefined || peerId === undefined) return;
      enqueue.assign({ peers: new Map(context.peers).set(peerId, viewOf(connection, peerId)) });
      enqueue(() => putToUse(context, connection, peerId));
    }),
    /** The holder stops being used, and what it announced is forgotten: it announced that over its own connection. */
    silenceHolder: ({ context }, { connectionId }: About) => {
      const peerId = context.connections.get(connectionId)?.identity?.peerId;
      if (peerId === undefined) return;
      const holder = holderOf(context.connections, peerId);
      holder?.session.send({ type: "stand.by" });
      const announced = context.commons.availability.remove(peerId);
      if (holder !== undefined) holder.link.setAside = announced;
    },
    standBy: ({ context }, { connectionId }: About) =>
      context.connections.get(connectionId)?.session.send({ type: "stand.by" }),
    /** Another connection claims the holder's id: does the holder still answer? */
    probeHolder: ({ context }, { connectionId }: About) => {
      const peerId = context.connections.get(connectionId)?.identity?.peerId;
      const since = context.input.ports.clock.now();
      if (peerId !== undefined)
        holderOf(context.connections, peerId)?.session.send({ type: "probe", since });
    },
    /** It took over. If it has sent anything at all, it keeps its place and the others are closed. */
    probeNewHolder: ({ context }, { connectionId }: About) =>
      context.connections.get(connectionId)?.session.send({ type: "probe", since: 0 }),
    dropDeadHolder: ({ context }, { connectionId }: About) => {
      const message = "the peer does not answer here, but on another connection";
      const error: ErrorInfo = { code: "P2P_DUPLICATE", message };
      context.connections.get(connectionId)?.session.send({ type: "end", error });
    },
    dropStandbys: ({ context }, { connectionId }: About) => {
      const message = "another connection to the peer is in use";
      const error: ErrorInfo = { code: "P2P_DUPLICATE", message };
      for (const { session } of claimantsOf(context, connectionId))
        session.send({ type: "end", error });
    },

    /** A session has ended: its peer goes on over a connection that stood by, or is disconnected. */
    removeConnection: enqueueActions(
      ({ context, enqueue }, { connectionId, error }: Told<"session.ended">) => {
        const ended = context.connections.get(connectionId);
        if (ended === undefined) return;
        const connections = new Map(context.connections);
        connections.delete(connectionId);
        enqueue.assign({ connections });
        enqueue.stopChild(sessionId(connectionId));
        enqueue(() => {
          context.input.links.remove(ended.link);
          tellEnd(context.input, connectionId, error);
          charge(context, connectionId, error);
        });

        const peerId = ended.identity?.peerId;
        if (peerId === undefined || !context.peers.has(peerId)) return;
        if (holderOf(connections, peerId) !== undefined) return;
        const peers = new Map(context.peers);
        const successor = findSuccessor(context, connections, peerId);
        if (successor !== undefined) {
          enqueue.assign({ peers: peers.set(peerId, viewOf(successor, peerId)) });
          enqueue(() => {
            context.commons.availability.remove(peerId);
            putToUse(context, successor, peerId);
            successor.session.send({ type: "probe", since: 0 });
            const reason = "a peer goes on over another connection";
            context.input.notify({ type: "swarm.changed", reason });
          });
          return;
        }
        peers.delete(peerId);
        enqueue.assign({ peers });
        enqueue(() => {
          context.commons.availability.remove(peerId);
          context.input.ports.emit({ type: "peer/closed", peerId });
          context.input.notify({ type: "swarm.changed", reason: "a peer left" });
        });
      },
    ),
    /** An exception in a session's machine: the session could not clean up itself. */
    endCrashed: ({ context, self }, crash: { actorId: string; error: unknown }) => {
      for (const { id, link } of context.connections.values()) {
        if (sessionId(id) !== crash.actorId) continue;
        const error = toErrorInfo(crash.error);
        link.shut();
        context.commons.slots.release(link.uploader);
        link.transfers.abandon(error);
        self.send({ type: "session.ended", connectionId: id, error });
      }
    },
    /** A download is over. The table of blame says what follows from its error. */
    settle: enqueueActions(({ context, enqueue }, settled: Told<"session.settled">) => {
      const { connectionId, segment, error } = settled;
      const connection = context.connections.get(connectionId);
      if (error !== undefined) {
        const backOff = backOffFor(context, connection, segment, error);
        if (backOff !== undefined) enqueue.raise(backOff.event, { delay: backOff.delay });
        enqueue(() => {
          noteFailure(context, connection, segment, error, backOff?.delay);
          // What closes the connection is charged when it has closed.
          if (!blameFor(error).disconnects) charge(context, connectionId, error);
        });
      }
      enqueue(() => context.input.notify({ type: "swarm.changed", reason: "a peer is free" }));
    }),
    tellFree: ({ context }) =>
      context.input.notify({ type: "swarm.changed", reason: "a peer is free" }),
    /** A segment found its source at fault. The connection may be closed by now. */
    blame: enqueueActions(({ context, enqueue }, blamed: Told<"source.blamed">) => {
      const { source, segment, error } = blamed;
      const connection = context.connections.get(source);
      const backOff = backOffFor(context, connection, segment, error);
      if (backOff !== undefined) enqueue.raise(backOff.event, { delay: backOff.delay });
      enqueue(() => {
        noteFailure(context, connection, segment, error, backOff?.delay);
        const isOpen = connection !== undefined && admissionOf(connection) !== "ended";
        if (isOpen && blameFor(error).disconnects) connection.session.send({ type: "end", error });
        else charge(context, source, error);
      });
    }),
    credit: ({ context: { input, commons, connections } }, { source }: Told<"source.credited">) => {
      commons.ledger.credit(source);
      const link = connections.get(source)?.link;
      if (link !== undefined) link.account.deliveredAt = input.ports.clock.now();
    },
    forgive: ({ context: { input, commons } }, { peerId, segment }: BackOffOver) => {
      if (commons.availability.forgive(peerId, segment, input.ports.clock.now()))
        input.notify({ type: "swarm.changed", reason: "a peer may be asked again" });
    },

    learnMap: ({ context }, { connectionId, segments }: Told<"session.map">) =>
      learn(context, connectionId, (peerId) =>
        context.commons.availability.update(peerId, segments),
      ),
    learnChanges: ({ context }, { connectionId, changes }: Told<"session.changes">) =>
      learn(context, connectionId, (peerId) =>
        context.commons.availability.change(peerId, changes),
      ),

    requestDownload: ({ context }, request: Told<"download.request">) => {
      const { token, segment, partial, progress, replyTo } = request;
      const holder = holderOf(context.connections, request.peerId);
      if (holder !== undefined) {
        const passed = { token, segment, partial, progress, replyTo };
        holder.session.send({ type: "download.request", request: passed });
        return;
      }
      const error: ErrorInfo = { code: "P2P_UNAVAILABLE", message: "the peer is not connected" };
      replyTo.send({ type: "download.failed", token, error, partial: undefined });
    },
    cancelDownload: ({ context }, { token, code, reason }: Told<"download.cancel">) => {
      for (const { session } of context.connections.values())
        session.send({ type: "download.cancel", token, code, reason });
    },
    expireDownloads: ({ context }, { reason }: Told<"transfers.expire">) => {
      for (const { session } of context.connections.values())
        session.send({ type: "download.cancel", token: undefined, code: "P2P_EXPIRED", reason });
    },

    noteAnnouncement: ({ context }, { announcement }: Told<"announce">) =>
      context.commons.ownMaps.set(announcement),
    announceToAll: ({ context: { connections, commons } }) => {
      const map = commons.ownMaps.current();
      if (map === undefined) return;
      for (const connection of connections.values())
        if (admissionOf(connection) === "inUse") connection.session.send({ type: "announce", map });
    },
    tellRoom: ({ context }, { hasRoom }: { hasRoom: boolean }) =>
      context.input.ports.emit({ type: "connection/room", hasRoom }),

    closeEverything: ({ context: { input, connections, peers } }) => {
      const error: ErrorInfo = { code: "P2P_CLOSED", message: "the loader stopped" };
      for (const { session, link } of connections.values()) {
        session.send({ type: "end", error });
        input.links.remove(link);
      }
      for (const peerId of peers.keys()) input.ports.emit({ type: "peer/closed", peerId });
    },
  },
});

/** The id of a session's actor. */
const sessionId = (connectionId: ConnectionId): string => `connection ${connectionId}`;

function isFull({ input, peers }: SwarmContext): boolean {
  return peers.size >= input.ports.limits.connectedPeers;
}

/** The connection that would make room for a newcomer. */
function findVictim(context: SwarmContext): Connection | undefined {
  const { limits, clock } = context.input.ports;
  const wanted = [...context.input.wanted()];
  const { availability } = context.commons;
  const now = clock.now();
  const candidates: Candidate<Connection>[] = [];
  for (const connection of context.connections.values()) {
    const { identity, link } = connection;
    if (identity === undefined || admissionOf(connection) !== "inUse") continue;
    const holdsWanted = wanted.some((name) => availability.holders(name).includes(identity.peerId));
    const value = valueOf(
      { ...link.account, admittedAt: identity.admittedAt, holdsWanted },
      now,
      limits,
    );
    candidates.push({ id: connection, value, address: identity.address });
  }
  return findYielding(candidates)?.id;
}

/** Whether it takes over at once from the connection in use for that id. */
function beats(
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

/** Those that stand by and claim the same id. */
function claimantsOf({ connections }: SwarmContext, connectionId: ConnectionId): Connection[] {
  const peerId = connections.get(connectionId)?.identity?.peerId;
  return peerId === undefined ? [] : standbysOf(connections, peerId);
}

/**
 * The standby that takes over: one that has spoken, else the one that both sides would choose. Never one whose
 * certificate is banned.
 */
function findSuccessor(
  { input, commons }: SwarmContext,
  connections: Connections,
  peerId: PeerId,
): Connection | undefined {
  const standbys = standbysOf(connections, peerId).filter(
    ({ identity }) =>
      identity !== undefined &&
      !commons.ledger.isBanned({ certificate: identity.certificate, address: "" }),
  );
  const lowerIsOurs = input.ownPeerId < peerId;
  return (
    standbys.find(({ link }) => link.account.heardAt !== undefined) ??
    standbys.find((each) => each.initiator === lowerIsOurs) ??
    standbys[0]
  );
}

function tellEnd(
  { ports: { emit, log } }: SwarmInput,
  connectionId: ConnectionId,
  error: ErrorInfo,
): void {
  const write = log("p2pml:p2p-media-manager");
  if (write.enabled) write("connection end", connectionId, error);
  // The page already knows of it: the page or the other side closed it.
  if (error.code !== "P2P_CLOSED") emit({ type: "connection/drop", connectionId, error });
  if (error.code === "INTERNAL") emit({ type: "warning", error });
}

/** From now on the connection is the one that is used for that peer. */
function putToUse({ commons }: SwarmContext, connection: Connection, peerId: PeerId): void {
  const { link } = connection;
  link.identify(peerId);
  if (link.setAside !== undefined) commons.availability.update(peerId, link.setAside);
  link.setAside = undefined;
  connection.session.send({ type: "admit", greeting: commons.ownMaps.current() });
}

/** Charges the certificate and the address of a connection as the table of blame says. A ban closes the connection. */
function charge(
  { connections, commons, input }: SwarmContext,
  connectionId: ConnectionId,
  error: ErrorInfo,
): void {
  const log = input.ports.log("p2pml:p2p-media-manager");
  if (log.enabled && blameFor(error).strike !== 0)
    log("peer strike", connections.get(connectionId)?.identity?.peerId ?? connectionId, error);
  if (!commons.ledger.charge(connectionId, error)) return;
  const reason: ErrorInfo = { code: "P2P_BANNED", message: `banned: ${error.message}` };
  for (const connection of connections.values()) {
    if (admissionOf(connection) === "ended") continue;
    const certificate = connection.identity?.certificate ?? "";
    if (connection.id === connectionId || commons.ledger.isBanned({ certificate, address: "" }))
      connection.session.send({ type: "end", error: reason });
  }
}

/** The back-off that follows from an error: that peer is not asked for that segment again before it is over. */
function backOffFor(
  { input }: SwarmContext,
  connection: Connection | undefined,
  segment: SegmentName,
  error: ErrorInfo,
): { readonly event: BackOffOver; readonly delay: number } | undefined {
  const peerId = connection?.identity?.peerId;
  const { backOff } = blameFor(error);
  if (peerId === undefined || backOff === "none") return undefined;
  const { absentBackoff, shortBackoff } = input.ports.limits;
  const delay = backOff === "long" ? absentBackoff : shortBackoff;
  return { event: { type: "backoff.over", peerId, segment }, delay };
}

function noteFailure(
  { commons, input }: SwarmContext,
  connection: Connection | undefined,
  segment: SegmentName,
  error: ErrorInfo,
  backOff: number | undefined,
): void {
  const peerId = connection?.identity?.peerId;
  if (connection === undefined || peerId === undefined || backOff === undefined) return;
  const now = input.ports.clock.now();
  commons.availability.backOff(peerId, segment, now + backOff);
  // To say that it is not there is no offence, but whoever says so did not bring what it had announced.
  if (blameFor(error).backOff === "long") connection.link.account.failedAt = now;
}

function learn(
  { connections, input }: SwarmContext,
  connectionId: ConnectionId,
  update: (peerId: PeerId) => "same" | "changed" | "excess",
): void {
  const connection = connections.get(connectionId);
  if (connection?.identity === undefined) return;
  const outcome = update(connection.identity.peerId);
  if (outcome === "excess") {
    const message = "the peer's segments map grew larger than a map may be";
    connection.session.send({ type: "end", error: { code: "P2P_LIMIT_EXCEEDED", message } });
  } else if (outcome === "changed") {
    input.notify({ type: "swarm.changed", reason: "a peer announced" });
  }
}

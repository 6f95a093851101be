/** The context, guards and actions of the swarm's machine, by name. Either thread. */
import {
  blameFor,
  type ConnectionId,
  type ErrorInfo,
  type PeerId,
  toErrorInfo,
} from "@swarmlane/contract";
import { assign, type ErrorActorEvent, raise, setup, stopChild } from "xstate";
import type { SwarmEvent } from "../actor-events.ts";
import { admissionOf, type Connection, countOf, holderOf, viewOf } from "./admission/connection.ts";
import { createLink } from "./session/link.ts";
import { peerSessionMachine } from "./session/peer-session.machine.ts";
import type { SessionReport } from "./session/session-events.ts";
import {
  type BackOffOver,
  backOffOf,
  beats,
  claimantsOf,
  type Failure,
  findSuccessor,
  findVictim,
  isFull,
  peerLeftBy,
  sessionId,
  type SwarmContext,
  type SwarmInput,
} from "./swarm-context.ts";

type SwarmMachineEvent = SwarmEvent | SessionReport | BackOffOver | ErrorActorEvent;
type Told<Type extends SwarmMachineEvent["type"]> = Extract<SwarmMachineEvent, { type: Type }>;
type Admission = Told<"connection.admit">;
type Ended = Told<"session.ended">;
interface About {
  readonly connectionId: ConnectionId;
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
    /** Something that we hold or load changed since the last announcement. */
    hasNews: ({ context }) => context.commons.ownMaps.hasNews,
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
    hasSuccessor: ({ context }, { connectionId }: About) =>
      findSuccessor(context, connectionId) !== undefined,
    leavesPeerBehind: ({ context }, { connectionId }: About) =>
      peerLeftBy(context, connectionId) !== undefined,
    backsOff: ({ context }, failure: Failure) => backOffOf(context, failure) !== undefined,
    /** It does not answer, and another connection that claims the same id has spoken. An idle peer sends its map and no more. */
    isReplaceable: ({ context }, { connectionId, isAlive }: Told<"session.probed">) =>
      !isAlive &&
      claimantsOf(context, connectionId).some(({ link }) => link.account.heardAt !== undefined),
  },
  actions: {
    openSession: assign(({ context, spawn, self }, opened: Told<"connection.opened">) => {
      const { input, commons, connections } = context;
      const { connectionId, initiator, channel } = opened;
      const { ports, settings, payloads, readForPeer, arrivals } = input;
      const link = createLink({
        ...{ connectionId, channel, ports, settings, payloads, readForPeer, arrivals },
        ...{ budget: commons.budget, availability: commons.availability, relays: commons.relays },
        onNews: () => input.onChange("a peer announced"),
        onAnnounced: input.onAnnounced,
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
    warnOfBudget: ({ context: { input, commons } }) => {
      if (!commons.mayWarn()) return;
      const message = "there are more connections than there is room for";
      input.ports.emit({ type: "warning", error: { code: "PEER_BUDGET_EXCEEDED", message } });
    },
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
    identify: assign(({ context }, admission: Admission) => {
      const { connectionId, peerId, remoteAddress: address, certificate } = admission;
      const connection = context.connections.get(connectionId);
      if (connection === undefined) return {};
      const admittedAt = context.input.ports.clock.now();
      const identity = { peerId, address, certificate, admittedAt };
      const connections = new Map(context.connections);
      return { connections: connections.set(connectionId, { ...connection, identity }) };
    }),
    noteOrigin: ({ context }, { connectionId, remoteAddress, certificate }: Admission) =>
      context.commons.ledger.note(connectionId, { address: remoteAddress, certificate }),
    welcome: ({ context: { input } }, { peerId, remoteAddress }: Admission) => {
      input.ports.emit({ type: "peer/connected", peerId, remoteAddress });
      input.onChange("a peer joined");
    },
    /** From now on the connection is the one that is used for its peer. */
    admit: assign(({ context: { connections, peers } }, { connectionId }: About) => {
      const connection = connections.get(connectionId);
      const peerId = connection?.identity?.peerId;
      if (connection === undefined || peerId === undefined) return {};
      return { peers: new Map(peers).set(peerId, viewOf(connection, peerId)) };
    }),
    putToUse: ({ context }, { connectionId }: About) => {
      const connection = context.connections.get(connectionId);
      const peerId = connection?.identity?.peerId;
      if (connection !== undefined && peerId !== undefined) putToUse(context, connection, peerId);
    },
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

    tellEnd: ({ context: { input, connections } }, { connectionId, error }: Ended) => {
      const link = connections.get(connectionId)?.link;
      if (link !== undefined) input.links.remove(link);
      const write = input.ports.log("p2pml:p2p-media-manager");
      if (write.enabled) write("connection end", connectionId, error);
      // The page already knows of it: the page or the other side closed it.
      if (error.code !== "P2P_CLOSED")
        input.ports.emit({ type: "connection/drop", connectionId, error });
      if (error.code === "INTERNAL") input.ports.emit({ type: "warning", error });
    },
    removeConnection: assign(({ context }, { connectionId }: About) => {
      const connections = new Map(context.connections);
      connections.delete(connectionId);
      return { connections };
    }),
    stopSession: stopChild((_, { connectionId }: About) => sessionId(connectionId)),
    /** Its peer goes on over a connection that stood by. */
    admitSuccessor: assign(({ context }, { connectionId }: About) => {
      const successor = findSuccessor(context, connectionId);
      if (successor === undefined) return {};
      const { connection, peerId } = successor;
      return { peers: new Map(context.peers).set(peerId, viewOf(connection, peerId)) };
    }),
    putSuccessorToUse: ({ context }, { connectionId }: About) => {
      const successor = findSuccessor(context, connectionId);
      if (successor === undefined) return;
      const { connection, peerId } = successor;
      context.commons.availability.remove(peerId);
      putToUse(context, connection, peerId);
      connection.session.send({ type: "probe", since: 0 });
      const reason = "a peer goes on over another connection";
      context.input.onChange(reason);
    },
    sayGoodbye: ({ context }, { connectionId }: About) => {
      const peerId = peerLeftBy(context, connectionId);
      if (peerId === undefined) return;
      context.commons.availability.remove(peerId);
      context.commons.doubts.delete(peerId);
      context.input.ports.emit({ type: "peer/closed", peerId });
    },
    removePeer: assign(({ context }, { connectionId }: About) => {
      const peerId = peerLeftBy(context, connectionId);
      if (peerId === undefined) return {};
      const peers = new Map(context.peers);
      peers.delete(peerId);
      return { peers };
    }),
    tellLeft: ({ context: { input } }) => input.onChange("a peer left"),
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
    startBackOff: raise(
      ({ context }, failure: Failure) => {
        const backOff = backOffOf(context, failure);
        if (backOff === undefined) throw new Error("this failure has no back-off");
        const { peerId, segment } = backOff;
        return { type: "backoff.over", peerId, segment };
      },
      { delay: ({ context }, failure: Failure) => backOffOf(context, failure)?.delay ?? 0 },
    ),
    noteBackOff: ({ context }, failure: Failure) => {
      const backOff = backOffOf(context, failure);
      const { connections, commons, input } = context;
      const connection = connections.get(failure.connectionId);
      if (backOff === undefined || connection === undefined) return;
      const now = input.ports.clock.now();
      commons.availability.backOff(backOff.peerId, backOff.segment, now + backOff.delay);
      // Answering with absent is not an offence, but the peer did not deliver what it had announced.
      if (failure.error !== undefined && blameFor(failure.error).backOff === "long")
        connection.link.account.failedAt = now;
    },
    /** What closes the connection is charged when it has closed. */
    chargeIfStaying: ({ context }, { connectionId, error }: Failure) => {
      if (error !== undefined && !blameFor(error).disconnects) charge(context, connectionId, error);
    },
    tellFree: ({ context }) => context.input.onChange("a peer is free"),
    /** The connection may be closed by now: it is charged all the same. */
    closeOrCharge: ({ context }, { connectionId, error }: Failure) => {
      if (error === undefined) return;
      const connection = context.connections.get(connectionId);
      const isOpen = connection !== undefined && admissionOf(connection) !== "ended";
      if (isOpen && blameFor(error).disconnects) connection.session.send({ type: "end", error });
      else charge(context, connectionId, error);
    },
    charge: ({ context }, { connectionId, error }: Ended) => charge(context, connectionId, error),
    credit: ({ context: { input, commons, connections } }, { source }: Told<"source.credited">) => {
      commons.ledger.credit(source);
      const link = connections.get(source)?.link;
      if (link !== undefined) link.account.deliveredAt = input.ports.clock.now();
    },
    forgive: ({ context: { input, commons } }, { peerId, segment }: BackOffOver) => {
      if (commons.availability.forgive(peerId, segment, input.ports.clock.now()))
        input.onChange("a peer may be asked again");
    },

    /** It counts against the value of its connection, like a segment that it could not bring. */
    doubt: ({ context: { input, commons, connections } }, { peerId }: Told<"peer.doubted">) => {
      const now = input.ports.clock.now();
      commons.doubts.set(peerId, now + input.ports.limits.absentBackoff);
      const link = holderOf(connections, peerId)?.link;
      if (link !== undefined) link.account.failedAt = now;
    },

    requestDownload: ({ context }, request: Told<"download.request">) => {
      const { token, segment, partial, progress, replyTo } = request;
      const holder = holderOf(context.connections, request.peerId);
      if (holder !== undefined) {
        const isRelayed = context.commons.availability.isRelay(request.peerId, segment);
        const passed = { token, segment, partial, isRelayed, progress, replyTo };
        holder.session.send({ type: "download.request", request: passed });
        return;
      }
      const error: ErrorInfo = { code: "P2P_UNAVAILABLE", message: "the peer is not connected" };
      replyTo.send({ type: "download.failed", token, error, partial: undefined });
    },
    cancelDownload: ({ context }, { token, code, reason }: Told<"download.cancel">) => {
      for (const { session, link } of context.connections.values())
        if (link.transfers.find(token) !== undefined)
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
        if (admissionOf(connection) === "inUse") connection.link.announce(map);
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

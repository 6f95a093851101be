/** What the swarm's machine can ask and do, by name. Either thread. */
import {
  type ConnectionId,
  type ErrorInfo,
  type PeerId,
  toErrorInfo,
  type WireSegmentId,
} from "@swarmlane/contract";
import { and, assign, type ErrorActorEvent, raise, setup, stopChild } from "xstate";
import type { SwarmEvent, SwarmInput, SwarmView } from "../actor-events.ts";
import { peerSessionMachine } from "./peer-session.machine.ts";
import type { Connection } from "./roster.ts";
import type { SessionReport } from "./session-events.ts";
import type { SwarmParts } from "./swarm-parts.ts";

export interface SwarmContext {
  readonly input: SwarmInput;
  readonly parts: SwarmParts;
  /** What the scheduler reads, at any time: `ref.getSnapshot().context.view`. */
  readonly view: SwarmView;
}

/** The peer has not got the segment after all. */
interface Absence {
  readonly peerId: PeerId;
  readonly segmentId: WireSegmentId;
}

/** From the swarm to itself, later. */
interface BackOffOver extends Absence {
  readonly type: "backoff.over";
}

export type SwarmMachineEvent = SwarmEvent | SessionReport | BackOffOver | ErrorActorEvent;

/** The id of a session's actor. */
const sessionId = (connectionId: ConnectionId): string => `connection ${connectionId}`;

const connectionOf = ({ parts }: SwarmContext, event: SwarmMachineEvent): Connection | undefined =>
  "connectionId" in event ? parts.roster.connections.get(event.connectionId) : undefined;

export const swarmSetup = setup({
  types: {
    input: {} as SwarmInput,
    context: {} as SwarmContext,
    events: {} as SwarmMachineEvent,
  },
  actors: { peerSession: peerSessionMachine },
  delays: {
    announceCoalesce: ({ context }) => context.input.ports.limits.announceCoalesce,
    absentBackoff: ({ context }) => context.input.ports.limits.absentBackoff,
  },
  guards: {
    isKnown: ({ context, event }) => connectionOf(context, event) !== undefined,
    isUnknownOrAdmitted: ({ context, event }) => {
      const connection = connectionOf(context, event);
      return connection === undefined || connection.peer !== undefined;
    },
    isPendingFull: ({ context: { input, parts } }) =>
      parts.roster.pendingCount >= input.ports.limits.pendingPeers,
    isBanned: ({ context, event }) =>
      event.type === "connection.admit" &&
      context.parts.bans.isBanned(event.peerId, event.remoteAddress),
    isOurselves: ({ context, event }) =>
      event.type === "connection.admit" && event.peerId === context.input.ownPeerId,
    isNewPeer: ({ context, event }) =>
      event.type === "connection.admit" && !context.parts.roster.peers.has(event.peerId),
    isFull: ({ context: { input, parts } }) =>
      parts.roster.peers.size >= input.ports.limits.connectedPeers,
    isOneTooMany: and(["isNewPeer", "isFull"]),
    isStandbyFull: ({ context: { input, parts } }) =>
      parts.roster.standbyCount >= input.ports.limits.pendingPeers,
    beatsHolder: ({ context, event }) => {
      const connection = connectionOf(context, event);
      if (connection === undefined) return false;
      const peerId = event.type === "connection.admit" ? event.peerId : connection.peer?.id;
      return peerId !== undefined && context.parts.beatsHolder(connection, peerId);
    },
    standsBy: ({ context, event }) => connectionOf(context, event)?.standsBySince !== undefined,
    isBetterStandby: and(["standsBy", "beatsHolder"]),
    outlivesHolder: ({ context, event }) => {
      const connection = connectionOf(context, event);
      return connection !== undefined && context.parts.outlives(connection);
    },
  },
  actions: {
    openSession: assign(({ context: { input, parts }, event, spawn, self }) => {
      if (event.type !== "connection.opened") return {};
      const { connectionId, initiator, channel } = event;
      const session = spawn("peerSession", {
        id: sessionId(connectionId),
        input: {
          connectionId,
          channel,
          ports: input.ports,
          settings: input.settings,
          payloads: input.payloads,
          budget: parts.budget,
          slots: parts.slots,
          readForPeer: input.readForPeer,
          notify: input.notify,
          tell: (report) => self.send(report),
        },
      });
      parts.roster.open(connectionId, initiator, session);
      return {};
    }),
    refuseConnection: ({ context: { parts }, event }) => {
      if (event.type !== "connection.opened") return;
      const message = "too many connections are being made";
      const error: ErrorInfo = { code: "PEER_BUDGET_EXCEEDED", message };
      event.channel.close();
      parts.drop(event.connectionId, error);
      parts.warnOfBudget(error);
    },
    warnOfBudget: ({ context }, error: ErrorInfo) => context.parts.warnOfBudget(error),
    dropConnection: ({ context, event }, error: ErrorInfo) =>
      connectionOf(context, event)?.session.send({
        type: "end",
        ending: { how: "dropped", error },
      }),
    closeConnection: ({ context, event }) => {
      const error: ErrorInfo = { code: "P2P_CLOSED", message: "the connection closed" };
      connectionOf(context, event)?.session.send({ type: "end", ending: { how: "left", error } });
    },
    welcomePeer: ({ context, event }) => {
      const connection = connectionOf(context, event);
      if (event.type !== "connection.admit" || connection === undefined) return;
      const { input, parts } = context;
      const { peerId, remoteAddress } = event;
      const peer = parts.roster.addPeer(peerId, remoteAddress);
      input.ports.emit({ type: "peer/connected", peerId, remoteAddress });
      parts.promote(connection, peer);
      input.notify({ type: "swarm.changed", reason: "a peer joined" });
    },
    /** The connection of this event becomes the one in use; the one before stands by. */
    replaceHolder: ({ context: { parts, ...context }, event }) => {
      const connection = connectionOf({ parts, ...context }, event);
      const peerId = event.type === "connection.admit" ? event.peerId : connection?.peer?.id;
      const peer = peerId && parts.roster.peers.get(peerId);
      if (connection === undefined || !peer) return;
      const holder = parts.roster.holderOf(peer.id);
      if (holder !== undefined) parts.standBy(holder, peer);
      parts.promote(connection, peer);
    },
    keepAsStandby: ({ context, event }) => {
      const connection = connectionOf(context, event);
      if (event.type !== "connection.admit" || connection === undefined) return;
      const peer = context.parts.roster.peers.get(event.peerId);
      if (peer !== undefined) context.parts.standBy(connection, peer);
    },
    buryConnection: ({ context, event }) => {
      const connection = connectionOf(context, event);
      if (event.type !== "session.ended" || connection === undefined) return;
      context.parts.bury(connection, event.ending);
      if (event.ending.how === "offended" && connection.peer !== undefined)
        context.parts.strike(connection.peer, event.ending.error);
    },
    stopSession: stopChild((_, { connectionId }: { connectionId: ConnectionId }) =>
      sessionId(connectionId),
    ),
    /** An exception in a session's machine: its own cleaning up did not run. */
    buryCrashed: ({ context: { parts } }, crash: { actorId: string; error: unknown }) => {
      const connection = [...parts.roster.connections.values()].find(
        (each) => sessionId(each.id) === crash.actorId,
      );
      if (connection === undefined) return;
      const error = toErrorInfo(crash.error);
      const { context } = connection.session.getSnapshot();
      context.parts.shut();
      context.slot.release();
      parts.bury(connection, { how: "dropped", error });
      context.parts.downloads.giveUp(error);
    },

    learnMap: ({ context: { input, parts }, event }) => {
      if (event.type !== "session.map" && event.type !== "session.changes") return;
      const connection = parts.roster.connections.get(event.connectionId);
      if (connection?.peer === undefined || connection.standsBySince !== undefined) return;
      const { id } = connection.peer;
      const outcome =
        event.type === "session.map"
          ? parts.availability.update(id, event.segments)
          : parts.availability.change(id, event.changes);
      if (outcome === "excess")
        connection.session.send({ type: "end", ending: { how: "offended", error: grown } });
      else if (outcome === "changed")
        input.notify({ type: "swarm.changed", reason: "a peer announced" });
    },
    backOff: ({ context, event }) => {
      if (event.type === "session.failed")
        context.parts.availability.backOff(event.peerId, event.segmentId);
    },
    forgiveLater: raise(
      (_, { peerId, segmentId }: Absence) => ({ type: "backoff.over", peerId, segmentId }),
      { delay: "absentBackoff" },
    ),
    forgive: ({ context: { input, parts }, event }) => {
      if (event.type !== "backoff.over") return;
      parts.availability.forgive(event.peerId, event.segmentId);
      input.notify({ type: "swarm.changed", reason: "a peer may be asked again" });
    },
    strike: ({ context: { parts }, event }) => {
      if (event.type === "session.struck") {
        const peer = parts.roster.connections.get(event.connectionId)?.peer;
        if (peer !== undefined) parts.strike(peer, event.error);
      } else if (event.type === "peer.strike") {
        const peer = parts.roster.peers.get(event.peerId);
        if (peer === undefined) return;
        const isBanned = parts.strike(peer, event.error);
        if (event.disconnect && !isBanned) parts.dropPeer(event.peerId, event.error);
      }
    },
    ban: ({ context: { parts }, event }) => {
      if (event.type !== "peer.ban") return;
      parts.bans.ban(event.peerId, parts.roster.peers.get(event.peerId)?.remoteAddress ?? "");
      parts.dropPeer(event.peerId, event.error);
    },

    requestDownload: ({ context: { parts }, event }) => {
      if (event.type !== "download.request") return;
      const { token, segmentId, partial, size, replyTo } = event;
      const holder = parts.roster.holderOf(event.peerId);
      if (holder === undefined) {
        refuse(event);
        return;
      }
      holder.session.send({
        type: "download.request",
        request: { token, segmentId, partial, size, replyTo },
      });
    },
    cancelDownload: ({ context: { parts }, event }) => {
      if (event.type !== "download.cancel") return;
      const error: ErrorInfo = { code: "P2P_CANCELLED", message: event.reason };
      for (const { session } of parts.roster.connections.values())
        downloadsOf(session).cancel(error, event.token);
    },
    expireDownloads: ({ context: { parts }, event }) => {
      if (event.type !== "transfers.expire") return;
      const error: ErrorInfo = { code: "P2P_STALLED", message: event.reason };
      for (const { session } of parts.roster.connections.values())
        downloadsOf(session).cancel(error);
    },

    noteAnnouncement: ({ context, event }) => {
      if (event.type === "announce") context.parts.announcer.set(event.announcement);
    },
    announceToAll: ({ context: { parts } }) => {
      const map = parts.announcer.map();
      if (map === undefined) return;
      for (const { session, peer, standsBySince } of parts.roster.connections.values())
        if (peer !== undefined && standsBySince === undefined)
          session.send({ type: "announce", map });
    },

    closeEverything: ({ context }) => context.parts.closeEverything(),
  },
});

const grown: ErrorInfo = { code: "P2P_LIMIT_EXCEEDED", message: "segments map: it grew too large" };

function downloadsOf(session: Connection["session"]) {
  return session.getSnapshot().context.parts.downloads;
}

function refuse(request: Extract<SwarmEvent, { type: "download.request" }>): void {
  const error: ErrorInfo = { code: "P2P_UNAVAILABLE", message: "the peer is not connected" };
  request.replyTo.send({
    type: "download.failed",
    token: request.token,
    error,
    partial: undefined,
  });
}

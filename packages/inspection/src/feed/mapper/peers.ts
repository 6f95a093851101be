/**
 * Reports peers as messages, from the swarm's peers and connections, the transferred bytes, and the events of the swarm. The
 * table of blame says how much an error counts.
 */
import type { BanRecord, EngineEvent, InspectedHost } from "@swarmlane/contract";
import type { Draft } from "../../format/message.ts";
import type { InspectedError } from "../../format/parts.ts";
import { forgetOldest } from "../../model/forget-oldest.ts";
import { at, given, itemsOf, numberAt, textAt, valuesOf } from "../look.ts";
import { toError } from "../plain-data.ts";
import type { AnnouncementMapper } from "./announcements.ts";
import { blameOf } from "./blame-of.ts";
import { findConnection, readConnections, type SeenConnection } from "./connections.ts";
import { isFree } from "./decisions.ts";
import { childContext, snapshotOf, type MapperContext } from "./mapper-context.ts";

export interface PeerMapper {
  onEngine(event: EngineEvent): void;
  /** An event that reached the swarm. */
  onSwarm(event: unknown): void;
  /** What came over a connection in use. */
  onAnnounced(announced: unknown): void;
  /** The actor of a connection. */
  sessionOf(connectionId: unknown): string | undefined;
  /** Tells what changed. */
  tick(): void;
}

interface Owner {
  readonly peer: string;
  readonly certificate: string;
}

interface Account {
  readonly peer: string;
  address: string;
  certificate: string;
  /** The connection in use. */
  connection: number | undefined;
  /** The connection over which came what the peer announced last. */
  announcedOver: number | undefined;
  downloaded: number;
  uploaded: number;
  strikes: number;
  isBanned: boolean;
  error: InspectedError | undefined;
  upSpeed: number | undefined;
  /** When `upSpeed` was measured, and how much had gone up then. */
  measuredAt: number;
  measured: number;
  told: string;
}

/** The interval over which an upload speed is measured, in ms. */
const speedWindow = 1000;
/** The number of former connections and peers that are remembered, because a segment may prove a fault later. */
const mostFormer = 200;

export function createPeerMapper(
  { host, say, now }: MapperContext,
  announcements: AnnouncementMapper,
): PeerMapper {
  const accounts = new Map<string, Account>();
  /** Peers that have left. */
  const former = new Map<string, Account>();
  /** Where connections lead or led, by their ids. */
  const owners = new Map<string, Owner>();

  function createAccount(peer: string): Account {
    return {
      ...{ peer, address: "", certificate: "", connection: undefined, announcedOver: undefined },
      ...{ downloaded: 0, uploaded: 0, strikes: 0, isBanned: false, error: undefined },
      ...{ upSpeed: undefined, measuredAt: now(), measured: 0, told: "" },
    };
  }

  function accountOf(peer: string): Account {
    const known = accounts.get(peer) ?? createAccount(peer);
    accounts.set(peer, known);
    return known;
  }

  function remember({ id, peer, certificate }: SeenConnection): void {
    if (peer === undefined) return;
    owners.set(String(id), { peer, certificate });
    forgetOldest(owners, mostFormer);
  }

  function identify(account: Account, { address, certificate }: SeenConnection): void {
    if (address !== "") account.address = address;
    if (certificate !== "") account.certificate = certificate;
  }

  function findAccount(connectionId: unknown): Account | undefined {
    const connection = findConnection(host, connectionId);
    if (connection !== undefined) remember(connection);
    const peer = owners.get(String(connectionId))?.peer;
    if (peer === undefined) return undefined;
    const account = accounts.get(peer) ?? former.get(peer);
    if (account === undefined || connection === undefined) return account;
    if (account.connection === undefined || account.connection === connection.id)
      identify(account, connection);
    return account;
  }

  /**
   * Several connections may claim one peer id. An offence of a connection that is not in use only counts for the peer if both
   * have the same certificate. Otherwise it may be somebody else.
   */
  function belongs(error: unknown, connectionId: unknown, account: Account): boolean {
    if (account.connection === undefined || account.connection === connectionId) return true;
    const certificate = owners.get(String(connectionId))?.certificate ?? "";
    const isSame = certificate !== "" && certificate === account.certificate;
    return isSame && blameOf(error)?.fault === "peer";
  }

  /** Counts the error by the table of blame, as the swarm does. */
  function charge(account: Account, error: unknown): void {
    const strike = blameOf(error)?.strike ?? 0;
    if (strike === "ban") account.isBanned = true;
    else account.strikes += strike;
    account.error = toError(error);
    if (former.has(account.peer)) tell(account, "gone");
  }

  /** A download has ended. An error that closes the connection counts when the session has ended. */
  function settle(account: Account, error: unknown): void {
    const blame = blameOf(error);
    if (blame?.fault === "peer" && !blame.disconnects) charge(account, error);
  }

  /** A segment found that the bytes from this connection were wrong. */
  function blameSource(account: Account, source: unknown, error: unknown): void {
    const connection = findConnection(host, source);
    const isOpen = connection !== undefined && connection.admission !== "ended";
    if (textAt(error, "code") === "P2P_POLLUTED") account.isBanned = true;
    if (!isOpen || blameOf(error)?.disconnects !== true) charge(account, error);
  }

  function endSession(account: Account, error: unknown): void {
    if (textAt(error, "code") === "P2P_BANNED") account.isBanned = true;
    charge(account, error);
  }

  /** An address only counts if there is no certificate, because several peers may share it. */
  function ban({ of, value }: BanRecord): void {
    for (const account of [...accounts.values(), ...former.values()]) {
      const { certificate, address } = account;
      const isMeant =
        of === "certificate" ? certificate === value : certificate === "" && address === value;
      if (isMeant) account.isBanned = true;
    }
  }

  function tell(
    account: Account,
    state: "active" | "standby" | "gone",
    record?: unknown,
    connection?: SeenConnection,
    standbys = 0,
  ): void {
    const { peer, address, downloaded, uploaded, strikes, isBanned, error, upSpeed } = account;
    const session = connection?.snapshot;
    const draft: Draft = {
      ...{ type: "peer", peer, state, downloaded, uploaded, strikes, isBanned },
      isFree: isFree(record),
      ...given("address", address === "" ? undefined : address),
      ...given("connection", connection?.id),
      ...given("standbys", standbys === 0 ? undefined : standbys),
      ...given("actor", connection?.actor),
      ...given("download", downloadsOf(session)),
      ...given("upload", inWords(at(session, "value", "inUse", "upload"))),
      ...given("downSpeed", numberAt(record, "speed")),
      ...given("upSpeed", upSpeed),
      ...given("error", error && { ...error }),
    };
    const next = JSON.stringify(draft);
    if (next === account.told) return;
    account.told = next;
    say(draft);
  }

  function measure(account: Account): void {
    const span = now() - account.measuredAt;
    if (span < speedWindow) return;
    const bytes = account.uploaded - account.measured;
    account.upSpeed = account.uploaded === 0 ? undefined : Math.round(bytes / span);
    account.measuredAt = now();
    account.measured = account.uploaded;
  }

  function tick(): void {
    const connections = connectionsByPeer(host);
    for (const record of itemsOf(at(childContext(host, "swarm"), "peers"))) {
      const peer = textAt(record, "id");
      if (peer === undefined) continue;
      const account = accountOf(peer);
      const claims = connections.get(peer) ?? [];
      const inUse = claims.find(({ admission }) => admission === "inUse");
      const standbys = claims.filter(({ admission }) => admission === "standby").length;
      claims.forEach(remember);
      if (inUse !== undefined) identify(account, inUse);
      measure(account);
      follow(account, inUse);
      const state = inUse === undefined && standbys > 0 ? "standby" : "active";
      tell(account, state, record, inUse, standbys);
    }
  }

  /** Announcements belong to the connection over which they arrived. Another connection starts without any. */
  function follow(account: Account, inUse: SeenConnection | undefined): void {
    if (inUse === undefined || inUse.id === account.connection) return;
    if (account.connection !== undefined && account.announcedOver !== inUse.id)
      announcements.replace(account.peer, new Map());
    account.connection = inUse.id;
  }

  function leave(peer: string): void {
    const account = accountOf(peer);
    tell(account, "gone");
    announcements.drop(peer);
    accounts.delete(peer);
    former.set(peer, account);
    forgetOldest(former, mostFormer);
  }

  return {
    onEngine(event) {
      if (event.type === "bytes/downloaded" && event.peerId !== undefined)
        accountOf(event.peerId).downloaded += event.bytes;
      else if (event.type === "bytes/uploaded") accountOf(event.peerId).uploaded += event.bytes;
      else if (event.type === "peer/connected") {
        former.delete(event.peerId);
        const account = accountOf(event.peerId);
        account.address = event.remoteAddress;
        tell(account, "active");
      } else if (event.type === "peer/closed") leave(event.peerId);
      else if (event.type === "peer/banned") ban(event.record);
    },
    onSwarm(event) {
      const [type, error] = [textAt(event, "type"), at(event, "error")];
      const connectionId = at(event, type === "source.blamed" ? "source" : "connectionId");
      const account = connectionId === undefined ? undefined : findAccount(connectionId);
      if (account === undefined) return;
      if (!belongs(error, connectionId, account)) return;
      if (type === "session.settled") settle(account, error);
      else if (type === "source.blamed") blameSource(account, connectionId, error);
      else if (type === "session.ended") endSession(account, error);
    },
    onAnnounced(announced) {
      const peer = textAt(announced, "peerId");
      if (peer === undefined) return;
      const account = accountOf(peer);
      account.announcedOver = numberAt(announced, "connectionId");
      const segments = at(announced, "segments");
      if (segments !== undefined) announcements.replace(peer, segments);
      else announcements.change(peer, at(announced, "changes"));
    },
    sessionOf: (connectionId) => findConnection(host, connectionId)?.actor,
    tick,
  };
}

function connectionsByPeer(host: InspectedHost): Map<string, SeenConnection[]> {
  const byPeer = new Map<string, SeenConnection[]>();
  for (const connection of readConnections(host) ?? []) {
    if (connection.peer === undefined) continue;
    const claims = byPeer.get(connection.peer);
    if (claims === undefined) byPeer.set(connection.peer, [connection]);
    else claims.push(connection);
  }
  return byPeer;
}

/**
 * All downloads from the peer, each of which is an actor: `receiving`, `receiving, 2 requested`; `draining` while the rest
 * of a cancelled one arrives; `silent` until the peer has spoken; `none`. Undefined: the connection is not in use.
 */
function downloadsOf(session: unknown): string | undefined {
  const lane = inWords(at(session, "value", "inUse", "lane"));
  if (lane === undefined) return undefined;
  const counts = new Map<string, number>();
  for (const child of valuesOf(at(session, "children"))) {
    if (textAt(child, "logic", "root", "id") !== "download") continue;
    const state = inWords(at(snapshotOf(child), "value"));
    if (state !== undefined) counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  const states = [...counts].map(([state, count]) => (count > 1 ? `${count} ${state}` : state));
  if (lane !== "clear") states.push(lane);
  return states.length === 0 ? "none" : states.join(", ");
}

/** A state without what only watches the time: `serving.sending` of `{ serving: { sending: "watching" } }`. */
function inWords(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return undefined;
  const [entry] = Object.entries(value);
  if (entry === undefined) return undefined;
  const inner = inWords(entry[1]);
  return inner === undefined || inner === "watching" ? entry[0] : `${entry[0]}.${inner}`;
}
